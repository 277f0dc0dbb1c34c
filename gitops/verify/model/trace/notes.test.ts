import assert from 'node:assert/strict';
import type { KindId } from '../../see/kinds.ts';
import { createView } from '../../see/view.ts';
import { known } from '../../test-world.ts';
import { keyOf } from '../reference.ts';
import { notesOn } from './notes.ts';
import { getOf } from './request.ts';
import { traceOf } from './request-trace.ts';
import { GATEWAY_API, worldWith } from './test-shop.ts';

function viewOf(change: string, forbidden: readonly KindId[] = []): ReturnType<typeof createView> {
  const scope = { hosts: ['shop.example.test'], address: '203.0.113.7' };
  return createView(known({ scope, objects: worldWith(change) ?? {}, forbidden }));
}

/** `Gateway/istio-system/https spec.servers[0].bind`, for each note. */
function notesIn(change: string, url = 'https://shop.example.test/health'): readonly string[] {
  const { view } = viewOf(change);
  return notesOn(view, traceOf(view, getOf(url))).map(({ object, field = '' }) =>
    `${object ? keyOf(object) : ''} ${field}`.trim(),
  );
}

const web = (http: string) => `
VirtualService:
  - metadata: { namespace: shop, name: web }
    spec: { hosts: [shop.example.test], gateways: [istio-system/https], http: [${http}] }`;
const rule = (spec: string, namespace = 'shop') => `
DestinationRule:
  - metadata: { namespace: ${namespace}, name: web }
    spec: { host: web.shop.svc.cluster.local, ${spec} }`;

describe('notesOn', () => {
  it('has nothing to say of an installation whose fields are all followed', () => {
    assert.deepEqual(notesIn(''), []);
  });

  it('tells what controllers report of an HTTPRoute and a listener that the trace finds sound', () => {
    const objects = GATEWAY_API.replace(
      /rules: .*\n/,
      (rules) =>
        `${rules}    status: { parents: [{ parentRef: { name: api, namespace: istio-system }, conditions: [{ type: ResolvedRefs, status: 'False', reason: BackendNotFound, message: gone }] }] }\n`,
    ).replace(
      /HTTPRoute:/,
      `    status: { listeners: [{ name: http, conditions: [{ type: Programmed, status: 'False' }] }, { name: https, conditions: [{ type: Programmed, status: 'False', reason: Pending }] }] }\nHTTPRoute:`,
    );
    assert.deepEqual(notesIn(objects), [
      'HTTPRoute/shop/web status.parents',
      'GatewayApiGateway/istio-system/api status.listeners',
    ]);
  });

  it('tells that a controller accepts an HTTPRoute which the trace finds bound to nothing', () => {
    const objects = GATEWAY_API.replace(
      'namespace: istio-system }]',
      'namespace: istio-system, sectionName: none }]',
    ).replace(
      /rules: .*\n/,
      (rules) =>
        `${rules}    status: { parents: [{ parentRef: { name: api, namespace: istio-system, sectionName: none }, conditions: [{ type: Accepted, status: 'True' }] }] }\n`,
    );
    assert.deepEqual(notesIn(objects), ['HTTPRoute/shop/web status.parents']);
  });

  const cases: readonly { readonly what: string; readonly change: string; readonly expected: readonly string[] }[] = [
    {
      what: 'a field of the rule that takes the request, not of others',
      change:
        web(`{ match: [{ uri: { exact: /health } }], headers: { request: { remove: [a] } }, route: [{ destination: { host: web } }] },
        { headers: { request: { remove: [a] } }, route: [{ destination: { host: web } }] }`),
      expected: ['VirtualService/shop/web spec.http[0].headers.request.remove'],
    },
    {
      what: 'a DestinationRule that decides no step',
      change: rule('trafficPolicy: { outlierDetection: { consecutive5xxErrors: 1 } }'),
      expected: ['DestinationRule/shop/web spec.trafficPolicy.outlierDetection'],
    },
    {
      what: 'a subset only where the rule names it',
      change: rule('subsets: [{ name: v1, trafficPolicy: { outlierDetection: { interval: 1s } } }]'),
      expected: [],
    },
    {
      what: 'a DestinationRule for the Pods of the gateway',
      change: rule('workloadSelector: { matchLabels: { istio: ingressgateway } }', 'istio-system'),
      expected: ['DestinationRule/istio-system/web spec.workloadSelector'],
    },
    {
      what: 'a DestinationRule for Pods that are not the gateway’s only by its own',
      change: rule('workloadSelector: { matchLabels: { app: other } }', 'istio-system'),
      expected: [],
    },
    {
      what: 'the Service of the gateway',
      change: `
Service:
  - metadata: { namespace: istio-system, name: gateway }
    spec:
      selector: { istio: ingressgateway }
      loadBalancerSourceRanges: [192.0.2.0/24]
      ports: [{ name: https, port: 443, targetPort: 8443 }]`,
      expected: ['Service/istio-system/gateway spec.loadBalancerSourceRanges'],
    },
    {
      what: 'a server of the port that is connected to, not of others',
      change: `
Gateway:
  - metadata: { namespace: istio-system, name: https }
    spec:
      selector: { istio: ingressgateway }
      servers:
        - { port: { number: 80, name: http, protocol: HTTP }, hosts: [other.example.test], bind: 127.0.0.1 }
        - { port: { number: 443, name: https, protocol: HTTPS }, hosts: [shop.example.test], bind: 127.0.0.1, tls: { mode: SIMPLE, credentialName: shop-tls } }`,
      expected: ['Gateway/istio-system/https spec.servers[1].bind'],
    },
  ];
  for (const { what, change, expected } of cases)
    it(`tells of ${what}`, () => {
      assert.deepEqual(notesIn(change), expected);
    });
});

