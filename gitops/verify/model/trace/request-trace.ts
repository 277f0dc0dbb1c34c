import { referenceTo } from '../reference.ts';
import type { View } from '../../see/view.ts';
import { hasSidecar } from './mesh-tls.ts';
import { listenerOn, serverForSni, type PlacedServer } from './gateway-servers.ts';
import { ending, type Branch, type Limit, type Passed, type RequestTrace, type Step } from './outcome.ts';
import { policyAt } from './policy-step.ts';
import { addressesTo, podPortOf, proxiesFor, proxiesMeantFor, readyPodsOf, type Proxy } from './proxies.ts';
import { authorityOf, normalizedPath, requestText, type Request } from './request.ts';
import { resolutionOf } from './dns.ts';
import { abortOf, actionOf, type SharedDestination } from './rule-action.ts';
import { refusalBy } from './rule-match.ts';
import { hostsText, tlsAt } from './tls-step.ts';
import { passedBy, podReferences, upstreamOf } from './upstream.ts';
import { virtualHostFor, type Rule } from './virtual-hosts.ts';
import { withoutGateway } from './without-gateway.ts';
import { meshSettings } from './mesh-settings.ts';

/**
 * What becomes of a request from outside, followed through what stands in the cluster as istiod and Envoy would take
 * it: name, address, the gateway's Service and Pods, the server, the virtual host, policies, the rule and what it does,
 * the destination, its endpoints, policies at the Pod, the container's port.
 */
export function traceOf(view: View, request: Request): RequestTrace {
  return view.remember(`trace of ${JSON.stringify(request)}`, () => {
    const passed: Passed[] = [];
    return { request, branches: follow(view, request, passed), passed };
  });
}

/** The same from the gateway's server on, whether its Pods run or not: what it is told to do with the request. */
export function traceAtGateway(view: View, request: Request): RequestTrace {
  return view.remember(`trace at the gateway of ${JSON.stringify(request)}`, () => {
    const [proxy] = chosen(view, proxiesMeantFor(view, request.host), request.host);
    const passed: Passed[] = [];
    if (!proxy) return { request, branches: withoutGateway(view, request), passed };
    const podPort = podPortOf(proxy, request.port) ?? request.port;
    return { request, branches: atListener({ view, proxy, request, podPort, steps: [], passed }), passed };
  });
}

/** @param passed is given what the request passes */
function follow(view: View, request: Request, passed: Passed[]): readonly Branch[] {
  const all = proxiesFor(view, request.host);
  const [proxy] = chosen(view, all, request.host);
  if (!proxy) return withoutGateway(view, request);
  const [service] = proxy.services;
  const [pod] = readyPodsOf(proxy);
  passed.push(
    ...proxy.services.map((each) => ({
      ...{ object: referenceTo('Service', each), field: 'spec.ports', isGateway: true as const },
    })),
    ...podReferences(proxy.pods).map((object) => ({ object, isGateway: true as const })),
  );
  const object = service ? { object: referenceTo('Service', service) } : {};
  const podPort = podPortOf(proxy, request.port);
  if (podPort === undefined) {
    const has = proxy.services.flatMap(({ spec }) => (spec.ports ?? []).map(({ port }) => port)).join(', ');
    const did = {
      en: `the gateway's Service has no port ${request.port}, only ${has}`,
      ko: `게이트웨이의 Service에 ${request.port}번 포트가 없습니다. 있는 포트: ${has}`,
    };
    return ending({ end: 'not reached' }, [{ ...object, field: 'spec.ports', did }]);
  }
  if (!pod) {
    const [first] = proxy.pods;
    const did = { en: 'no Pod of the gateway is ready', ko: '게이트웨이에 준비된 Pod가 없습니다' };
    return ending({ end: 'not reached' }, [
      first ? { object: referenceTo('Pod', first), field: 'status.conditions', did } : { did },
    ]);
  }
  const words =
    proxy.pods.length === 1
      ? { en: '1 Pod', ko: 'Pod 1개' }
      : { en: `${proxy.pods.length} Pods`, ko: `Pod ${proxy.pods.length}개` };
  const entered: Step = {
    ...object,
    field: 'spec.ports',
    did: {
      en: `port ${request.port} leads to port ${podPort} of ${words.en} of the gateway`,
      ko: `${request.port}번 포트는 게이트웨이 ${words.ko}의 ${podPort}번 포트로 이어집니다`,
    },
  };
  return atListener({ view, proxy, request, podPort, steps: [entered], passed });
}

/** The gateways that DNS leads to; all, where it leads to none that is known, since a load balancer may be in between. */
function chosen(view: View, all: readonly Proxy[], host: string): readonly Proxy[] {
  const { a = [], aaaa = [] } = resolutionOf(view, host) ?? {};
  const targets = view.scope.address === undefined ? [...a, ...aaaa] : [view.scope.address];
  const reached = all.filter((proxy) => addressesTo(proxy).some((each) => targets.includes(each)));
  return reached.length > 0 ? reached : all;
}

