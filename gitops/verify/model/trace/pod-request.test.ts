import assert from 'node:assert/strict';
import { known } from '../../test-world.ts';
import { createView } from '../../see/view.ts';
import { notesOn } from './notes.ts';
import { getOf, type Request } from './request.ts';
import { traceOf } from './request-trace.ts';
import { toldOf, worldWith } from './test-shop.ts';

/** A Pod with a sidecar, one without, and what both may call. */
const CALLERS = `
Pod:
  - metadata: { namespace: shop, name: caller, labels: { app: caller } }
    spec: { serviceAccountName: cart, containers: [{ name: caller }, { name: istio-proxy }] }
  - metadata: { namespace: shop, name: plain }
    spec: { containers: [{ name: plain }] }
`;
const CALLER = { namespace: 'shop', name: 'caller' };
const PLAIN = { namespace: 'shop', name: 'plain' };

function tracedOf(change: string, request: Request) {
  const objects = worldWith(CALLERS, change);
  const scope = { hosts: [request.host], address: '203.0.113.7' };
  const { view } = createView(known({ scope, ...(objects ? { objects } : {}) }));
  const trace = traceOf(view, request);
  return { told: toldOf(trace.branches), notes: notesOn(view, trace) };
}

interface Case {
  readonly what: string;
  readonly from?: typeof CALLER;
  readonly url?: string;
  readonly change?: string;
  readonly expected: string | readonly string[];
}

const rule = (http: string, more = '', name = 'mesh') => `
VirtualService:
  - metadata: { namespace: shop, name: ${name} }
    spec: { hosts: [web], http: [${http}] ${more} }`;
const service = (spec: string, name = 'web') => `
Service:
  - metadata: { namespace: shop, name: ${name} }
    spec: { ${spec} }`;
const mesh = (settings: string) => `
ConfigMap:
  - metadata: { namespace: istio-system, name: istio }
    mesh: { ${settings} }`;
const entry = (spec: string) => `
ServiceEntry:
  - metadata: { namespace: shop, name: api }
    spec: { ${spec} }`;
const STRICT = `
PeerAuthentication:
  - metadata: { namespace: shop, name: strict }
    spec: { mtls: { mode: STRICT } }`;
const REGISTRY_ONLY = mesh('outboundTrafficPolicy: { mode: REGISTRY_ONLY }');
const TEAPOT = '{ directResponse: { status: 418 } }';
const TEA = '418 responded: VirtualService/shop/mesh spec.http[0].directResponse';
const WEB = 'answered: Service/shop/web spec.ports[0]';

