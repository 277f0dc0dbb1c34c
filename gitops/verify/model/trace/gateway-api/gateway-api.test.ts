import assert from 'node:assert/strict';
import { known } from '../../../test-world.ts';
import { createView } from '../../../see/view.ts';
import type { Branch } from '../outcome.ts';
import { getOf, type Request } from '../request.ts';
import { traceOf } from '../request-trace.ts';
import { GATEWAY_API, toldOf, worldWith } from '../test-shop.ts';

const ALL = 'allowedRoutes: { namespaces: { from: All } }';
const HTTP = `{ name: http, port: 80, protocol: HTTP, hostname: shop.example.test, ${ALL} }`;
const HTTPS = `{ name: https, port: 443, protocol: HTTPS, hostname: shop.example.test, ${ALL}, tls: { certificateRefs: [{ name: shop-tls }] } }`;

const OTHER = `{ name: http, port: 80, protocol: HTTP, hostname: other.example.test, ${ALL} }, { name: https, port: 443, protocol: HTTPS, hostname: other.example.test, ${ALL}, tls: { certificateRefs: [{ name: shop-tls }] } }`;

const gateway = (listeners: string, more = 'gatewayClassName: istio', name = 'api') => `
GatewayApiGateway:
  - metadata: { namespace: istio-system, name: ${name}, creationTimestamp: '2026-11-01T00:00:00Z' }
    spec: { ${more}, addresses: [{ type: Hostname, value: gateway }], listeners: [${listeners}] }`;
/** After {@link gateway}. */
const another = (name: string, listeners: string) =>
  gateway(listeners, undefined, name).replace('\nGatewayApiGateway:', '');
const route = (rules: string, more = '', name = 'web') => `
HTTPRoute:
  - metadata: { namespace: shop, name: ${name}, creationTimestamp: '2026-11-01T00:00:00Z' }
    spec: { parentRefs: [{ name: api, namespace: istio-system }], hostnames: [shop.example.test], rules: [${rules}] ${more} }`;

function branchesOf(change: string, request: Request): readonly Branch[] {
  const objects = worldWith(GATEWAY_API, change) ?? {};
  const scope = { hosts: ['shop.example.test'], address: '203.0.113.7', withSecrets: true };
  return traceOf(createView(known({ scope, objects })).view, request).branches;
}

const HEALTH = getOf('https://shop.example.test/health');
const PLAIN = getOf('http://shop.example.test/a/b?c=d');
const TO_WEB = 'backendRefs: [{ name: web, port: 80 }]';

interface Case {
  readonly what: string;
  readonly change?: string;
  readonly request?: Request;
  readonly expected: string | readonly string[];
}