/** A request on its way through a proxy, with what has been decided so far. */
interface Way {
  readonly view: View;
  readonly proxy: Proxy;
  readonly request: Request;
  readonly podPort: number;
  readonly steps: readonly Step[];
  readonly passed: Passed[];
}

function atListener(way: Way): readonly Branch[] {
  const { view, proxy, request, podPort, steps } = way;
  const listener = listenerOn(view, proxy, request.host, podPort);
  if (!listener || listener.servers.length === 0) {
    const did = {
      en: `no server of any Gateway is on port ${request.port}`,
      ko: `${request.port}번 포트에 Gateway 서버가 없습니다`,
    };
    return ending({ end: 'not reached' }, [...steps, { did }, ...(listener?.leftOut ?? [])]);
  }
  const { speaks, servers, leftOut } = listener;
  way.passed.push(...servers);
  if (speaks === 'another protocol' || (speaks === 'TLS') !== (request.scheme === 'https')) {
    const [first] = servers;
    const protocol = first?.server.port.protocol ?? '';
    const step: Step = {
      ...(first ? { object: first.object, field: `${first.field}.port.protocol` } : {}),
      did: {
        en: `the port speaks ${protocol}, not ${request.scheme}`,
        ko: `이 포트의 프로토콜은 ${protocol}입니다(요청: ${request.scheme})`,
      },
    };
    return ending(speaks === 'another protocol' ? { end: 'unknown' } : { end: 'reset' }, [...steps, ...leftOut, step]);
  }
  if (speaks === 'HTTP') return atVirtualHost(read(way), servers, leftOut);
  const server = serverForSni(listener, request.host);
  if (!server) {
    const did = {
      en: `no server of port ${request.port} admits ${request.host}`,
      ko: `${request.port}번 포트에 ${request.host} 호스트를 받는 서버가 없습니다`,
    };
    return ending({ end: 'reset' }, [...steps, { did }, ...leftOut]);
  }
  const sni: Step = {
    ...{ object: server.object, field: `${server.field}.hosts` },
    did: { en: `${hostsText(server)} takes the name`, ko: `${hostsText(server)} 호스트로 받습니다` },
  };
  const tls = tlsAt(view, proxy, server, request.host);
  const so = { ...way, steps: [...steps, sni, ...tls.steps] };
  if (tls.is === 'ended') return ending(tls.outcome, so.steps);
  if (tls.is === 'passed') return acted(so, tls.rule, server.server.port.number);
  return atVirtualHost(read(so), [server], leftOut);
}

/** The request with the path that policies and rules see. */
function read(way: Way): Way {
  const path = normalizedPath(way.request.path);
  if (path === way.request.path) return way;
  const did = { en: `the gateway reads the path as ${path}`, ko: `게이트웨이가 읽는 경로: ${path}` };
  return { ...way, request: { ...way.request, path }, steps: [...way.steps, { did }] };
}

function atVirtualHost(way: Way, servers: readonly PlacedServer[], before: readonly Step[]): readonly Branch[] {
  const { view, proxy, request } = way;
  const { virtualHost, leftOut } = virtualHostFor(view, proxy, servers, request.host);
  const steps = [...way.steps, ...before, ...leftOut];
  const policy = atGateway(way);
  if (policy) return ending(policy.outcome, [...way.steps, policy.step]);
  if (!virtualHost) {
    const [server] = servers;
    const step: Step = {
      ...(server ? { object: server.object, field: `${server.field}.hosts` } : {}),
      did: {
        en: `no VirtualService or Ingress has ${request.host} here`,
        ko: `여기에 ${request.host} 호스트를 정의한 VirtualService나 Ingress가 없습니다`,
      },
    };
    return ending({ end: 'no virtual host', status: 404 }, [...way.steps, ...before, step, ...leftOut]);
  }
  const { redirect, rules, pattern } = virtualHost;
  // A gateway writes x-forwarded-proto itself, whatever its caller says.
  if (redirect && request.scheme === 'http') {
    const location = `https://${authorityOf(request)}${request.path}`;
    const did = { en: `it redirects every path to https (301)`, ko: '모든 경로를 https로 리다이렉트합니다(301)' };
    return ending({ end: 'redirected', status: 301, location }, [...way.steps, { ...redirect, did }]);
  }
  for (const rule of rules) {
    const refusal = rule.match && refusalBy(rule.match, request, rule.isOfIngress);
    if (refusal?.isCertain) continue;
    const field = rule.matchField ?? rule.field;
    if (refusal) {
      const did = { en: 'whether it takes the request cannot be told', ko: '이 요청에 맞는지 알 수 없습니다' };
      return ending({ end: 'unknown' }, [
        ...way.steps,
        { object: rule.object, field: `${field}.${refusal.field}`, did },
      ]);
    }
    const did = { en: `it takes the request (host ${pattern})`, ko: `이 규칙이 요청을 받습니다(호스트 ${pattern})` };
    return atRule({ ...way, steps: [...way.steps, { object: rule.object, field, did }] }, rule, servers);
  }
  return ending({ end: 'no rule', status: 404 }, [...steps, ...refusals(rules, request)]);
}

