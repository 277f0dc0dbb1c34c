import type { View } from '../../see/view.ts';
import { referenceTo } from '../reference.ts';
import type { Pod } from '../../see/objects/workload.ts';
import { hasSidecar, mutualTlsOf } from './mesh-tls.ts';
import { ending, type Branch, type Limit, type Passed, type Step } from './outcome.ts';
import { policyAt } from './policy-step.ts';
import type { Proxy } from './proxies.ts';
import { authorityOf, normalizedPath, requestText, type Request } from './request.ts';
import { abortOf, actionOf, type SharedDestination } from './rule-action.ts';
import { refusalBy } from './rule-match.ts';
import { passedBy, podReferences, upstreamsOf } from './upstream.ts';
import type { Upstream } from './upstream-end.ts';
import { matchFieldIn, type Rule } from './rule.ts';
import { meshSettings } from './mesh-settings.ts';

/** A request on its way through a proxy, with what has been decided so far. */
export interface Way {
  readonly view: View;
  readonly proxy: Proxy;
  readonly request: Request;
  readonly steps: readonly Step[];
  readonly passed: Passed[];
  /** Whether Pods of the application count that are not ready. */
  readonly isMeant?: boolean;
}

/** The same with the path that policies and rules see. */
export function withPathRead<W extends Way>(way: W): W {
  const { view, proxy, request, steps } = way;
  const { normalization = '' } = meshSettings(view, proxy.pods[0]).pathNormalization;
  const path = normalizedPath(request.path, normalization);
  if (path === request.path) return way;
  const did = { en: `the proxy reads the path as ${path}`, ko: `프록시가 읽는 경로: ${path}` };
  return { ...way, request: { ...request, path }, steps: [...steps, { did }] };
}

/** The same with the port that counts where a rule names none: of the Gateway's server, or of the call. */
export interface RoutedWay extends Way {
  readonly port: number;
}

/** The first rule that takes the request, and where it leads. @param before what else is told where none does */
export function atRules(
  way: RoutedWay,
  rules: readonly Rule[],
  pattern: string,
  before: readonly Step[],
): readonly Branch[] {
  const { request } = way;
  for (const rule of rules) {
    const refusal = refusalBy(rule, request);
    if (refusal?.isCertain) continue;
    const field = rule.matchField ?? rule.field;
    if (refusal) {
      const did = { en: 'whether it takes the request cannot be told', ko: '이 요청에 맞는지 알 수 없습니다' };
      return ending({ end: 'unknown' }, [
        ...way.steps,
        { object: rule.object, field: matchFieldIn(rule, refusal.field), did },
      ]);
    }
    const did = { en: `it takes the request (host ${pattern})`, ko: `이 규칙이 요청을 받습니다(호스트 ${pattern})` };
    return atRule({ ...way, steps: [...way.steps, { object: rule.object, field, did }] }, rule);
  }
  return ending({ end: 'no rule', status: 404 }, [...way.steps, ...before, ...refusals(rules, request)]);
}

/** Why each rule does not take a request, the nearest miss last: that of a rule whose path fits. */
function refusals(rules: readonly Rule[], request: Request): readonly Step[] {
  const did = { en: `it does not take ${requestText(request)}`, ko: `${requestText(request)} 요청에 맞지 않습니다` };
  const all = rules.flatMap((rule) => {
    const refusal = refusalBy(rule, request);
    if (!refusal) return [];
    const field = matchFieldIn(rule, refusal.field);
    return [{ step: { object: rule.object, field, did }, isNear: refusal.field !== 'uri' }];
  });
  return all.sort((a, b) => Number(a.isNear) - Number(b.isNear)).map(({ step }) => step);
}

function atRule(way: RoutedWay, rule: Rule): readonly Branch[] {
  const abort = abortOf(rule);
  const aborted = abort
    ? ending({ end: 'responded', status: abort.status }, [...way.steps, abort.step], abort.share)
    : [];
  const rest = 1 - (abort?.share ?? 0);
  if (rest === 0) return aborted;
  return [...aborted, ...scaled(acted(way, rule), rest)];
}

/** What a rule does, apart from its fault. */
export function acted(way: RoutedWay, rule: Rule): readonly Branch[] {
  const action = actionOf(rule, way.request, way.port);
  if (action.does === 'redirect') {
    const { status, location } = action;
    return ending({ end: 'redirected', status, location }, [...way.steps, action.step]);
  }
  if (action.does === 'respond')
    return ending({ end: 'responded', status: action.status }, [...way.steps, action.step]);
  if (action.does === 'nothing') return ending({ end: 'unknown' }, [...way.steps, action.step]);
  const { destinations, request, limit } = action;
  const so = { ...way, request, steps: [...way.steps, ...action.steps] };
  return destinations.flatMap((to) => scaled(atDestination(so, rule, to, limit), to.share));
}

