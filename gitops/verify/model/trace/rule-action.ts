import type { HttpRoute, WeightedDestination } from '../../see/objects/istio.ts';
import type { Limit, Step } from './outcome.ts';
import type { Request } from './request.ts';
import type { Rule } from './virtual-hosts.ts';

/** What a rule does with a request, once it has taken it. */
export type Action =
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
export interface Abort {
  readonly status: number;
  readonly share: number;
  readonly step: Step;
}

const HTTP_OF_GRPC = 200;

/** The `fault.abort` of a rule. Without a percentage nothing is aborted. */
export function abortOf({ http, object, field }: Rule): Abort | undefined {
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
      ...{ object, field: `${field}.fault.abort` },
      did: {
        en: `the fault answers ${part.en} with ${grpcStatus ?? status}, and asks no Pod`,
        ko: `fault가 Pod에 묻지 않고 ${part.ko}에 ${grpcStatus ?? status}로 응답합니다`,
      },
    },
  };
}

/** What a rule does, apart from its fault. */
export function actionOf(rule: Rule, request: Request): Action {
  const { http, object, field } = rule;
  if (http.redirect) return redirection(rule, http.redirect, request);
  if (http.directResponse) {
    const { status = 200 } = http.directResponse;
    const did = { en: `the rule itself answers ${status}`, ko: `규칙이 직접 ${status}로 응답합니다` };
    return { does: 'respond', status, step: { object, field: `${field}.directResponse`, did } };
  }
  const destinations = destinationsOf(http, field);
  if (destinations.length === 0) {
    const did = { en: 'the rule leads nowhere', ko: '규칙에 보낼 곳이 없습니다' };
    return { does: 'nothing', step: { object, field: `${field}.route`, did } };
  }
  const limit = limitOf(rule);
  const sent = rewritten(rule, request);
  return { does: 'send', destinations, ...sent, ...(limit ? { limit } : {}) };
}

function redirection({ object, field }: Rule, redirect: NonNullable<HttpRoute['redirect']>, request: Request): Action {
  const status = redirect.redirectCode ?? 301;
  const scheme = redirect.scheme ?? request.scheme;
  const location = `${scheme}://${redirect.authority ?? request.host}${portText(redirect, request)}${redirect.uri ?? request.path}`;
  const did = { en: `it redirects to ${location} (${status})`, ko: `리다이렉트합니다(${status}): ${location}` };
  return { does: 'redirect', status, location, step: { object, field: `${field}.redirect`, did } };
}

function portText({ port, derivePort, scheme }: NonNullable<HttpRoute['redirect']>, request: Request): string {
  const chosen = port ?? (derivePort === 'FROM_REQUEST_PORT' ? request.port : undefined);
  const usual = (scheme ?? request.scheme) === 'https' ? 443 : 80;
  return chosen === undefined || chosen === usual ? '' : `:${chosen}`;
}

/** One destination gets everything, whatever its weight; of several, those with a weight get their shares. */
function destinationsOf({ route = [] }: HttpRoute, field: string): readonly SharedDestination[] {
  const all = route.map(({ destination, weight = 0, headers }, index) => ({
    ...{ destination, weight: route.length === 1 ? 1 : weight, field: `${field}.route[${index}].destination` },
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
  const { http, object, field } = rule;
  const steps: Step[] = [];
  const { uri, uriRegexRewrite, authority = authorityIn(http.headers?.request?.set) } = http.rewrite ?? {};
  const host = authority ?? authorityIn(http.headers?.request?.set) ?? request.host;
  const path = uri === undefined ? rewrittenByRegex(uriRegexRewrite, request.path) : replaced(rule, uri, request.path);
  if (path !== request.path)
    steps.push({
      ...{ object, field: `${field}.rewrite.${uri === undefined ? 'uriRegexRewrite' : 'uri'}` },
      did: { en: `the path becomes ${path}`, ko: `바뀐 경로: ${path}` },
    });
  if (host !== request.host)
    steps.push({
      ...{ object, field: http.rewrite?.authority ? `${field}.rewrite.authority` : `${field}.headers.request.set` },
      did: { en: `the host becomes ${host}`, ko: `바뀐 호스트: ${host}` },
    });
  const { fixedDelay, percentage, percent } = http.fault?.delay ?? {};
  const delayed = percentage?.value ?? percent ?? 0;
  if (fixedDelay !== undefined && delayed > 0)
    steps.push({
      ...{ object, field: `${field}.fault.delay` },
      did: {
        en: `${delayed} % of the requests wait ${fixedDelay}`,
        ko: `요청의 ${delayed}%가 ${fixedDelay} 기다립니다`,
      },
    });
  return { request: { ...request, path, host }, steps };
}

/** `rewrite.uri` takes the place of the matched prefix, or of the whole exact path. */
function replaced({ match }: Rule, uri: string, path: string): string {
  const [plain = '', query] = path.split('?');
  const { exact, prefix = '/' } = match?.uri ?? {};
  const rest = exact === undefined ? plain.slice(prefix.length) : '';
  return `${uri}${rest}${query === undefined ? '' : `?${query}`}`;
}

function rewrittenByRegex(regex: NonNullable<HttpRoute['rewrite']>['uriRegexRewrite'], path: string): string {
  if (!regex?.match) return path;
  try {
    return path.replace(
      new RegExp(regex.match, 'gu'),
      (regex.rewrite ?? '').replaceAll('$', '$$$$').replace(/\\(\d)/g, '$$$1'),
    );
  } catch {
    return path;
  }
}

/** The time-out of a rule; without one the gateway waits for ever. */
function limitOf({ http, object, field }: Rule): Limit | undefined {
  const perTry = http.retries?.perTryTimeout;
  const time = perTry ?? http.timeout;
  if (time === undefined || /^0+m?s$/.test(time)) return undefined;
  return {
    ...{ object, field: perTry === undefined ? `${field}.timeout` : `${field}.retries.perTryTimeout`, time },
    did: { en: `the application has ${time} to answer`, ko: `애플리케이션은 ${time} 안에 응답해야 합니다` },
  };
}
