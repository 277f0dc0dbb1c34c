import { healthUrl } from '../../model/trace/dns.ts';
import { httpsStatuses } from '../../model/trace/answers.ts';
import { holdersOf } from '../../model/sync/applications.ts';
import { policiesOn, refuses } from '../../model/trace/authorization.ts';
import { backendsOf, callersOf, livePodsBehind, type Backend } from '../../model/trace/backends.ts';
import { destinationRulesFor, hasSidecar, podPort, tlsModeOf } from '../../model/trace/mesh-tls.ts';
import { check } from '../check.ts';
import type { Destination } from '../../model/trace/destinations.ts';
import { healthAtGateway } from '../../model/trace/health-trace.ts';
import type { HttpRouteObject } from '../../see/objects/gateway-api.ts';
import type { AuthorizationPolicy } from '../../see/objects/istio.ts';
import type { Pod } from '../../see/objects/workload.ts';
import { host, referenceTo } from '../../model/reference.ts';
import type { View } from '../../see/view.ts';

export const r19 = check({
  code: 'R19',
  title: {
    en: 'an AuthorizationPolicy at the workload refuses the gateway',
    ko: '워크로드의 AuthorizationPolicy가 게이트웨이를 거부합니다',
  },
  means: {
    en: 'The sidecar of the Pods answers 403 “RBAC: access denied” to what comes through the gateway.',
    ko: '게이트웨이를 거쳐 온 요청에 Pod의 사이드카가 403 “RBAC: access denied”로 응답합니다.',
  },
  remedy: {
    en: 'Allow the service account of the gateway, or the host and path, in the policy.',
    ko: '정책에서 게이트웨이의 ServiceAccount를 허용하거나, 이 호스트와 경로를 허용하세요.',
  },
  source: 'measured; https://istio.io/latest/docs/reference/config/security/authorization-policy/',
  *judge(view) {
    const refusals = backendsOf(view).flatMap((backend) =>
      backend.hosts.flatMap((name) => {
        const found = refusalOf(view, backend, name);
        return found ? [{ ...found, name, service: backend.service }] : [];
      }),
    );
    for (const { policy, by, name, service } of refusals) {
      const reference = referenceTo('AuthorizationPolicy', policy);
      const path = `GET ${healthUrl(view, name)}`;
      yield {
        object: reference,
        field: 'spec.rules',
        seen:
          by === 'DENY'
            ? { en: `denies ${path}`, ko: `${path} 요청을 거부합니다(DENY)` }
            : { en: `no ALLOW rule takes ${path}`, ko: `${path} 요청을 허용하는 규칙이 없습니다` },
        touches: [host(name), referenceTo('Service', service), ...holdersOf(view, reference)],
      };
    }
  },
});

/** The policy that refuses a request without a token, and how; none where the answers are good. */
function refusalOf(
  view: View,
  { service, destinations }: Backend,
  name: string,
): { readonly policy: AuthorizationPolicy; readonly by: 'ALLOW' | 'DENY' } | undefined {
  if (httpsStatuses(view, name).some(({ status }) => status < 400)) return undefined;
  const [caller] = callersOf(view, name);
  // A route that changes the request is not followed.
  const direct = destinations.filter((each) => !isChanging(each.route.spec) && takesPath(view, each, name));
  for (const pod of livePodsBehind(view, service).filter(hasSidecar))
    for (const { port } of direct) {
      const inside = podPort(service, port, pod);
      const verdict = refuses(policiesOn(view, pod), {
        ...{ method: 'GET', host: name, path: view.scope.path },
        ...(inside === undefined ? {} : { port: inside }),
        ...principalOf(view, service.metadata, caller, port),
      });
      if (verdict.outcome === 'refused') return verdict;
    }
  return undefined;
}

function principalOf(
  view: View,
  { namespace = '', name }: { readonly namespace?: string; readonly name: string },
  caller: Pod | undefined,
  port: number | undefined,
): { readonly principal?: string } {
  if (!caller) return {};
  const { metadata, spec } = caller;
  const rules = destinationRulesFor(view, { namespace, name }, metadata.namespace ?? '');
  const mode = tlsModeOf(rules, port, undefined)?.mode;
  if (mode === 'DISABLE') return { principal: '' };
  if (mode !== undefined && mode !== 'ISTIO_MUTUAL') return {};
  return { principal: `cluster.local/ns/${metadata.namespace ?? ''}/sa/${spec.serviceAccountName ?? 'default'}` };
}

/** Whether requests for the health path reach a destination. */
function takesPath(view: View, { kind, route, field }: Destination, name: string): boolean {
  if (kind === 'HTTPRoute') return (route as HttpRouteObject).spec.rules?.length === 1;
  return healthAtGateway(view, name).branches.some(({ steps }) =>
    steps.some((step) => step.object?.name === route.metadata.name && step.field?.startsWith(field)),
  );
}

function isChanging(spec: object): boolean {
  return /"(rewrite|URLRewrite|urlRewrite)"/.test(JSON.stringify(spec));
}
