import { fullName } from '../../see/objects/kubernetes-object.ts';
import { parse } from 'yaml';
import type { WrittenWorld } from '../../test-world.ts';
import { keyOf } from '../reference.ts';
import { decisionOf, type Branch } from './outcome.ts';

type Objects = Record<string, { metadata: { name: string; namespace?: string } }[]>;

const SOUND = `
Service:
  - metadata: { namespace: istio-system, name: gateway }
    spec: { selector: { istio: ingressgateway }, ports: [{ name: http, port: 80, targetPort: 8080 }, { name: https, port: 443, targetPort: 8443 }] }
    status: { loadBalancer: { ingress: [{ ip: 203.0.113.7 }] } }
  - metadata: { namespace: shop, name: web }
    spec: { selector: { app: web }, ports: [{ name: http, port: 80, targetPort: 3000 }] }
Pod:
  - metadata: { namespace: istio-system, name: gateway-1, labels: { istio: ingressgateway } }
    spec: { serviceAccountName: gateway, containers: [{ name: istio-proxy }] }
    status: { phase: Running, conditions: [{ type: Ready, status: 'True' }] }
  - metadata: { namespace: shop, name: web-1, labels: { app: web } }
    spec: { containers: [{ name: web }, { name: istio-proxy }] }
    status: { phase: Running, conditions: [{ type: Ready, status: 'True' }] }
EndpointSlice:
  - metadata: { namespace: shop, name: web-a, labels: { kubernetes.io/service-name: web } }
    ports: [{ name: http, port: 3000 }]
    endpoints: [{ addresses: [10.0.0.1], conditions: { ready: true }, targetRef: { kind: Pod, name: web-1 } }]
Gateway:
  - metadata: { namespace: istio-system, name: http }
    spec:
      selector: { istio: ingressgateway }
      servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: [shop.example.test] }]
  - metadata: { namespace: istio-system, name: https }
    spec:
      selector: { istio: ingressgateway }
      servers: [{ port: { number: 443, name: https, protocol: HTTPS }, hosts: [shop.example.test], tls: { mode: SIMPLE, credentialName: shop-tls } }]
VirtualService:
  - metadata: { namespace: shop, name: redirect }
    spec:
      hosts: [shop.example.test]
      gateways: [istio-system/http]
      http: [{ redirect: { scheme: https, redirectCode: 308 } }]
  - metadata: { namespace: shop, name: web }
    spec:
      hosts: [shop.example.test]
      gateways: [istio-system/https]
      http: [{ route: [{ destination: { host: web } }] }]
`;

/** For tests: a Gateway of the Gateway API at the Service of the gateway, in place of the Istio Gateways. */
export const GATEWAY_API = `
Gateway:
VirtualService:
GatewayClass:
  - metadata: { name: istio }
    spec: { controllerName: istio.io/gateway-controller }
  - metadata: { name: other }
    spec: { controllerName: example.test/controller }
Namespace:
  - metadata: { name: shop, labels: { team: web } }
  - metadata: { name: blog }
Secret:
  - metadata: { namespace: istio-system, name: shop-tls }
  - metadata: { namespace: shop, name: shop-tls }
GatewayApiGateway:
  - metadata: { namespace: istio-system, name: api, creationTimestamp: '2026-11-01T00:00:00Z' }
    spec:
      gatewayClassName: istio
      addresses: [{ type: Hostname, value: gateway }]
      listeners:
        - { name: http, port: 80, protocol: HTTP, hostname: shop.example.test, allowedRoutes: { namespaces: { from: All } } }
        - { name: https, port: 443, protocol: HTTPS, hostname: shop.example.test, allowedRoutes: { namespaces: { from: All } }, tls: { certificateRefs: [{ name: shop-tls }] } }
HTTPRoute:
  - metadata: { namespace: shop, name: web, creationTimestamp: '2026-11-01T00:00:00Z' }
    spec:
      parentRefs: [{ name: api, namespace: istio-system }]
      hostnames: [shop.example.test]
      rules: [{ backendRefs: [{ name: web, port: 80 }] }]
`;

/** For tests: a sound installation, with objects over those of the same name; a kind's name with nothing takes it away. */
export function worldWith(...changes: readonly string[]): WrittenWorld['objects'] {
  const objects = parse(SOUND) as Objects;
  const changed = changes.flatMap((change) => Object.entries((parse(change) ?? {}) as Partial<Objects>));
  for (const [kind, items] of changed) {
    if (!items) {
      objects[kind] = [];
      continue;
    }
    const names = new Set(items.map(fullName));
    const rest = (objects[kind] ?? []).filter((each) => !names.has(fullName(each)));
    objects[kind] = [...rest, ...items];
  }
  return objects;
}

/** For tests: `503 no cluster: VirtualService/shop/web spec.http[0]`, for each way with its share. */
export function toldOf(branches: readonly Branch[]): readonly string[] {
  return branches.map((branch) => {
    const { outcome, share } = branch;
    const { object, field } = decisionOf(branch) ?? {};
    const status = 'status' in outcome ? `${outcome.status} ` : '';
    const where = 'location' in outcome ? ` to ${outcome.location}` : '';
    const part = share === 1 ? '' : `${Math.round(share * 100)} %: `;
    return `${part}${status}${outcome.end}${where}: ${object ? keyOf(object) : 'nobody'} ${field ?? ''}`.trim();
  });
}