const cases: readonly Case[] = [
  ...['web', 'web.shop', 'web.shop.svc', 'web.shop.svc.cluster.local'].flatMap((host) =>
    [CALLER, PLAIN].map((from): Case => ({
      what: `of ${from.name} to ${host} is answered`,
      from,
      url: `http://${host}/`,
      expected: WEB,
    })),
  ),
  { what: 'is taken by a rule of the mesh', change: rule(TEAPOT), expected: TEA },
  {
    what: 'may be taken by an HTTPRoute that names the Service as its parent',
    change: `
HTTPRoute:
  - metadata: { namespace: shop, name: mesh }
    spec: { parentRefs: [{ group: '', kind: Service, name: web }], rules: [{ backendRefs: [{ name: web, port: 80 }] }] }`,
    expected: 'unknown: HTTPRoute/shop/mesh spec.parentRefs',
  },
  { what: 'without a sidecar passes rules by', from: PLAIN, change: rule(TEAPOT), expected: WEB },
  {
    what: 'passes rules for gateways by',
    change: rule(TEAPOT, ', gateways: [istio-system/https]'),
    expected: WEB,
  },
  {
    what: 'finds no rule where none takes it',
    change: rule('{ match: [{ uri: { prefix: /x } }], route: [{ destination: { host: web } }] }'),
    expected: '404 no rule: VirtualService/shop/mesh spec.http[0].match[0].uri',
  },
  {
    what: 'is matched by labels and namespace of its Pod',
    change: rule(
      `{ match: [{ sourceLabels: { app: other } }, { sourceNamespace: other }], directResponse: { status: 201 } }, { match: [{ sourceLabels: { app: caller }, sourceNamespace: shop }], directResponse: { status: 418 } }`,
    ),
    expected: '418 responded: VirtualService/shop/mesh spec.http[1].directResponse',
  },
  {
    what: 'goes by the Service alone where every match is for other callers',
    change: rule('{ match: [{ sourceLabels: { app: other } }], directResponse: { status: 418 } }'),
    expected: WEB,
  },
  {
    what: 'is taken by the most exact of several VirtualServices, which are not merged',
    change: `${rule('{ match: [{ uri: { prefix: /x } }], directResponse: { status: 418 } }')}
  - metadata: { namespace: shop, name: wild, creationTimestamp: '2020-01-01T00:00:00Z' }
    spec: { hosts: ['*.shop.svc.cluster.local'], http: [${TEAPOT}] }`,
    expected: '404 no rule: VirtualService/shop/mesh spec.http[0].match[0].uri',
  },
  {
    what: 'does not see a VirtualService of another namespace that keeps it for itself',
    change: `
VirtualService:
  - metadata: { namespace: blog, name: mesh }
    spec: { hosts: [web.shop.svc.cluster.local], exportTo: ['.'], http: [${TEAPOT}] }`,
    expected: WEB,
  },
  {
    what: 'finds no cluster for a subset without a DestinationRule',
    change: rule('{ route: [{ destination: { host: web, subset: v2 } }] }'),
    expected: '503 no cluster: VirtualService/shop/mesh spec.http[0].route[0].destination.subset',
  },
  {
    what: 'cannot speak the TLS that a DestinationRule of its namespace wants',
    change: `
Pod:
  - metadata: { namespace: shop, name: web-1, labels: { app: web } }
    spec: { containers: [{ name: web }] }
    status: { phase: Running, conditions: [{ type: Ready, status: 'True' }] }
DestinationRule:
  - metadata: { namespace: shop, name: web }
    spec: { host: web, trafficPolicy: { tls: { mode: ISTIO_MUTUAL } } }`,
    expected: '503 no TLS: DestinationRule/shop/web spec.trafficPolicy.tls.mode',
  },
  { what: 'is answered by Pods that demand mTLS', change: STRICT, expected: WEB },
  {
    what: 'without a sidecar is reset by Pods that demand mTLS',
    from: PLAIN,
    change: STRICT,
    expected: 'reset: PeerAuthentication/shop/strict spec.mtls.mode',
  },
  {
    what: 'in ambient mode is answered by Pods that demand mTLS',
    from: PLAIN,
    change: `${STRICT}
Namespace:
  - metadata: { name: shop, labels: { istio.io/dataplane-mode: ambient } }`,
    expected: WEB,
  },
  {
    what: 'is allowed by the name of its Pod',
    change: `
AuthorizationPolicy:
  - metadata: { namespace: shop, name: only }
    spec: { rules: [{ from: [{ source: { principals: [cluster.local/ns/shop/sa/cart] } }] }] }`,
    expected: WEB,
  },
  {
    what: 'without a sidecar has no name that could be allowed',
    from: PLAIN,
    change: `
AuthorizationPolicy:
  - metadata: { namespace: shop, name: only }
    spec: { rules: [{ from: [{ source: { namespaces: [shop] } }] }] }`,
    expected: '403 refused: AuthorizationPolicy/shop/only spec.rules',
  },
  {
    what: 'without a sidecar is not reached at another port',
    from: PLAIN,
    url: 'http://web:81/',
    expected: 'not reached: Service/shop/web spec.ports',
  },
  {
    what: 'has an end that is not known at a port that the Service does not have',
    url: 'http://web:81/',
    expected: 'unknown: Service/shop/web spec.ports',
  },
  {
    what: 'without a sidecar is not reached where no Pod is ready',
    from: PLAIN,
    change: `
EndpointSlice:
  - metadata: { namespace: shop, name: web-a, labels: { kubernetes.io/service-name: web } }
    ports: [{ name: http, port: 3000 }]
    endpoints: [{ addresses: [10.0.0.1], conditions: { ready: false }, targetRef: { kind: Pod, name: web-1 } }]`,
    expected: 'not reached: Service/shop/web spec.ports',
  },
  {
    what: 'with TLS has an end that is not known, since Pods may not speak it',
    url: 'https://web:80/',
    expected: 'unknown: nobody',
  },
  {
    what: 'passes rules for HTTP by at a port that is named for TCP',
    change: `${rule(TEAPOT)}${service('selector: { app: web }, ports: [{ name: tcp-web, port: 80, targetPort: 3000 }]')}
EndpointSlice:
  - metadata: { namespace: shop, name: web-a, labels: { kubernetes.io/service-name: web } }
    ports: [{ name: tcp-web, port: 3000 }]
    endpoints: [{ addresses: [10.0.0.1], conditions: { ready: true }, targetRef: { kind: Pod, name: web-1 } }]`,
    expected: WEB,
  },
  {
    what: 'without a sidecar calls Pods themselves by the name of a headless Service',
    from: PLAIN,
    url: 'http://web:3000/',
    change: service('clusterIP: None, selector: { app: web }, ports: [{ name: http, port: 80, targetPort: 3000 }]'),
    expected: WEB,
  },
  {
    what: 'has an end that is not known where a sidecar leaves the address of a headless Service to DNS',
    change: service('clusterIP: None, selector: { app: web }, ports: [{ name: http, port: 80, targetPort: 3000 }]'),
    expected: 'unknown: Service/shop/web spec.clusterIP',
  },
  {
    what: 'without a sidecar follows an ExternalName',
    from: PLAIN,
    url: 'http://outer/',
    change: service('type: ExternalName, externalName: web.shop.svc.cluster.local', 'outer'),
    expected: WEB,
  },
  {
    what: 'without a sidecar follows an ExternalName out of the cluster',
    from: PLAIN,
    url: 'http://outer/',
    change: service('type: ExternalName, externalName: api.example.org', 'outer'),
    expected: 'sent out: Service/shop/outer spec.externalName',
  },
  {
    what: 'goes to a host of a ServiceEntry',
    url: 'http://api.example.org/',
    change: `${entry('hosts: [api.example.org], ports: [{ number: 80, protocol: HTTP }], resolution: DNS')}${REGISTRY_ONLY}`,
    expected: 'sent out: ServiceEntry/shop/api spec.hosts',
  },
  {
    what: 'goes where DNS says to a host of a ServiceEntry that resolves nothing, by a wildcard too',
    url: 'https://api.example.org/',
    change: `${entry("hosts: ['*.example.org'], ports: [{ number: 443, protocol: TLS }]")}${REGISTRY_ONLY}`,
    expected: 'sent out: ServiceEntry/shop/api spec.hosts',
  },
  {
    what: 'is taken by a rule for a host that the mesh knows from nothing else, on port 80',
    url: 'http://api.example.org/',
    change: rule(TEAPOT, ', hosts: [api.example.org]').replace('hosts: [web], ', ''),
    expected: TEA,
  },
  {
    what: 'goes out to a host that the mesh does not know',
    url: 'http://api.example.org/',
    expected: 'sent out: nobody',
  },
  {
    what: 'is blocked by the sidecar where MeshConfig has it so',
    url: 'http://api.example.org/',
    change: REGISTRY_ONLY,
    expected: '502 blocked: ConfigMap/istio-system/istio data.mesh.outboundTrafficPolicy.mode',
  },
  {
    what: 'is reset by the sidecar on a port where nothing speaks HTTP',
    url: 'http://api.example.org:9999/',
    change: REGISTRY_ONLY,
    expected: 'reset: ConfigMap/istio-system/istio data.mesh.outboundTrafficPolicy.mode',
  },
  {
    what: 'over TLS is reset by the sidecar where MeshConfig has it so',
    url: 'https://api.example.org/',
    change: REGISTRY_ONLY,
    expected: 'reset: ConfigMap/istio-system/istio data.mesh.outboundTrafficPolicy.mode',
  },
  {
    what: 'without a sidecar is never blocked',
    from: PLAIN,
    url: 'http://api.example.org/',
    change: REGISTRY_ONLY,
    expected: 'sent out: nobody',
  },
  ...[CALLER, PLAIN].map((from): Case => ({
    what: `of ${from.name} to a host of a gateway goes on as from the world`,
    from,
    url: 'http://shop.example.test/',
    expected: '308 redirected to https://shop.example.test/: VirtualService/shop/redirect spec.http[0].redirect',
  })),
  {
    what: 'passes a Service that is hidden from it by as it is, so that no rule counts',
    change: `${rule(TEAPOT, ', hosts: [web.blog.svc.cluster.local]').replace('hosts: [web], ', '')}
Service:
  - metadata: { namespace: blog, name: web, annotations: { networking.istio.io/exportTo: . } }
    spec: { selector: { app: none }, ports: [{ port: 80 }] }`,
    url: 'http://web.blog/',
    expected: 'not reached: Service/blog/web spec.selector',
  },
];

describe('a trace from a Pod', () => {
  for (const { what, from = CALLER, url = 'http://web/', change = '', expected } of cases)
    it(`says that a request ${what}`, () => {
      assert.deepEqual(tracedOf(change, { ...getOf(url), from }).told, [expected].flat());
    });

  it('notes a Sidecar for the Pod that asks, and what its annotations keep from its proxy', () => {
    const { notes } = tracedOf(
      `
Sidecar:
  - metadata: { namespace: shop, name: narrow }
    spec: {}
Pod:
  - metadata: { namespace: shop, name: caller, annotations: { traffic.sidecar.istio.io/excludeOutboundPorts: '80' } }
    spec: { containers: [{ name: istio-proxy }] }`,
      { ...getOf('http://web/'), from: CALLER },
    );
    assert.deepEqual(
      notes.map(({ object, field }) => `${object?.kind ?? ''} ${field ?? ''}`),
      ['Pod metadata.annotations["traffic.sidecar.istio.io/excludeOutboundPorts"]', 'Sidecar metadata.namespace'],
    );
  });
});