/** Why each rule does not take a request, the nearest miss last: that of a rule whose path fits. */
function refusals(rules: readonly Rule[], request: Request): readonly Step[] {
  const did = { en: `it does not take ${requestText(request)}`, ko: `${requestText(request)} 요청에 맞지 않습니다` };
  const all = rules.flatMap((rule) => {
    const refusal = rule.match && refusalBy(rule.match, request, rule.isOfIngress);
    if (!refusal) return [];
    const field = rule.isOfIngress ? `${rule.field}.path` : `${rule.matchField ?? rule.field}.${refusal.field}`;
    return [{ step: { object: rule.object, field, did }, isNear: refusal.field !== 'uri' }];
  });
  return all.sort((a, b) => Number(a.isNear) - Number(b.isNear)).map(({ step }) => step);
}

/** What the policies at the gateway say, before any rule is looked at. */
function atGateway({ view, proxy, request, podPort }: Way): ReturnType<typeof policyAt> {
  const [pod = proxy.pods[0]] = readyPodsOf(proxy);
  const { method, host, path } = request;
  return pod && policyAt(view, pod, { method, host, path, principal: '', port: podPort });
}

function atRule(way: Way, rule: Rule, servers: readonly PlacedServer[]): readonly Branch[] {
  const abort = abortOf(rule);
  const aborted = abort
    ? ending({ end: 'responded', status: abort.status }, [...way.steps, abort.step], abort.share)
    : [];
  const rest = 1 - (abort?.share ?? 0);
  if (rest === 0) return aborted;
  const gateway = servers.find(({ object }) => object.kind === 'Gateway') ?? servers[0];
  const port = gateway?.server.port.number ?? way.request.port;
  return [...aborted, ...scaled(acted(way, rule, port), rest)];
}

function acted(way: Way, rule: Rule, port: number): readonly Branch[] {
  const action = actionOf(rule, way.request, port);
  if (action.does === 'redirect') {
    const { status, location } = action;
    return ending({ end: 'redirected', status, location }, [...way.steps, action.step]);
  }
  if (action.does === 'respond')
    return ending({ end: 'responded', status: action.status }, [...way.steps, action.step]);
  if (action.does === 'nothing') return ending({ end: 'unknown' }, [...way.steps, action.step]);
  const { destinations, request, limit } = action;
  const so = { ...way, request, steps: [...way.steps, ...action.steps] };
  return destinations.flatMap((to) => scaled(atDestination(so, rule, to, port, limit), to.share));
}

function atDestination(
  way: Way,
  rule: Rule,
  to: SharedDestination,
  port: number,
  limit: Limit | undefined,
): readonly Branch[] {
  const { view, proxy, request } = way;
  const upstream = upstreamOf(view, proxy, rule, to, port);
  way.passed.push(...passedBy(view, proxy, rule, to));
  const steps = [...way.steps, ...(limit ? [limit] : []), ...upstream.steps];
  const within = limit ? { limit } : {};
  if ('outcome' in upstream)
    return ending(upstream.outcome.end === 'sent out' ? { ...upstream.outcome, ...within } : upstream.outcome, steps);
  const { pods, portOf, isMutual } = upstream;
  way.passed.push(...podReferences(pods).map((object) => ({ object })));
  const { method, path } = request;
  const host = to.authority ?? request.host;
  const principal = isMutual ? principalOf(view, proxy) : '';
  const judged = pods.map((pod) => ({
    pod,
    verdict: hasSidecar(pod)
      ? policyAt(view, pod, { method, path, host, principal, ...numbered(portOf(pod)) })
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

function numbered(port: number | undefined): { readonly port?: number } {
  return port === undefined ? {} : { port };
}

/** The name by which the mesh knows the gateway's Pods. */
function principalOf(view: View, { pods: [pod], namespace }: Proxy): string {
  return `${meshSettings(view, pod).trustDomain}/ns/${namespace}/sa/${pod?.spec.serviceAccountName ?? 'default'}`;
}

function scaled(branches: readonly Branch[], share: number): readonly Branch[] {
  return share === 1 ? branches : branches.map((branch) => ({ ...branch, share: branch.share * share }));
}
