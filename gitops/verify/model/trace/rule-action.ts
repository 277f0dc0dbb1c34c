import type { HttpRoute, WeightedDestination } from '../../see/objects/istio.ts';
import type { Limit, Step } from './outcome.ts';
import { authorityOf, type Request } from './request.ts';
import { takes } from './rule-match.ts';
import { fieldIn, type Rule } from './rule.ts';

/** What a rule does with a request, once it has taken it. */
type Action =
  | { readonly does: 'redirect'; readonly status: number; readonly location: string; readonly step: Step }
  | { readonly does: 'respond'; readonly status: number; readonly step: Step }
  | { readonly does: 'nothing'; readonly step: Step }
  | {
      readonly does: 'send';
      readonly destinations: readonly SharedDestination[];
      /** The request as the destination gets it. */
      readonly request: Request;
      readonly steps: readonly Step[];
      readonly limit?: Limit;
    };

/** A destination with its share of the requests. */
export interface SharedDestination {
  readonly destination: WeightedDestination['destination'];
  readonly field: string;
  readonly share: number;
  readonly authority?: string | undefined;
}

/** A fault that a rule injects: with which share it answers in place of the rule. */
interface Abort {
  readonly status: number;
  readonly share: number;
  readonly step: Step;
}

const HTTP_OF_GRPC = 200;
const SECONDS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };

/** The `fault.abort` of a rule. Without a percentage nothing is aborted. */
export function abortOf(rule: Rule): Abort | undefined {
  const { http, object } = rule;
  const { httpStatus, grpcStatus, percentage } = http.fault?.abort ?? {};
  const share = Math.min(1, (percentage?.value ?? 0) / 100);
  if (share === 0 || (httpStatus === undefined && grpcStatus === undefined)) return undefined;
  const status = httpStatus ?? HTTP_OF_GRPC;
  const part =
    share === 1
      ? { en: 'every request', ko: '모든 요청' }
      : { en: `${share * 100} % of the requests`, ko: `요청의 ${share * 100}%` };
  return {
    ...{ status, share },
    step: {
      ...{ object, field: fieldIn(rule, 'fault.abort') },
      did: {
        en: `the fault answers ${part.en} with ${grpcStatus ?? status}, and asks no Pod`,
        ko: `fault 때문에 ${part.ko}에 Pod 대신 ${grpcStatus ?? status}로 응답합니다`,
      },
    },
  };
}

/**
 * What a rule does, apart from its fault.
 * @param port of the Gateway's server
 */
export function actionOf(rule: Rule, request: Request, port: number): Action {
  const { http, object } = rule;
  if (isPreflight(rule, request)) {
    const did = { en: 'the gateway answers the preflight itself', ko: '게이트웨이가 프리플라이트에 직접 응답합니다' };
    return { does: 'respond', status: 200, step: { object, field: fieldIn(rule, 'corsPolicy'), did } };
  }
  if (http.redirect) return redirection(rule, http.redirect, request, port);
  if (http.directResponse) {
    const { status = 200 } = http.directResponse;
    const did = { en: `the rule itself answers ${status}`, ko: `규칙이 직접 ${status}로 응답합니다` };
    return { does: 'respond', status, step: { object, field: fieldIn(rule, 'directResponse'), did } };
  }
  const destinations = sharedDestinations(rule);
  if (destinations.length === 0) {
    const did = { en: 'the rule leads nowhere', ko: '규칙에 보낼 곳이 없습니다' };
    return { does: 'nothing', step: { object, field: fieldIn(rule, 'route'), did } };
  }
  const limit = limitOf(rule);
  const sent = rewritten(rule, request);
  return { does: 'send', destinations, ...sent, ...(limit ? { limit } : {}) };
}

/** Whether a request is one that a rule's `corsPolicy` answers; from other origins it goes on. */
function isPreflight({ object, http: { corsPolicy } }: Rule, { method, headers }: Request): boolean {
  const [origin] = [headers.origin ?? []].flat();
  if (!corsPolicy || method !== 'OPTIONS' || origin === undefined) return false;
  const isAsked = headers['access-control-request-method'] !== undefined;
  // Of an HTTPRoute none goes on.
  if (object.kind === 'HTTPRoute') return isAsked;
  return isAsked && (corsPolicy.allowOrigins ?? []).some((each) => takes(each, origin) === true);
}

/** Envoy keeps the query, unless `uri` has one, and the port of `Host`, unless there is a new one. */
function redirection(rule: Rule, redirect: NonNullable<HttpRoute['redirect']>, request: Request, port: number): Action {
  const status = redirect.redirectCode ?? 301;
  const scheme = redirect.scheme ?? request.scheme;
  const chosen = portText(redirect, request, port);
  const host = redirect.authority ?? (chosen === '' ? authorityOf(request) : request.host);
  const path = redirectedPath(rule, redirect, request.path);
  const location = `${scheme}://${host}${chosen}${path}`;
  const did = { en: `it redirects to ${location} (${status})`, ko: `리다이렉트합니다(${status}): ${location}` };
  return { does: 'redirect', status, location, step: { object: rule.object, field: fieldIn(rule, 'redirect'), did } };
}

function redirectedPath(
  rule: Rule,
  { uri = '', prefixRewrite }: NonNullable<HttpRoute['redirect']>,
  path: string,
): string {
  if (prefixRewrite) return replaced(rule, prefixRewrite, path);
  if (uri === '') return path;
  const [, query] = uri.includes('?') ? [] : path.split(/(?=\?)/);
  return `${uri.startsWith('/') ? '' : '/'}${uri}${query ?? ''}`;
}

