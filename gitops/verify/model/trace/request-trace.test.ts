import assert from 'node:assert/strict';
import { parse } from 'yaml';
import { known, type WrittenWorld } from '../../test-world.ts';
import { createView } from '../../see/view.ts';
import type { Branch } from './outcome.ts';
import { getOf, type Request } from './request.ts';
import { traceOf } from './request-trace.ts';
import { toldOf, worldWith } from './test-shop.ts';

function branchesOf(change: string, request: Request): readonly Branch[] {
  const objects = worldWith(change);
  const scope = { hosts: ['shop.example.test'], address: '203.0.113.7' };
  return traceOf(createView(known({ scope, ...(objects ? { objects } : {}) })).view, request).branches;
}

const HEALTH = getOf('https://shop.example.test/health');
const PLAIN = getOf('http://shop.example.test/');

interface Case {
  readonly what: string;
  readonly change?: string;
  readonly request?: Request;
  readonly expected: string | readonly string[];
}

const gateway = (name: string, server: string, more = '') => `
Gateway:
  - metadata: { namespace: istio-system, name: ${name} ${more} }
    spec: { selector: { istio: ingressgateway }, servers: [${server}] }`;
const https = (more: string) =>
  gateway('https', `{ port: { number: 443, name: https, protocol: HTTPS }, hosts: [shop.example.test], tls: ${more} }`);
const web = (http: string, more = '') => `
VirtualService:
  - metadata: { namespace: shop, name: web }
    spec: { hosts: [shop.example.test], gateways: [istio-system/https], http: [${http}] ${more} }`;
const mesh = (settings: string, name = 'istio') => `
ConfigMap:
  - metadata: { namespace: istio-system, name: ${name} }
    mesh: { ${settings} }`;
const solver = (spec: string, metadata = '') => `
IngressClass:
  - metadata: { name: istio }
    spec: { controller: istio.io/ingress-controller }
Ingress:
  - metadata: { namespace: istio-system, name: solver, ${metadata} }
    spec:
      rules: [{ host: shop.example.test, http: { paths: [{ path: /.well-known/acme-challenge/token, pathType: ImplementationSpecific, backend: { service: { name: solver, port: { number: 8089 } } } }] } }]
      ${spec}
Service:
  - metadata: { namespace: istio-system, name: solver }
    spec: { selector: { solver: x }, ports: [{ name: http, port: 8089, targetPort: 8089 }] }
Pod:
  - metadata: { namespace: istio-system, name: solver-1, labels: { solver: x } }
    spec: { containers: [{ name: acmesolver }] }
    status: { phase: Running, conditions: [{ type: Ready, status: 'True' }] }
EndpointSlice:
  - metadata: { namespace: istio-system, name: solver-a, labels: { kubernetes.io/service-name: solver } }
    ports: [{ name: http, port: 8089 }]
    endpoints: [{ addresses: [10.0.0.2], conditions: { ready: true }, targetRef: { kind: Pod, name: solver-1 } }]`;
const CHALLENGE = getOf('http://shop.example.test/.well-known/acme-challenge/token');
const REDIRECTED =
  '308 redirected to https://shop.example.test/.well-known/acme-challenge/token: VirtualService/shop/redirect spec.http[0].redirect';
const TO_WEB = '{ route: [{ destination: { host: web } }] }';

/** Port 8080 of the gateway's Service leads where port 80 does. */
const ODD_PORT = `
Service:
  - metadata: { namespace: istio-system, name: gateway }
    spec: { selector: { istio: ingressgateway }, ports: [{ name: http, port: 80, targetPort: 8080 }, { name: more, port: 8080, targetPort: 8080 }] }
    status: { loadBalancer: { ingress: [{ ip: 203.0.113.7 }] } }`;
const REDIRECTED_BY_PORT =
  '308 redirected to https://shop.example.test:8080/: VirtualService/shop/redirect spec.http[0].redirect';
const DENIED = '403 refused: AuthorizationPolicy/istio-system/deny spec.rules[0]';
const external = (name: string) => `${web('{ route: [{ destination: { host: outer } }] }')}
Service:
  - metadata: { namespace: shop, name: outer }
    spec: { type: ExternalName, externalName: ${name}, ports: [{ name: http, port: 80 }] }
  - metadata: { namespace: shop, name: other }
    spec: { type: ExternalName, externalName: web.shop.svc.cluster.local, ports: [{ name: http, port: 80 }] }`;