const cases: readonly Case[] = [
  {
    what: 'reaches the Pods of a sound HTTPRoute',
    expected: 'answered: HTTPRoute/shop/web spec.rules[0].backendRefs[0]',
  },
  {
    what: 'is not followed at the Gateway of another controller',
    change: gateway(HTTPS, 'gatewayClassName: other'),
    expected: 'unknown: GatewayApiGateway/istio-system/api spec.gatewayClassName',
  },
  {
    what: 'reaches nobody where the class of the Gateway does not exist',
    change: gateway(HTTPS, 'gatewayClassName: nobody'),
    expected: 'not reached: GatewayApiGateway/istio-system/api spec.gatewayClassName',
  },
  {
    what: 'reaches nobody where no Pod is behind the Service of the Gateway',
    change: gateway(HTTPS).replace('value: gateway', 'value: elsewhere'),
    expected: 'not reached: GatewayApiGateway/istio-system/api spec.addresses',
  },
  {
    what: 'meets a listener that takes no routes of that namespace',
    change: gateway(HTTPS.replace('All', 'Same')),
    expected: '404 no virtual host: GatewayApiGateway/istio-system/api spec.listeners[0].allowedRoutes.namespaces',
  },
  {
    what: 'meets a listener that selects the namespace by its labels',
    change: gateway(HTTPS.replace('from: All', 'from: Selector, selector: { matchLabels: { team: web } }')),
    expected: 'answered: HTTPRoute/shop/web spec.rules[0].backendRefs[0]',
  },
  {
    what: 'meets a listener that takes other kinds of routes',
    change: gateway(HTTPS.replace('allowedRoutes: {', 'allowedRoutes: { kinds: [{ kind: GRPCRoute }],')),
    expected: '404 no virtual host: GatewayApiGateway/istio-system/api spec.listeners[0].allowedRoutes.kinds',
  },
  {
    what: 'meets a listener that takes routes of this name, but of another group',
    change: gateway(
      HTTPS.replace('allowedRoutes: {', 'allowedRoutes: { kinds: [{ group: example.test, kind: HTTPRoute }],'),
    ),
    expected: '404 no virtual host: GatewayApiGateway/istio-system/api spec.listeners[0].allowedRoutes.kinds',
  },
  {
    what: 'finds the port closed by a listener of protocol TLS that ends TLS, since HTTPRoutes do not count there',
    change: gateway(HTTPS.replace('protocol: HTTPS', 'protocol: TLS')),
    expected: 'not reached: GatewayApiGateway/istio-system/api spec.listeners[0].protocol',
  },
  {
    what: 'is reset where the Gateway names the Service of the gateway by two parts of its name, which istiod does not complete',
    change: `${gateway(HTTPS).replace('value: gateway', 'value: gateway.istio-system')}${another('other', OTHER)}`,
    expected: 'reset: GatewayApiGateway/istio-system/api spec.addresses',
  },
  {
    what: 'reaches the Pods where the Gateway names the Service of the gateway in full',
    change: gateway(HTTPS).replace('value: gateway', 'value: gateway.istio-system.svc.cluster.local'),
    expected: 'answered: HTTPRoute/shop/web spec.rules[0].backendRefs[0]',
  },
  {
    what: 'gets what the gateway at its address says of a foreign host, where the class of the Gateway does not exist',
    request: PLAIN,
    change: `${gateway(`${HTTP}, ${HTTPS}`, 'gatewayClassName: nobody')}${another('other', OTHER)}`,
    expected: '404 no virtual host: GatewayApiGateway/istio-system/api spec.gatewayClassName',
  },
  {
    what: 'cannot be told where two Gateways have the host with TLS for namespaces that differ, which Envoy refuses',
    change: `${gateway(HTTPS)}${another('second', HTTPS.replace('All', 'Same'))}`,
    expected: 'unknown: GatewayApiGateway/istio-system/second spec.listeners[0].hostname',
  },
  {
    what: 'is taken by a listener that selects several namespaces',
    change: gateway(HTTPS.replace('from: All', 'from: Selector, selector: {}')),
    expected: 'answered: HTTPRoute/shop/web spec.rules[0].backendRefs[0]',
  },
  {
    what: 'is taken by a listener beside one of a protocol that istiod does not know',
    request: PLAIN,
    change: gateway(
      `${HTTP.replace('protocol: HTTP', 'protocol: http').replace('name: http', 'name: small')}, ${HTTP}`,
    ),
    expected: 'answered: HTTPRoute/shop/web spec.rules[0].backendRefs[0]',
  },
  ...[
    { ref: 'sectionName: grpc', field: 'spec.parentRefs[0].sectionName' },
    { ref: 'port: 8443', field: 'spec.parentRefs[0].port' },
  ].map(({ ref, field }) => ({
    what: `finds no rule where the route names a listener that is not there: ${ref}`,
    change: route(`{ ${TO_WEB} }`).replace('namespace: istio-system }', `namespace: istio-system, ${ref} }`),
    expected: `404 no virtual host: HTTPRoute/shop/web ${field}`,
  })),
  {
    what: 'finds no rule where the route names the other listener alone',
    change: route(`{ ${TO_WEB} }`).replace('namespace: istio-system }', 'namespace: istio-system, sectionName: http }'),
    expected: '404 no virtual host: HTTPRoute/shop/web spec.parentRefs[0]',
  },
  {
    what: 'is taken by the first of two listeners with one host name',
    change: gateway(`${HTTPS}, ${HTTPS.replace('name: https', 'name: more').replace('All', 'Same')}`),
    expected: 'answered: HTTPRoute/shop/web spec.rules[0].backendRefs[0]',
  },
  {
    what: 'is not served where the Secret of the listener does not exist',
    change: gateway(`${HTTP}, ${HTTPS.replace('name: shop-tls', 'name: nothing')}`),
    expected: 'not reached: GatewayApiGateway/istio-system/api spec.listeners[1].tls.certificateRefs[0]',
  },
  {
    what: 'is not served where the listener names more certificates than istiod takes',
    change: gateway(HTTPS.replace('{ name: shop-tls }', '{ name: shop-tls }, { name: shop-tls }, { name: shop-tls }')),
    expected: 'not reached: GatewayApiGateway/istio-system/api spec.listeners[0].tls.certificateRefs',
  },
  {
    what: 'is not served where nobody grants the Secret of another namespace',
    change: gateway(HTTPS.replace('name: shop-tls', 'name: shop-tls, namespace: shop')),
    expected: 'not reached: GatewayApiGateway/istio-system/api spec.listeners[0].tls.certificateRefs[0]',
  },
  {
    what: 'is served where a ReferenceGrant allows the Secret of another namespace',
    change: `${gateway(HTTPS.replace('name: shop-tls', 'name: shop-tls, namespace: shop'))}
ReferenceGrant:
  - metadata: { namespace: shop, name: tls }
    spec: { from: [{ group: gateway.networking.k8s.io, kind: Gateway, namespace: istio-system }], to: [{ group: '', kind: Secret }] }`,
    expected: 'answered: HTTPRoute/shop/web spec.rules[0].backendRefs[0]',
  },
  {
    what: 'is asked for a certificate by a listener that validates callers',
    change: gateway(
      HTTPS,
      'gatewayClassName: istio, tls: { frontend: { default: { validation: { caCertificateRefs: [{ kind: ConfigMap, group: "", name: ca }] } } } }',
    ),
    expected: 'no client certificate: GatewayApiGateway/istio-system/api spec.listeners[0].tls.mode',
  },
  ...[
    { what: 'does not exist', refs: '{ group: "", kind: Secret, name: nothing }' },
    {
      what: 'is not one',
      refs: '{ group: "", kind: Secret, name: shop-tls }, { group: "", kind: Secret, name: shop-tls }',
    },
    { what: 'is of a kind that istiod does not know', refs: '{ group: example.test, kind: Thing, name: shop-tls }' },
    { what: 'is granted by nobody', refs: '{ group: "", kind: Secret, name: shop-tls, namespace: shop }' },
  ].map(({ what, refs }) => ({
    what: `is not served where the CA of callers ${what}`,
    change: gateway(
      HTTPS,
      `gatewayClassName: istio, tls: { frontend: { default: { validation: { caCertificateRefs: [${refs}] } } } }`,
    ),
    expected: 'not reached: GatewayApiGateway/istio-system/api spec.tls.frontend',
  })),
  {
    what: 'gets 500 where the Service does not exist',
    change: route('{ backendRefs: [{ name: wob, port: 80 }] }'),
    expected: '500 no cluster: HTTPRoute/shop/web spec.rules[0].backendRefs[0].name',
  },
  {
    what: 'gets 500 where the Service has no such port',
    change: route('{ backendRefs: [{ name: web, port: 81 }] }'),
    expected: '500 no cluster: HTTPRoute/shop/web spec.rules[0].backendRefs[0].port',
  },
  {
    what: 'gets 500 where nobody grants a Service of another namespace',
    change: route('{ backendRefs: [{ name: web, namespace: blog, port: 80 }] }'),
    expected: '500 no cluster: HTTPRoute/shop/web spec.rules[0].backendRefs[0]',
  },
  {
    what: 'gets 500 from a rule without backends',
    change: route('{ matches: [{ path: { value: / } }] }'),
    expected: '500 responded: HTTPRoute/shop/web spec.rules[0].backendRefs',
  },
  {
    what: 'is shared by the weights of backends that are there and not there',
    change: route(
      '{ backendRefs: [{ name: nowhere, port: 80, weight: 0 }, { name: web, port: 80, weight: 3 }, { name: wob, port: 80 }] }',
    ),
    expected: [
      '75 %: answered: HTTPRoute/shop/web spec.rules[0].backendRefs[1]',
      '25 %: 500 no cluster: HTTPRoute/shop/web spec.rules[0].backendRefs[2].name',
    ],
  },
  {
    what: 'finds no rule where one of the route has a filter that istiod does not know',
    change: route(`{ ${TO_WEB} }, { filters: [{ type: ExtensionRef }], ${TO_WEB} }`),
    expected: '404 no virtual host: HTTPRoute/shop/web spec.rules[1].filters[0]',
  },
  {
    what: 'finds no rule where a backend has no port',
    change: route('{ backendRefs: [{ name: web }] }'),
    expected: '404 no virtual host: HTTPRoute/shop/web spec.rules[0].backendRefs[0].port',
  },
  {
    what: 'is redirected',
    request: PLAIN,
    change: route('{ filters: [{ type: RequestRedirect, requestRedirect: { scheme: https, statusCode: 301 } }] }'),
    expected:
      '301 redirected to https://shop.example.test/a/b?c=d: HTTPRoute/shop/web spec.rules[0].filters[0].requestRedirect',
  },
  {
    what: 'is taken by the longest path, whatever the order of rules',
    request: PLAIN,
    change: route(
      `{ ${TO_WEB} }, { matches: [{ path: { type: PathPrefix, value: /a } }, { path: { value: /a/b/ } }], backendRefs: [{ name: wob, port: 80 }] }`,
    ),
    expected: '500 no cluster: HTTPRoute/shop/web spec.rules[1].backendRefs[0].name',
  },
  {
    what: 'is refused by the header of the nearest rule',
    change: route(
      `{ matches: [{ path: { value: /no } }], ${TO_WEB} }, { matches: [{ headers: [{ name: x-a, value: a }, { name: x-b, value: b }] }], ${TO_WEB} }`,
    ),
    request: { ...HEALTH, headers: { 'x-a': 'a' } },
    expected: '404 no rule: HTTPRoute/shop/web spec.rules[1].matches[0].headers[1]',
  },
  {
    what: 'may be taken by a GRPCRoute',
    change: `
GRPCRoute:
  - metadata: { namespace: shop, name: rpc }
    spec: { parentRefs: [{ name: api, namespace: istio-system }], hostnames: [shop.example.test] }`,
    expected: 'unknown: GRPCRoute/shop/rpc spec.hostnames',
  },
  {
    what: 'gets to Pods that may or may not speak TLS, as a BackendTLSPolicy has the gateway do',
    change: `
BackendTLSPolicy:
  - metadata: { namespace: shop, name: web }
    spec: { targetRefs: [{ group: '', kind: Service, name: web, sectionName: http }] }`,
    expected: 'unknown: BackendTLSPolicy/shop/web spec.validation',
  },
  {
    what: 'is not changed by a BackendTLSPolicy for another port',
    change: `
BackendTLSPolicy:
  - metadata: { namespace: shop, name: web }
    spec: { targetRefs: [{ group: '', kind: Service, name: web, sectionName: metrics }] }`,
    expected: 'answered: HTTPRoute/shop/web spec.rules[0].backendRefs[0]',
  },
  {
    what: 'is taken at a listener that a ListenerSet adds',
    request: getOf('http://more.example.test/'),
    change: `${gateway(HTTP, 'gatewayClassName: istio, allowedListeners: { namespaces: { from: All } }')}
ListenerSet:
  - metadata: { namespace: shop, name: more }
    spec: { parentRef: { name: api, namespace: istio-system }, listeners: [{ name: more, protocol: HTTP, hostname: more.example.test }] }
HTTPRoute:
  - metadata: { namespace: shop, name: more }
    spec: { parentRefs: [{ kind: ListenerSet, name: more }], hostnames: [more.example.test], rules: [{ ${TO_WEB} }] }`,
    expected: 'answered: HTTPRoute/shop/more spec.rules[0].backendRefs[0]',
  },
  {
    what: 'is taken by a Gateway that is older than the ListenerSet with its host, whatever the age of the Gateway of that',
    request: getOf('https://more.example.test/'),
    change: `${gateway(HTTP, 'gatewayClassName: istio, allowedListeners: { namespaces: { from: All } }')}${another('second', HTTPS.replace('shop.example', 'more.example')).replace('11-01', '11-02')}
ListenerSet:
  - metadata: { namespace: shop, name: more, creationTimestamp: '2026-11-03T00:00:00Z' }
    spec: { parentRef: { name: api, namespace: istio-system }, listeners: [${HTTPS.replace('shop.example', 'more.example')}] }
HTTPRoute:
  - metadata: { namespace: shop, name: more }
    spec: { parentRefs: [{ kind: ListenerSet, name: more }], hostnames: [more.example.test], rules: [{ ${TO_WEB} }] }`,
    expected: '404 no virtual host: GatewayApiGateway/istio-system/second spec.listeners[0].hostname',
  },
  {
    what: 'is not taken at a listener of a ListenerSet that the Gateway does not allow',
    request: getOf('http://more.example.test/'),
    change: `${gateway(HTTP, 'gatewayClassName: istio, allowedListeners: { namespaces: { from: Same } }')}
ListenerSet:
  - metadata: { namespace: shop, name: more }
    spec: { parentRef: { name: api, namespace: istio-system }, listeners: [{ name: more, protocol: HTTP, hostname: more.example.test }] }
HTTPRoute:
  - metadata: { namespace: shop, name: more }
    spec: { parentRefs: [{ kind: ListenerSet, name: more }], hostnames: [more.example.test], rules: [{ ${TO_WEB} }] }`,
    expected: '404 no virtual host: GatewayApiGateway/istio-system/api spec.allowedListeners.namespaces',
  },
];

describe('traceOf a request through the Gateway API', () => {
  for (const { what, change = '', request = HEALTH, expected } of cases)
    it(`says that it ${what}`, () => {
      assert.deepEqual(toldOf(branchesOf(change, request)), [expected].flat());
    });
});