/** Where a destination of a rule leads. */
export function atDestination(way: RoutedWay, rule: Rule, to: SharedDestination, limit?: Limit): readonly Branch[] {
  const { view, proxy, request, port } = way;
  const upstreams = [...upstreamsOf(view, proxy, rule, to, port)];
  const meant = way.isMeant ? upstreams.find((each) => !isUnready(each)) : undefined;
  const upstream = meant ?? upstreams[0];
  if (!upstream) return [];
  way.passed.push(...passedBy(view, proxy, rule, to));
  const steps = [...way.steps, ...(limit ? [limit] : []), ...upstream.steps];
  const within = limit ? { limit } : {};
  if ('outcome' in upstream)
    return ending(upstream.outcome.end === 'sent out' ? { ...upstream.outcome, ...within } : upstream.outcome, steps);
  return atPods({ ...way, steps }, upstream, to.authority ?? authorityOf(request), within);
}

/** Whether it ends only because no Pod is ready. */
function isUnready(upstream: Upstream): boolean {
  return 'outcome' in upstream && upstream.outcome.end === 'no endpoints';
}

/** The Pods that a request gets to, and the policies there. @param within the time-out, if there is one */
export function atPods(
  { view, proxy, request, passed, steps }: Way,
  { pods, portOf, isMutual }: Extract<Upstream, { readonly pods: unknown }>,
  host: string,
  within: { readonly limit?: Limit } = {},
): readonly Branch[] {
  passed.push(...podReferences(pods).map((object) => ({ object })));
  if (proxy.calls && request.scheme === 'https') {
    const did = {
      en: 'whether the Pods speak TLS stands in no object',
      ko: 'Pod가 TLS를 쓰는지는 어느 리소스에도 나와 있지 않습니다',
    };
    return ending({ end: 'unknown' }, [...steps, { did }]);
  }
  const { method, path, headers } = request;
  const principal = isMutual ? principalOf(view, proxy) : '';
  const caller = principal === undefined ? {} : { principal };
  const judged = pods.map((pod) => ({
    pod,
    verdict: hasSidecar(pod)
      ? ((proxy.calls === 'directly' && !isMutual ? plainTextAt(view, pod, portOf(pod)) : undefined) ??
        policyAt(view, pod, { method, path, host, headers, ...caller, ...numbered(portOf(pod)) }))
      : undefined,
  }));
  const open = judged.filter(({ verdict }) => verdict === undefined).map(({ pod }) => pod);
  const shut = judged.flatMap(({ verdict }) => verdict ?? []);
  const answered =
    open.length === 0
      ? []
      : ending({ end: 'answered', pods: podReferences(open), ...within }, steps, open.length / pods.length);
  const [first] = shut;
  return first ? [...answered, ...ending(first.outcome, [...steps, first.step], shut.length / pods.length)] : answered;
}

/** Whoever has no sidecar speaks plain text, which a Pod may not take. */
function plainTextAt(view: View, pod: Pod, port: number | undefined): ReturnType<typeof policyAt> {
  const found = mutualTlsOf(view, pod, port);
  if (found?.mode !== 'STRICT') return undefined;
  const did = {
    en: 'it wants mTLS, and the Pod that asks has no sidecar',
    ko: 'mTLS가 필요한데, 요청하는 Pod에 사이드카가 없습니다',
  };
  const object = referenceTo('PeerAuthentication', found.policy);
  return { outcome: { end: 'reset' }, step: { object, field: 'spec.mtls.mode', did } };
}

function numbered(port: number | undefined): { readonly port?: number } {
  return port === undefined ? {} : { port };
}

/** The name by which the mesh knows the gateway's Pods. */
function principalOf(view: View, { pods: [pod], namespace }: Proxy): string | undefined {
  if (!pod) return undefined;
  return `${meshSettings(view, pod).trustDomain}/ns/${namespace}/sa/${pod.spec.serviceAccountName ?? 'default'}`;
}

function scaled(branches: readonly Branch[], share: number): readonly Branch[] {
  return share === 1 ? branches : branches.map((branch) => ({ ...branch, share: branch.share * share }));
}