const cases: readonly Case[] = [
  {
    what: 'reaches the Pods of a sound installation',
    expected: 'answered: VirtualService/shop/web spec.http[0].route[0].destination',
  },
  {
    what: 'is redirected by the VirtualService of port 80',
    request: PLAIN,
    expected: '308 redirected to https://shop.example.test/: VirtualService/shop/redirect spec.http[0].redirect',
  },
  {
    what: 'finds no virtual host where the Gateway writes the host in capitals, and the VirtualService does not',
    change: https('{ mode: SIMPLE, credentialName: shop-tls }').replace('hosts: [shop', 'hosts: [SHOP'),
    expected: '404 no virtual host: Gateway/istio-system/https spec.servers[0].hosts',
  },
  {
    what: 'cannot be told where two servers of the port have one host, one of them for a namespace',
    change: gateway(
      'second',
      '{ port: { number: 443, name: https, protocol: HTTPS }, hosts: [shop/shop.example.test], tls: { mode: SIMPLE, credentialName: shop-tls } }',
    ),
    expected: 'unknown: Gateway/istio-system/second spec.servers[0].hosts',
  },
  {
    what: 'is taken by a server that has one host for two namespaces',
    change: https('{ mode: SIMPLE, credentialName: shop-tls }').replace(
      'hosts: [shop.example.test]',
      'hosts: [shop/shop.example.test, blog/shop.example.test]',
    ),
    expected: 'answered: VirtualService/shop/web spec.http[0].route[0].destination',
  },
  {
    what: 'finds the port closed by a server of protocol TLS that ends TLS, since rules of HTTP do not count there',
    change: https('{ mode: SIMPLE, credentialName: shop-tls }').replace('protocol: HTTPS', 'protocol: TLS'),
    expected: 'not reached: Gateway/istio-system/https spec.servers[0].port.protocol',
  },
  ...['PASSTHROUGH', 'SIMPLE, credentialName: none'].map((mode) => ({
    what: `is taken by the server with a wildcard, where nobody has routes for the one of its name: ${mode}`,
    change: `${https('{ mode: SIMPLE, credentialName: shop-tls }').replace('[shop.example.test]', "['*.example.test']")}
  - metadata: { namespace: istio-system, name: exact }
    spec: { selector: { istio: ingressgateway }, servers: [{ port: { number: 443, name: tls, protocol: TLS }, hosts: [shop.example.test], tls: { mode: ${mode} } }] }`,
    expected: 'answered: VirtualService/shop/web spec.http[0].route[0].destination',
  })),
  {
    what: 'is answered at a server of protocol TLS that ends TLS, where a VirtualService has tcp routes for it',
    change: `${https('{ mode: SIMPLE, credentialName: shop-tls }').replace('protocol: HTTPS', 'protocol: TLS')}${web(TO_WEB, ', tcp: [{ route: [{ destination: { host: web } }] }]')}`,
    expected: 'answered: VirtualService/shop/web spec.tcp[0].route[0].destination',
  },
  {
    what: 'gets what the gateway at its address says of a foreign host, where the Gateway of the host selects no Pod',
    request: PLAIN,
    change: `${gateway('http', '{ port: { number: 80, name: http, protocol: HTTP }, hosts: [shop.example.test] }').replace('ingressgateway', 'nobody')}
  - metadata: { namespace: istio-system, name: https }
    spec: { selector: { istio: ingressgateway }, servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: [other.example.test] }] }`,
    expected: '404 no virtual host: Gateway/istio-system/http spec.selector',
  },
  {
    what: 'is reset where only an Ingress of another host brings https to the gateway',
    change: `${gateway('https', '{ port: { number: 80, name: http, protocol: HTTP }, hosts: [shop.example.test] }')}
Ingress:
  - metadata: { namespace: shop, name: other, annotations: { kubernetes.io/ingress.class: istio } }
    spec: { tls: [{ hosts: [other.example.test], secretName: other }], rules: [{ host: other.example.test }] }`,
    expected: 'reset: nobody',
  },
  {
    what: 'is redirected by httpsRedirect before any rule',
    request: PLAIN,
    change: gateway(
      'http',
      '{ port: { number: 80, name: http, protocol: HTTP }, hosts: [shop.example.test], tls: { httpsRedirect: true } }',
    ),
    expected:
      '301 redirected to https://shop.example.test/: Gateway/istio-system/http spec.servers[0].tls.httpsRedirect',
  },
  {
    what: 'is taken by a rule for callers with labels of the gateway, and not by one for others',
    change: web(`{ match: [{ sourceLabels: { app: other } }], directResponse: { status: 500 } },
      { match: [{ sourceLabels: { istio: ingressgateway } }], directResponse: { status: 204 } }`),
    expected: '204 responded: VirtualService/shop/web spec.http[1].directResponse',
  },
  {
    what: 'is taken by a rule for callers in the namespace of the gateway, and not by one for others',
    change: web(`{ match: [{ sourceNamespace: shop }], directResponse: { status: 500 } },
      { match: [{ sourceNamespace: istio-system }], directResponse: { status: 204 } }`),
    expected: '204 responded: VirtualService/shop/web spec.http[1].directResponse',
  },
  {
    what: 'is refused by a policy in the root namespace that MeshConfig names',
    change: `${mesh('rootNamespace: mesh')}
AuthorizationPolicy:
  - metadata: { namespace: mesh, name: nobody }
    spec: {}`,
    expected: '403 refused: AuthorizationPolicy/mesh/nobody spec.rules',
  },
  {
    what: 'finds no virtual host where MeshConfig shows VirtualServices only to their own namespace',
    change: mesh("defaultVirtualServiceExportTo: ['.']"),
    expected: '404 no virtual host: VirtualService/shop/web spec.exportTo',
  },
  {
    what: 'finds no cluster where MeshConfig shows Services only to their own namespace',
    change: mesh("defaultServiceExportTo: ['.']"),
    expected: '503 no cluster: Service/shop/web metadata.annotations["networking.istio.io/exportTo"]',
  },
  {
    what: 'takes no subset of a DestinationRule that MeshConfig shows only to its own namespace',
    change: `${mesh("defaultDestinationRuleExportTo: ['.']")}${web('{ route: [{ destination: { host: web, subset: v1 } }] }')}
DestinationRule:
  - metadata: { namespace: shop, name: web }
    spec: { host: web, subsets: [{ name: v1, labels: { app: web } }] }`,
    expected: '503 no cluster: VirtualService/shop/web spec.http[0].route[0].destination.subset',
  },
  {
    what: 'cannot speak plain text, as MeshConfig has it, to Pods that demand mTLS',
    change: `${mesh('enableAutoMtls: false')}
PeerAuthentication:
  - metadata: { namespace: shop, name: default }
    spec: { mtls: { mode: STRICT } }`,
    expected: '503 no TLS: ConfigMap/istio-system/istio data.mesh.enableAutoMtls',
  },
  {
    what: 'is known at the Pod by the trust domain of MeshConfig',
    change: `${mesh('trustDomain: shop.example')}
AuthorizationPolicy:
  - metadata: { namespace: shop, name: gateway }
    spec:
      rules: [{ from: [{ source: { principals: [shop.example/ns/istio-system/sa/gateway] } }] }]`,
    expected: 'answered: VirtualService/shop/web spec.http[0].route[0].destination',
  },
  {
    what: 'takes the settings of the revision that the gateway was injected by',
    change: `${mesh('rootNamespace: mesh', 'istio-1-31')}
AuthorizationPolicy:
  - metadata: { namespace: mesh, name: nobody }
    spec: {}
Pod:
  - metadata: { namespace: istio-system, name: gateway-1, labels: { istio: ingressgateway }, annotations: { istio.io/rev: 1-31 } }
    spec: { serviceAccountName: gateway, containers: [{ name: istio-proxy }] }
    status: { phase: Running, conditions: [{ type: Ready, status: 'True' }] }`,
    expected: '403 refused: AuthorizationPolicy/mesh/nobody spec.rules',
  },
  {
    what: 'takes the settings of the only istiod, where a Pod tells no revision',
    change: `${mesh('rootNamespace: mesh', 'istio-1-31')}
AuthorizationPolicy:
  - metadata: { namespace: mesh, name: nobody }
    spec: {}
Deployment:
  - metadata: { namespace: istio-system, name: istiod-1-31, labels: { app: istiod, istio.io/rev: 1-31 } }
    spec: { template: { spec: { containers: [] } } }`,
    expected: '403 refused: AuthorizationPolicy/mesh/nobody spec.rules',
  },
  ...[
    {
      places: [
        { name: 'istio-system', labels: 'mesh: "on"' },
        { name: 'shop', labels: 'mesh: "off"' },
      ],
      expected: '404 no virtual host: VirtualService/shop/web metadata.namespace',
    },
    {
      places: [
        { name: 'istio-system', labels: 'mesh: "off"' },
        { name: 'shop', labels: 'mesh: "on"' },
      ],
      expected: 'not reached: Gateway/istio-system/https metadata.namespace',
    },
    {
      places: [
        { name: 'istio-system', labels: 'team: mesh' },
        { name: 'shop', labels: 'mesh: "on"' },
      ],
      expected: 'answered: VirtualService/shop/web spec.http[0].route[0].destination',
    },
  ].map(({ places, expected }) => ({
    what: `passes by what is in a namespace that discoverySelectors leave out: ${places.map(({ labels }) => labels).join(', ')}`,
    change: `${mesh('discoverySelectors: [{ matchLabels: { mesh: "on" } }, { matchExpressions: [{ key: team, operator: Exists }] }]')}
Namespace: [${places.map(({ name, labels }) => `{ metadata: { name: ${name}, labels: { ${labels} } } }`).join(', ')}]`,
    expected,
  })),
  {
    what: 'finds no cluster for a Service in a namespace that discoverySelectors leave out',
    change: `${mesh('discoverySelectors: [{ matchLabels: { mesh: "on" } }]')}
Namespace:
  - metadata: { name: istio-system, labels: { mesh: 'on' } }
  - metadata: { name: shop, labels: { mesh: 'on' } }
  - metadata: { name: other }${web('{ route: [{ destination: { host: api.other.svc.cluster.local } }] }')}
Service:
  - metadata: { namespace: other, name: api }
    spec: { ports: [{ name: http, port: 80 }] }`,
    expected: '503 no cluster: Service/other/api metadata.namespace',
  },
  {
    what: 'takes a Gateway that is named in the old form',
    change: `
VirtualService:
  - metadata: { namespace: shop, name: web }
    spec: { hosts: [shop.example.test], gateways: [https.istio-system.svc.cluster.local], http: [${TO_WEB}] }`,
    expected: 'answered: VirtualService/shop/web spec.http[0].route[0].destination',
  },
  {
    what: 'finds no virtual host where the VirtualService names another Gateway',
    change: `
VirtualService:
  - metadata: { namespace: shop, name: web }
    spec: { hosts: [shop.example.test], gateways: [shop/https], http: [${TO_WEB}] }`,
    expected: '404 no virtual host: Gateway/istio-system/https spec.servers[0].hosts',
  },
  {
    what: 'finds no virtual host where the VirtualService is for an istiod of another revision',
    change: `
Deployment:
  - metadata: { namespace: istio-system, name: istiod, labels: { app: istiod, istio.io/rev: default } }
    spec: { template: { spec: { containers: [] } } }
VirtualService:
  - metadata: { namespace: shop, name: web, labels: { istio.io/rev: canary } }
    spec: { hosts: [shop.example.test], gateways: [istio-system/https], http: [${TO_WEB}] }`,
    expected: '404 no virtual host: VirtualService/shop/web metadata.labels["istio.io/rev"]',
  },
  {
    what: 'finds no virtual host where the VirtualService is not exported to the gateway',
    change: web(TO_WEB, ", exportTo: ['.']"),
    expected: '404 no virtual host: VirtualService/shop/web spec.exportTo',
  },
  {
    what: 'finds no rule where the only one asks for a header',
    change: web('{ match: [{ headers: { x-beta: { exact: "1" } } }], route: [{ destination: { host: web } }] }'),
    expected: '404 no rule: VirtualService/shop/web spec.http[0].match[0].headers.x-beta',
  },
  {
    what: 'finds a rule by a regular expression for the whole path',
    change: web(`{ match: [{ uri: { regex: '/he' } }], route: [{ destination: { host: nobody } }] }, ${TO_WEB}`),
    expected: 'answered: VirtualService/shop/web spec.http[1].route[0].destination',
  },
  {
    what: 'does not know whether an expression takes it that JavaScript reads otherwise',
    change: web(`{ match: [{ uri: { regex: '[[:alpha:]/]+' } }], route: [{ destination: { host: nobody } }] }`),
    expected: 'unknown: VirtualService/shop/web spec.http[0].match[0].uri',
  },
  {
    what: 'takes a rule for everything last, even if it comes first',
    change: `
VirtualService:
  - metadata: { namespace: shop, name: a, creationTimestamp: '2026-01-01T00:00:00Z' }
    spec: { hosts: [shop.example.test], gateways: [istio-system/https], http: [{ route: [{ destination: { host: nobody } }] }] }
  - metadata: { namespace: shop, name: web, creationTimestamp: '2026-01-02T00:00:00Z' }
    spec: { hosts: [shop.example.test], gateways: [istio-system/https], http: [{ match: [{ uri: { prefix: /health } }], route: [{ destination: { host: web } }] }] }`,
    expected: 'answered: VirtualService/shop/web spec.http[0].route[0].destination',
  },
  {
    what: 'is shared by weights, without those that have none',
    change: web(
      '{ route: [{ destination: { host: web }, weight: 90 }, { destination: { host: gone }, weight: 10 }, { destination: { host: never }, weight: 0 }] }',
    ),
    expected: [
      '90 %: answered: VirtualService/shop/web spec.http[0].route[0].destination',
      '10 %: 503 no cluster: VirtualService/shop/web spec.http[0].route[1].destination.host',
    ],
  },
  {
    what: 'is answered by a fault in place of the rule',
    change: web(
      '{ fault: { abort: { httpStatus: 503, percentage: { value: 100 } } }, route: [{ destination: { host: web } }] }',
    ),
    expected: '503 responded: VirtualService/shop/web spec.http[0].fault.abort',
  },
  {
    what: 'is not answered by a fault without a percentage',
    change: web('{ fault: { abort: { httpStatus: 503 } }, route: [{ destination: { host: web } }] }'),
    expected: 'answered: VirtualService/shop/web spec.http[0].route[0].destination',
  },
  {
    what: 'is answered by the rule itself',
    change: web('{ directResponse: { status: 418 } }'),
    expected: '418 responded: VirtualService/shop/web spec.http[0].directResponse',
  },
  {
    what: 'finds no cluster for a port that the Service does not have',
    change: web('{ route: [{ destination: { host: web, port: { number: 3000 } } }] }'),
    expected: '503 no cluster: VirtualService/shop/web spec.http[0].route[0].destination.port',
  },
  {
    what: 'finds no cluster for a subset that no DestinationRule has',
    change: web('{ route: [{ destination: { host: web, subset: v2 } }] }'),
    expected: '503 no cluster: VirtualService/shop/web spec.http[0].route[0].destination.subset',
  },
  {
    what: 'finds no cluster for a Service that is hidden from the gateway',
    change: `
Service:
  - metadata: { namespace: shop, name: web, annotations: { networking.istio.io/exportTo: '.' } }
    spec: { selector: { app: web }, ports: [{ name: http, port: 80, targetPort: 3000 }] }`,
    expected: '503 no cluster: Service/shop/web metadata.annotations["networking.istio.io/exportTo"]',
  },
  {
    what: 'goes to the host of a ServiceEntry',
    change: `${web('{ route: [{ destination: { host: api.example.org } }] }')}
ServiceEntry:
  - metadata: { namespace: shop, name: api }
    spec: { hosts: [api.example.org], ports: [{ number: 443, protocol: HTTPS }], resolution: DNS }`,
    expected: 'sent out: ServiceEntry/shop/api spec.hosts',
  },
  {
    what: 'finds no endpoints where a ServiceEntry resolves nothing, as by default',
    change: `${web('{ route: [{ destination: { host: api.example.org } }] }')}
ServiceEntry:
  - metadata: { namespace: shop, name: api }
    spec: { hosts: [api.example.org], ports: [{ number: 443, protocol: HTTPS }] }`,
    expected: '503 no endpoints: ServiceEntry/shop/api spec.resolution',
  },
  {
    what: 'finds no cluster for a port that a ServiceEntry does not have',
    change: `${web('{ route: [{ destination: { host: api.example.org, port: { number: 80 } } }] }')}
ServiceEntry:
  - metadata: { namespace: shop, name: api }
    spec: { hosts: [api.example.org], ports: [{ number: 443, protocol: HTTPS }] }`,
    expected: '503 no cluster: VirtualService/shop/web spec.http[0].route[0].destination.port',
  },
  {
    what: 'finds no endpoints where a ServiceEntry is to write its addresses and has none',
    change: `${web('{ route: [{ destination: { host: api.example.org } }] }')}
ServiceEntry:
  - metadata: { namespace: shop, name: api }
    spec: { hosts: [api.example.org], ports: [{ number: 443, protocol: HTTPS }], resolution: STATIC }`,
    expected: '503 no endpoints: ServiceEntry/shop/api spec.endpoints',
  },
  {
    what: 'goes to addresses that somebody has written for a Service without a selector',
    change: `
Service:
  - metadata: { namespace: shop, name: web }
    spec: { ports: [{ name: http, port: 80 }] }
EndpointSlice:
  - metadata: { namespace: shop, name: web-a, labels: { kubernetes.io/service-name: web } }
    ports: [{ name: http, port: 3000 }]
    endpoints: [{ addresses: [192.0.2.1], conditions: { ready: true } }]`,
    expected: 'sent out: VirtualService/shop/web spec.http[0].route[0].destination',
  },
  {
    what: 'has an end that is not known where no container lists the port among those that it has',
    change: `
Pod:
  - metadata: { namespace: shop, name: web-1, labels: { app: web } }
    spec: { containers: [{ name: web, ports: [{ containerPort: 8080 }] }] }
    status: { phase: Running, conditions: [{ type: Ready, status: 'True' }] }`,
    expected: 'unknown: Service/shop/web spec.ports[0].targetPort',
  },
  {
    what: 'finds no endpoints where no Pod is ready',
    change: `
EndpointSlice:
  - metadata: { namespace: shop, name: web-a, labels: { kubernetes.io/service-name: web } }
    ports: [{ name: http, port: 3000 }]
    endpoints: [{ addresses: [10.0.0.1], conditions: { ready: false }, targetRef: { kind: Pod, name: web-1 } }]`,
    expected: '503 no endpoints: Service/shop/web spec.ports',
  },
  {
    what: 'cannot speak plain text to Pods that demand mTLS',
    change: `
DestinationRule:
  - metadata: { namespace: shop, name: web }
    spec: { host: web.shop.svc.cluster.local, trafficPolicy: { tls: { mode: DISABLE } } }
PeerAuthentication:
  - metadata: { namespace: shop, name: strict }
    spec: { mtls: { mode: STRICT } }`,
    expected: '503 no TLS: DestinationRule/shop/web spec.trafficPolicy.tls.mode',
  },
  {
    what: 'is refused by a policy at the gateway, before it is redirected',
    request: PLAIN,
    change: `
AuthorizationPolicy:
  - metadata: { namespace: istio-system, name: deny }
    spec: { selector: { matchLabels: { istio: ingressgateway } }, action: DENY, rules: [{ to: [{ operation: { methods: [GET] } }] }] }`,
    expected: '403 refused: AuthorizationPolicy/istio-system/deny spec.rules[0]',
  },
  {
    what: 'is refused by a policy at the Pod',
    change: `
AuthorizationPolicy:
  - metadata: { namespace: shop, name: allow }
    spec: { rules: [{ to: [{ operation: { paths: [/cek] } }] }] }`,
    expected: '403 refused: AuthorizationPolicy/shop/allow spec.rules',
  },
  {
    what: 'is reset where the Certificate was never issued',
    change: `
Certificate:
  - metadata: { namespace: istio-system, name: shop }
    spec: { secretName: shop-tls, dnsNames: [shop.example.test], issuerRef: { name: le } }`,
    expected: 'reset: Certificate/istio-system/shop status',
  },
  {
    what: 'is reset where callers need a certificate of their own',
    change: https('{ mode: MUTUAL, credentialName: shop-tls }'),
    expected: 'no client certificate: Gateway/istio-system/https spec.servers[0].tls.mode',
  },
  {
    what: 'finds the port closed where TLS is passed on and only rules of HTTP are there',
    change: https('{ mode: PASSTHROUGH }'),
    expected: 'not reached: Gateway/istio-system/https spec.servers[0].tls.mode',
  },
  {
    what: 'is passed on by a tls route',
    change: `${https('{ mode: PASSTHROUGH }')}
${web('', ', tls: [{ match: [{ sniHosts: [shop.example.test] }], route: [{ destination: { host: web } }] }]')}`,
    expected: 'answered: VirtualService/shop/web spec.tls[0].route[0].destination',
  },
  {
    what: 'is reset where an older server of another Gateway has one of the hosts, so that the whole server is left out',
    change: `
Gateway:
  - metadata: { namespace: istio-system, name: https, creationTimestamp: '2026-01-02T00:00:00Z' }
    spec:
      selector: { istio: ingressgateway }
      servers: [{ port: { number: 443, name: https, protocol: HTTPS }, hosts: [shop.example.test, other.example.test], tls: { mode: SIMPLE, credentialName: shop-tls } }]
  - metadata: { namespace: istio-system, name: older, creationTimestamp: '2026-01-01T00:00:00Z' }
    spec:
      selector: { istio: ingressgateway }
      servers: [{ port: { number: 443, name: https, protocol: HTTPS }, hosts: [other.example.test], tls: { mode: SIMPLE, credentialName: other-tls } }]`,
    expected: 'reset: Gateway/istio-system/https spec.servers[0].hosts',
  },
  {
    what: 'does not reach a port that the Service of the gateway does not have',
    request: { ...HEALTH, port: 8443 },
    expected: 'not reached: Service/istio-system/gateway spec.ports',
  },
  {
    what: 'does not reach a gateway without a Pod that is ready',
    change: `
Pod:
  - metadata: { namespace: istio-system, name: gateway-1, labels: { istio: ingressgateway } }
    spec: { containers: [{ name: istio-proxy }] }
    status: { phase: Running, conditions: [{ type: Ready, status: 'False' }] }`,
    expected: 'not reached: Pod/istio-system/gateway-1 status.conditions',
  },
  {
    what: "reaches the solver's Ingress beside a redirect for everything",
    request: CHALLENGE,
    change: solver('ingressClassName: istio'),
    expected: 'answered: Ingress/istio-system/solver spec.rules[0].http.paths[0]',
  },
  {
    what: 'passes an Ingress by where MeshConfig has istiod take none',
    request: CHALLENGE,
    change: `${mesh('ingressControllerMode: "OFF"')}${solver('ingressClassName: istio')}`,
    expected: REDIRECTED,
  },
  {
    what: 'passes an Ingress without a class by, as MeshConfig has it where it says nothing',
    request: CHALLENGE,
    change: solver(''),
    expected: REDIRECTED,
  },
  {
    what: 'reaches an Ingress without a class where MeshConfig has istiod take it',
    request: CHALLENGE,
    change: `${mesh('ingressControllerMode: DEFAULT')}${solver('')}`,
    expected: 'answered: Ingress/istio-system/solver spec.rules[0].http.paths[0]',
  },
  {
    what: 'reaches an Ingress with the class in an annotation that MeshConfig names',
    request: CHALLENGE,
    change: `${mesh('ingressClass: edge')}${solver('', 'annotations: { kubernetes.io/ingress.class: edge }')}`,
    expected: 'answered: Ingress/istio-system/solver spec.rules[0].http.paths[0]',
  },
  {
    what: 'passes an Ingress by that MeshConfig has served by other Pods',
    request: CHALLENGE,
    change: `${mesh('ingressService: edge')}${solver('ingressClassName: istio')}`,
    expected: REDIRECTED,
  },
  ...[
    { hosts: 'shop.example.test', expected: REDIRECTED_BY_PORT },
    { hosts: "'shop.example.test:*'", expected: DENIED },
    { hosts: "'shop.example.test:8080'", expected: DENIED },
  ].map(({ hosts, expected }) => ({
    what: `is compared with its port to the hosts of a policy, where that is not the usual one: ${hosts}`,
    request: getOf('http://shop.example.test:8080/'),
    change: `${ODD_PORT}
AuthorizationPolicy:
  - metadata: { namespace: istio-system, name: deny }
    spec: { action: DENY, rules: [{ to: [{ operation: { hosts: [${hosts}] } }] }] }`,
    expected,
  })),
  {
    what: 'is compared at the Pods by the host that a rule writes, without the port that it had',
    request: getOf('http://shop.example.test:8080/'),
    change: `${ODD_PORT}
VirtualService:
  - metadata: { namespace: shop, name: redirect }
    spec: { hosts: [shop.example.test], gateways: [istio-system/http], http: [{ rewrite: { authority: inner.example.test }, route: [{ destination: { host: web } }] }] }
AuthorizationPolicy:
  - metadata: { namespace: shop, name: deny }
    spec: { action: DENY, rules: [{ to: [{ operation: { hosts: [inner.example.test] } }] }] }`,
    expected: '403 refused: AuthorizationPolicy/shop/deny spec.rules[0]',
  },
  {
    what: 'is redirected with its query and the port of Host, where the rule names neither',
    request: getOf('http://shop.example.test:8080/a?b=c'),
    change: `${ODD_PORT}
VirtualService:
  - metadata: { namespace: shop, name: redirect }
    spec: { hosts: [shop.example.test], gateways: [istio-system/http], http: [{ redirect: { uri: /there } }] }`,
    expected:
      '301 redirected to http://shop.example.test:8080/there?b=c: VirtualService/shop/redirect spec.http[0].redirect',
  },
  {
    what: 'is redirected to a path that brings a query of its own',
    request: getOf('http://shop.example.test/a?b=c'),
    change: `
VirtualService:
  - metadata: { namespace: shop, name: redirect }
    spec: { hosts: [shop.example.test], gateways: [istio-system/http], http: [{ redirect: { uri: '/there?d' } }] }`,
    expected: '301 redirected to http://shop.example.test/there?d: VirtualService/shop/redirect spec.http[0].redirect',
  },
  {
    what: 'is redirected by httpsRedirect, whatever it says of itself',
    request: { ...PLAIN, headers: { 'x-forwarded-proto': 'https' } },
    change: gateway(
      'http',
      '{ port: { number: 80, name: http, protocol: HTTP }, hosts: [shop.example.test], tls: { httpsRedirect: true } }',
    ),
    expected:
      '301 redirected to https://shop.example.test/: Gateway/istio-system/http spec.servers[0].tls.httpsRedirect',
  },
  ...['/x/../health', '/./health', '/x/%2E./health', '/%68ealth', '\\health'].map((path): Case => ({
    what: `is matched by the path that the gateway makes of ${path}`,
    request: { ...HEALTH, path },
    change: web('{ match: [{ uri: { exact: /health } }], directResponse: { status: 201 } }'),
    expected: '201 responded: VirtualService/shop/web spec.http[0].directResponse',
  })),
  ...(
    [
      ['NONE', '/x/../health', '/x/../health'],
      ['MERGE_SLASHES', '/x//./health', '/x/health'],
      ['MERGE_SLASHES', '/x%2Fhealth', '/x%2Fhealth'],
      ['DECODE_AND_MERGE_SLASHES', '/x%2F%2fhealth', '/x/health'],
      ['DECODE_AND_MERGE_SLASHES', '/x%5Chealth', '/x/health'],
    ] as const
  ).map(([normalization, path, read]): Case => ({
    what: `is matched by the path ${read} that ${normalization} makes of ${path}`,
    request: { ...HEALTH, path },
    change: `${mesh(`pathNormalization: { normalization: ${normalization} }`)}
${web(`{ match: [{ uri: { exact: '${read}' } }], directResponse: { status: 201 } }`)}`,
    expected: '201 responded: VirtualService/shop/web spec.http[0].directResponse',
  })),
  ...['//health', '/health/', '/x%2Fhealth'].map((path): Case => ({
    what: `is matched by the path ${path} as it is`,
    request: { ...HEALTH, path },
    change: web(`{ match: [{ uri: { exact: '${path}' } }], directResponse: { status: 201 } }`),
    expected: '201 responded: VirtualService/shop/web spec.http[0].directResponse',
  })),
  {
    what: 'is matched by the query as it is written, and by the first value of a name',
    request: { ...HEALTH, path: '/health?q=%61&q=b' },
    change: web(
      '{ match: [{ queryParams: { q: { exact: a } } }, { queryParams: { q: { exact: b } } }], directResponse: { status: 201 } }, { match: [{ queryParams: { q: { exact: "%61" } } }], directResponse: { status: 202 } }',
    ),
    expected: '202 responded: VirtualService/shop/web spec.http[1].directResponse',
  },
  {
    what: 'is matched by the labels and the namespace of the gateway in place of a caller',
    change: web(
      '{ match: [{ sourceLabels: { app: web } }, { sourceNamespace: shop }], directResponse: { status: 201 } }, { match: [{ sourceLabels: { istio: ingressgateway }, sourceNamespace: istio-system }], directResponse: { status: 202 } }',
    ),
    expected: '202 responded: VirtualService/shop/web spec.http[1].directResponse',
  },
  {
    what: 'has an absent header taken for an empty one by withoutHeaders with an expression',
    change: web(
      '{ match: [{ withoutHeaders: { x-a: { regex: ".*" } } }], directResponse: { status: 201 } }, { match: [{ withoutHeaders: { x-a: { regex: "*" } } }], directResponse: { status: 202 } }',
    ),
    expected: '202 responded: VirtualService/shop/web spec.http[1].directResponse',
  },
  ...(
    [
      ["headers: { x-a: { exact: '2' } }", '201 responded'],
      ["headers: { x-a: { exact: '1,2' } }", '404 no rule'],
      ["headers: { x-a: {} }, withoutHeaders: { x-a: { exact: '2' } }", '404 no rule'],
      ["headers: { x-a: {} }, withoutHeaders: { x-a: { exact: '3' } }", '201 responded'],
    ] as const
  ).map(([match, end]): Case => ({
    what: `with two values of a header ends with ${end}, by { ${match} }`,
    request: { ...HEALTH, headers: { 'x-a': ['1', '2'] } },
    change: web(`{ match: [{ ${match} }], directResponse: { status: 201 } }`),
    expected:
      end === '404 no rule'
        ? `${end}: VirtualService/shop/web spec.http[0].match[0].${match.includes('without') ? 'withoutHeaders' : 'headers'}.x-a`
        : `${end}: VirtualService/shop/web spec.http[0].directResponse`,
  })),
  {
    what: 'is answered by corsPolicy where it is a preflight of an origin that is allowed',
    request: {
      ...HEALTH,
      method: 'OPTIONS',
      headers: { origin: 'https://a.test', 'access-control-request-method': 'PUT' },
    },
    change: web(
      `{ corsPolicy: { allowOrigins: [{ exact: https://a.test }] }, route: [{ destination: { host: web } }] }`,
    ),
    expected: '200 responded: VirtualService/shop/web spec.http[0].corsPolicy',
  },
  {
    what: 'goes on where it is a preflight of another origin',
    request: {
      ...HEALTH,
      method: 'OPTIONS',
      headers: { origin: 'https://b.test', 'access-control-request-method': 'PUT' },
    },
    change: web(
      `{ corsPolicy: { allowOrigins: [{ exact: https://a.test }] }, route: [{ destination: { host: web } }] }`,
    ),
    expected: 'answered: VirtualService/shop/web spec.http[0].route[0].destination',
  },
  {
    what: 'follows an ExternalName to the Service that it stands for',
    change: external('web.shop.svc.cluster.local'),
    expected: 'answered: VirtualService/shop/web spec.http[0].route[0].destination',
  },
  ...['nowhere.example.test', 'web', 'other.shop.svc.cluster.local'].map((name): Case => ({
    what: `finds no cluster for an ExternalName that stands for ${name}`,
    change: external(name),
    expected: '503 no cluster: Service/shop/outer spec.externalName',
  })),
  {
    what: 'is answered by the Pods that a ServiceEntry selects',
    change: `${web('{ route: [{ destination: { host: api.example.org } }] }')}
ServiceEntry:
  - metadata: { namespace: shop, name: api }
    spec: { hosts: [api.example.org], ports: [{ number: 80, protocol: HTTP }], resolution: STATIC, workloadSelector: { labels: { app: web } } }`,
    expected: 'answered: ServiceEntry/shop/api spec.workloadSelector',
  },
  {
    what: 'has an end that is not known where only the sidecar lists the port',
    change: `
Pod:
  - metadata: { namespace: shop, name: web-1, labels: { app: web } }
    spec: { containers: [{ name: web, ports: [{ containerPort: 8080 }] }, { name: istio-proxy, ports: [{ containerPort: 3000 }] }] }
    status: { phase: Running, conditions: [{ type: Ready, status: 'True' }] }`,
    expected: 'unknown: Service/shop/web spec.ports[0].targetPort',
  },
  {
    what: 'hears nothing of a server that is left out for hosts of its own',
    request: { ...HEALTH, path: '/none' },
    change: `${web('{ match: [{ uri: { exact: /health } }], route: [{ destination: { host: web } }] }')}
Gateway:
  - metadata: { namespace: istio-system, name: younger, creationTimestamp: '2026-01-02T00:00:00Z' }
    spec:
      selector: { istio: ingressgateway }
      servers: [{ port: { number: 443, name: https, protocol: HTTPS }, hosts: [other.example.test], tls: { mode: SIMPLE, credentialName: other-tls } }]
  - metadata: { namespace: istio-system, name: youngest, creationTimestamp: '2026-01-03T00:00:00Z' }
    spec:
      selector: { istio: ingressgateway }
      servers: [{ port: { number: 443, name: https, protocol: HTTPS }, hosts: [other.example.test], tls: { mode: SIMPLE, credentialName: other-tls } }]`,
    expected: '404 no rule: VirtualService/shop/web spec.http[0].match[0].uri',
  },
];