function portText(
  { port, derivePort, scheme }: NonNullable<HttpRoute['redirect']>,
  request: Request,
  ofServer: number,
): string {
  const chosen = port ?? (derivePort === 'FROM_REQUEST_PORT' ? ofServer : undefined);
  const usual = (scheme ?? request.scheme) === 'https' ? 443 : 80;
  return chosen === undefined || chosen === usual ? '' : `:${chosen}`;
}

/** One destination gets everything, whatever its weight; of several, those with a weight get their shares. */
export function sharedDestinations(rule: Rule): readonly SharedDestination[] {
  const { route = [] } = rule.http;
  const all = route.map(({ destination, weight = 0, headers }, index) => ({
    ...{ destination, weight: route.length === 1 ? 1 : weight, field: fieldIn(rule, `route[${index}].destination`) },
    authority: authorityIn(headers?.request?.set),
  }));
  const total = all.reduce((sum, { weight }) => sum + weight, 0);
  return all.flatMap(({ weight, ...each }) => (weight === 0 ? [] : [{ ...each, share: weight / total }]));
}

function authorityIn(set: Readonly<Record<string, string>> | undefined): string | undefined {
  return Object.entries(set ?? {}).find(([name]) => [':authority', 'host'].includes(name.toLowerCase()))?.[1];
}

/** The request as the rule changes it, and what it changes. */
function rewritten(rule: Rule, request: Request): { readonly request: Request; readonly steps: readonly Step[] } {
  const { http, object } = rule;
  const steps: Step[] = [];
  const { uri, uriRegexRewrite, authority = authorityIn(http.headers?.request?.set) } = http.rewrite ?? {};
  const host = authority ?? request.host;
  // What is written takes the place of the port, too.
  const port = authority === undefined ? request.port : request.scheme === 'https' ? 443 : 80;
  const path =
    uri === undefined ? rewrittenByRegex(uriRegexRewrite, request.path) : rewrittenPrefix(rule, uri, request.path);
  if (path !== request.path)
    steps.push({
      ...{ object, field: fieldIn(rule, `rewrite.${uri === undefined ? 'uriRegexRewrite' : 'uri'}`) },
      did: { en: `the path becomes ${path}`, ko: `바뀐 경로: ${path}` },
    });
  if (host !== request.host)
    steps.push({
      ...{ object, field: fieldIn(rule, http.rewrite?.authority ? 'rewrite.authority' : 'headers.request.set') },
      did: { en: `the host becomes ${host}`, ko: `바뀐 호스트: ${host}` },
    });
  const { fixedDelay, percentage, percent } = http.fault?.delay ?? {};
  const delayed = percentage?.value ?? percent ?? 0;
  if (fixedDelay !== undefined && delayed > 0)
    steps.push({
      ...{ object, field: fieldIn(rule, 'fault.delay') },
      did: {
        en: `${delayed} % of the requests wait ${fixedDelay}`,
        ko: `요청의 ${delayed}%가 ${fixedDelay} 지연됩니다`,
      },
    });
  return { request: { ...request, path, host, port }, steps };
}

/** `rewrite.uri` takes the place of the matched prefix, or of the whole path that is exact or fits an expression. */
function replaced({ match }: Rule, uri: string, path: string): string {
  const [plain = '', query = ''] = path.split(/(?=\?)/);
  const { exact, regex, prefix = '/' } = match?.uri ?? {};
  const rest = exact === undefined && regex === undefined ? plain.slice(prefix.length) : '';
  return `${uri}${rest}${query}`;
}

/** istiod takes the prefix of an HTTPRoute away by an expression, which leaves no two slashes. */
function rewrittenPrefix(rule: Rule, uri: string, path: string): string {
  const isTakenAway = uri === '/' && rule.object.kind === 'HTTPRoute';
  return isTakenAway ? replaced(rule, '', path).replace(/^\/?/, '/') : replaced(rule, uri, path);
}

function rewrittenByRegex(regex: NonNullable<HttpRoute['rewrite']>['uriRegexRewrite'], path: string): string {
  if (!regex?.match) return path;
  const [plain = '', query = ''] = path.split(/(?=\?)/);
  const by = (regex.rewrite ?? '').replaceAll('$', '$$$$').replaceAll(/\\(\d)/g, '$$$1');
  try {
    return `${plain.replaceAll(new RegExp(regex.match, 'gu'), by)}${query}`;
  } catch {
    return path;
  }
}

/** The time-out of a rule, or of one try where that is shorter; without one the gateway waits for ever. */
function limitOf(rule: Rule): Limit | undefined {
  const { http, object } = rule;
  const { attempts, perTryTimeout } = http.retries ?? {};
  const ofTry = attempts === 0 ? 0 : secondsOf(perTryTimeout);
  const ofAll = secondsOf(http.timeout);
  const perTry = ofTry > 0 && (ofAll === 0 || ofTry < ofAll) ? perTryTimeout : undefined;
  const time = perTry ?? (ofAll > 0 ? http.timeout : undefined);
  if (time === undefined) return undefined;
  return {
    ...{ object, field: fieldIn(rule, perTry === undefined ? 'timeout' : 'retries.perTryTimeout'), time },
    did: { en: `the application has ${time} to answer`, ko: `애플리케이션은 ${time} 안에 응답해야 합니다` },
  };
}

/** Of a duration as Istio writes it: `1h30m`, `500ms`. */
function secondsOf(duration = ''): number {
  const parts = [...duration.matchAll(/([\d.]+)(ms|s|m|h)/g)];
  return parts.reduce((sum, [, amount, unit = 's']) => sum + Number(amount) * (SECONDS[unit] ?? 1), 0);
}