describe('notesOn, beside the way', () => {
  const bystander = (kind: string, spec: string, namespace = 'shop') => `
${kind}:
  - metadata: { namespace: ${namespace}, name: x }
    spec: ${spec}`;
  const cases: readonly { readonly what: string; readonly change: string; readonly expected: readonly string[] }[] = [
    {
      what: 'an EnvoyFilter for the Pods of the gateway',
      change: bystander('EnvoyFilter', '{ workloadSelector: { labels: { istio: ingressgateway } } }', 'istio-system'),
      expected: ['EnvoyFilter/istio-system/x spec.workloadSelector'],
    },
    {
      what: 'a WasmPlugin of the root namespace for all',
      change: bystander('WasmPlugin', '{}', 'istio-system'),
      expected: ['WasmPlugin/istio-system/x metadata.namespace'],
    },
    {
      what: 'a WasmPlugin of the root namespace that MeshConfig names',
      change: `
ConfigMap:
  - metadata: { namespace: istio-system, name: istio }
    mesh: { rootNamespace: mesh }${bystander('WasmPlugin', '{ selector: { matchLabels: { app: web } } }', 'mesh')}`,
      expected: ['WasmPlugin/mesh/x spec.selector'],
    },
    {
      what: 'no WasmPlugin for other Pods, or for a Gateway of the Gateway API',
      change: `
WasmPlugin:
  - metadata: { namespace: shop, name: other }
    spec: { selector: { matchLabels: { app: other } } }
  - metadata: { namespace: shop, name: target }
    spec: { targetRefs: [{ kind: Gateway, name: x }] }
  - metadata: { namespace: elsewhere, name: all }
    spec: {}`,
      expected: [],
    },
    {
      what: 'a RequestAuthentication for the Pods of the destination',
      change: bystander('RequestAuthentication', '{ selector: { matchLabels: { app: web } } }'),
      expected: ['RequestAuthentication/shop/x spec.selector'],
    },
    {
      what: 'a Sidecar with listeners of its own',
      change: bystander('Sidecar', '{ ingress: [{}] }'),
      expected: ['Sidecar/shop/x metadata.namespace'],
    },
    {
      what: 'no Sidecar about what goes out, or for the gateway',
      change: `
Sidecar:
  - metadata: { namespace: shop, name: out }
    spec: { workloadSelector: { labels: { app: web } } }
  - metadata: { namespace: istio-system, name: gateway }
    spec: { workloadSelector: { labels: { istio: ingressgateway } }, ingress: [{}] }`,
      expected: [],
    },
    {
      what: 'a NetworkPolicy by expressions, and none of another namespace',
      change: `
NetworkPolicy:
  - metadata: { namespace: shop, name: in }
    spec: { podSelector: { matchExpressions: [{ key: app, operator: In, values: [web] }, { key: old, operator: DoesNotExist }] } }
  - metadata: { namespace: shop, name: not-in }
    spec: { podSelector: { matchExpressions: [{ key: app, operator: NotIn, values: [web] }] } }
  - metadata: { namespace: shop, name: exists }
    spec: { podSelector: { matchExpressions: [{ key: old, operator: Exists }] } }
  - metadata: { namespace: elsewhere, name: all }
    spec: { podSelector: {} }`,
      expected: ['NetworkPolicy/shop/in spec.podSelector'],
    },
    {
      what: 'TLS that ends at the load balancer of a cloud',
      change: `
Service:
  - metadata: { namespace: istio-system, name: gateway, annotations: { service.beta.kubernetes.io/aws-load-balancer-ssl-cert: arn } }
    spec: { selector: { istio: ingressgateway }, ports: [{ name: https, port: 443, targetPort: 8443 }] }`,
      expected: [
        'Service/istio-system/gateway metadata.annotations["service.beta.kubernetes.io/aws-load-balancer-ssl-cert"]',
      ],
    },
    {
      what: 'a waypoint that gateways use too',
      change: `
Namespace:
  - metadata: { name: shop, labels: { istio.io/use-waypoint: waypoint, istio.io/ingress-use-waypoint: 'true' } }`,
      expected: ['Service/shop/web metadata.labels["istio.io/use-waypoint"]'],
    },
    {
      what: 'no waypoint that only the mesh uses',
      change: `
Namespace:
  - metadata: { name: shop, labels: { istio.io/use-waypoint: waypoint } }`,
      expected: [],
    },
    {
      what: 'a version of Istio that the model was not held against',
      change: `
Deployment:
  - metadata: { namespace: istio-system, name: istiod, labels: { app: istiod, app.kubernetes.io/version: 1.24.0 } }
    spec: { template: { spec: { containers: [] } } }`,
      expected: ['Deployment/istio-system/istiod metadata.labels["app.kubernetes.io/version"]'],
    },
    {
      what: 'no name of a port of the gateway, whose protocol its servers say',
      change: `
Service:
  - metadata: { namespace: istio-system, name: gateway }
    spec: { selector: { istio: ingressgateway }, ports: [{ name: http2, port: 80, targetPort: 8080 }, { name: https, port: 443, targetPort: 8443 }] }
    status: { loadBalancer: { ingress: [{ ip: 203.0.113.7 }] } }`,
      expected: [],
    },
    {
      what: 'no setting of Istio that is followed',
      change: `
ConfigMap:
  - metadata: { namespace: istio-system, name: istio }
    mesh: { pathNormalization: { normalization: MERGE_SLASHES } }`,
      expected: [],
    },
  ];
  for (const { what, change, expected } of cases)
    it(`tells of ${what}`, () => {
      assert.deepEqual(notesIn(change), expected);
    });

  it('says what could not be read, and was assumed', () => {
    const { view } = viewOf('', ['ConfigMap', 'NetworkPolicy']);
    const notes = notesOn(view, traceOf(view, getOf('https://shop.example.test/health')));
    assert.deepEqual(
      notes.map(({ did }) => did.en),
      [
        'the settings of Istio could not be read; its defaults are assumed',
        'whether a NetworkPolicy is for these Pods is not known: it could not be read',
      ],
    );
  });
});