describe('traceOf', () => {
  for (const { what, change = '', request = HEALTH, expected } of cases)
    it(`says that a request ${what}`, () => {
      assert.deepEqual(toldOf(branchesOf(change, request)), [expected].flat());
    });

  it('says that nothing is known where only a Gateway of the Gateway API has the host, and another controller has that', () => {
    const objects = parse(`
GatewayClass:
  - metadata: { name: other }
    spec: { controllerName: example.test/controller }
GatewayApiGateway:
  - metadata: { namespace: shop, name: web }
    spec: { gatewayClassName: other, listeners: [{ name: https, port: 443, protocol: HTTPS, hostname: shop.example.test }] }`) as WrittenWorld['objects'];
    const { view } = createView(known({ ...(objects ? { objects } : {}) }));
    const { branches } = traceOf(view, HEALTH);
    assert.deepEqual(toldOf(branches), ['unknown: GatewayApiGateway/shop/web spec.gatewayClassName']);
    assert.match(branches[0]?.steps.at(-1)?.did.en ?? '', /example\.test\/controller/);
  });

  it('asks for no Secret, where that is not allowed', () => {
    const objects = worldWith(`
Certificate:
  - metadata: { namespace: istio-system, name: shop }
    spec: { secretName: shop-tls, dnsNames: [shop.example.test], issuerRef: { name: le } }`);
    const { view, trace } = createView(known({ forbidden: ['Secret'], ...(objects ? { objects } : {}) }));
    traceOf(view, HEALTH);
    assert.deepEqual([...trace.unknowns, ...trace.demands.values()], []);
  });

  it('tells each VirtualService that the gateway does not see, also where two have one name', () => {
    const [branch] = branchesOf(
      `
VirtualService:
  - metadata: { namespace: shop, name: web }
    spec: { hosts: [shop.example.test], gateways: [istio-system/https], exportTo: ['.'], http: [${TO_WEB}] }
  - metadata: { namespace: blog, name: web }
    spec: { hosts: [shop.example.test], gateways: [istio-system/https], exportTo: ['.'], http: [${TO_WEB}] }`,
      HEALTH,
    );
    const hidden = branch?.steps.filter(({ field }) => field === 'spec.exportTo') ?? [];
    assert.deepEqual(
      hidden.map(({ object }) => object?.namespace),
      ['blog', 'shop'],
    );
  });

  it('tells the time that a rule gives the application', () => {
    const [branch] = branchesOf(web('{ timeout: 2s, route: [{ destination: { host: web } }] }'), HEALTH);
    assert.ok(branch?.outcome.end === 'answered');
    assert.equal(branch.outcome.limit?.time, '2s');
    assert.equal(branch.outcome.limit.field, 'spec.http[0].timeout');
  });

  for (const [retries, timeout, expected] of [
    ['{ attempts: 2, perTryTimeout: 500ms }', '2s', 'spec.http[0].retries.perTryTimeout'],
    ['{ attempts: 2, perTryTimeout: 5s }', '2s', 'spec.http[0].timeout'],
    ['{ attempts: 0, perTryTimeout: 500ms }', '2s', 'spec.http[0].timeout'],
    ['{ attempts: 2, perTryTimeout: 500ms }', '0s', 'spec.http[0].retries.perTryTimeout'],
    ['{ attempts: 2 }', '0s', undefined],
  ] as const)
    it(`tells the time-out that ends a request, with retries ${retries} and timeout ${timeout}`, () => {
      const [branch] = branchesOf(
        web(`{ retries: ${retries}, timeout: ${timeout}, route: [{ destination: { host: web } }] }`),
        HEALTH,
      );
      assert.ok(branch?.outcome.end === 'answered');
      assert.equal(branch.outcome.limit?.field, expected);
    });

  for (const [rule, path, expected] of [
    ["match: [{ uri: { regex: '/a/.*' } }], rewrite: { uri: /b }", '/a/c?d', '/b?d'],
    ['match: [{ uri: { exact: /a } }], rewrite: { uri: /b }', '/a?d', '/b?d'],
    ["rewrite: { uriRegexRewrite: { match: '^/(.)/(.*)$', rewrite: '/\\2/\\1' } }", '/a/c?d', '/c/a?d'],
  ] as const)
    it(`tells that the path ${path} becomes ${expected}, by { ${rule} }`, () => {
      const branches = branchesOf(web(`{ ${rule}, route: [{ destination: { host: web } }] }`), { ...HEALTH, path });
      const words = branches.flatMap(({ steps }) => steps.map(({ did }) => did.en));
      assert.ok(words.includes(`the path becomes ${expected}`), words.join('; '));
    });

  it('tells that Pods must speak HTTP/2 where the port is named so', () => {
    const branches = branchesOf(
      `
Service:
  - metadata: { namespace: shop, name: web }
    spec: { selector: { app: web }, ports: [{ name: grpc-web, port: 80, targetPort: 3000 }] }
EndpointSlice:
  - metadata: { namespace: shop, name: web-a, labels: { kubernetes.io/service-name: web } }
    ports: [{ name: grpc-web, port: 3000 }]
    endpoints: [{ addresses: [10.0.0.1], conditions: { ready: true }, targetRef: { kind: Pod, name: web-1 } }]`,
      HEALTH,
    );
    const fields = branches.flatMap(({ steps }) => steps.map(({ field }) => field));
    assert.ok(fields.includes('spec.ports[0].name'), fields.join('; '));
  });

  it('tells what a rule makes of the path', () => {
    const branches = branchesOf(
      web(
        '{ match: [{ uri: { prefix: /health } }], rewrite: { uri: /live }, route: [{ destination: { host: web } }] }',
      ),
      HEALTH,
    );
    const words = branches.flatMap(({ steps }) => steps.map(({ did }) => did.en));
    assert.ok(words.includes('the path becomes /live'), words.join('; '));
  });
});
