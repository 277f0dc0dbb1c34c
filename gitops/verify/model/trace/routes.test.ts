import assert from 'node:assert/strict';
import { parse } from 'yaml';
import { destinationsOf, serviceMeant, serviceOf } from './destinations.ts';
import { routesOf, httpRoutesOf } from './routes.ts';
import { known, type WrittenWorld } from '../../test-world.ts';
import { createView, type View } from '../../see/view.ts';

const HOST = 'shop.example.test';

function viewOf(objects: string): View {
  const written = parse(objects) as WrittenWorld['objects'];
  return createView(known({ scope: { hosts: [HOST] }, objects: { ...written } })).view;
}

function namesOf(view: View, port?: number): readonly string[] {
  return routesOf(view, HOST, port).map(({ metadata }) => metadata.name);
}

describe('routesOf', () => {
  const gateways = (hosts: string) => `
    Pod:
      - metadata: { namespace: istio-system, name: gateway, labels: { istio: ingressgateway } }
        spec: { containers: [] }
        status: { phase: Running }
    Gateway:
      - metadata: { namespace: istio-system, name: shop }
        spec:
          selector: { istio: ingressgateway }
          servers: [{ port: { number: 80, protocol: HTTP }, hosts: ${hosts} }]
    VirtualService:
      - metadata: { namespace: shop, name: web }
        spec: { hosts: [shop.example.test], gateways: [istio-system/shop], http: [{ redirect: { scheme: https } }] }
      - metadata: { namespace: shop, name: inside }
        spec: { hosts: [shop.example.test], http: [{ redirect: { scheme: https } }] }
      - metadata: { namespace: istio-system, name: own }
        spec: { hosts: ['*.example.test'], gateways: [shop], exportTo: ['.'], http: [{ redirect: { scheme: https } }] }
      - metadata: { namespace: shop, name: hidden }
        spec: { hosts: [shop.example.test], gateways: [istio-system/shop], exportTo: ['.'], http: [{ redirect: { scheme: https } }] }`;

  for (const { hosts, expected } of [
    { hosts: '[shop.example.test]', expected: ['own', 'web'] },
    { hosts: "['*/shop.example.test']", expected: ['own', 'web'] },
    { hosts: '[./shop.example.test]', expected: ['own'] },
    { hosts: '[shop/shop.example.test]', expected: ['web'] },
    { hosts: '[other/shop.example.test]', expected: [] },
    { hosts: "['*.example.test']", expected: ['web'] },
    { hosts: '[other.example.test]', expected: [] },
  ])
    it(`has ${expected.join(' and ') || 'none'} where the Gateway admits ${hosts}`, () => {
      assert.deepEqual(namesOf(viewOf(gateways(hosts))), expected);
    });

  it('depends on the port of the Gateway', () => {
    const view = viewOf(gateways('[shop.example.test]'));
    assert.deepEqual(namesOf(view, 80), ['own', 'web']);
    assert.deepEqual(namesOf(view, 443), []);
  });

  it('takes, among servers with TLS, those with the most exact host only', () => {
    const view = viewOf(`
      Gateway:
        - metadata: { namespace: a, name: wide }
          spec: { servers: [{ port: { number: 443, protocol: HTTPS }, hosts: ['*'], tls: { mode: SIMPLE } }] }
        - metadata: { namespace: a, name: exact }
          spec: { servers: [{ port: { number: 443, protocol: HTTPS }, hosts: [shop.example.test], tls: { mode: SIMPLE } }] }
      VirtualService:
        - metadata: { namespace: a, name: of-wide }
          spec: { hosts: [shop.example.test], gateways: [wide], http: [{ redirect: { scheme: https } }] }
        - metadata: { namespace: a, name: of-exact }
          spec: { hosts: [shop.example.test], gateways: [exact], http: [{ redirect: { scheme: https } }] }`);
    assert.deepEqual(namesOf(view), ['of-exact']);
  });
});

describe('destinationsOf', () => {
  it('follows delegates, whose short names are in their own namespace, and leaves out what gets no requests', () => {
    const view = viewOf(`
      Gateway:
        - metadata: { namespace: a, name: gateway }
          spec: { servers: [{ port: { number: 80, protocol: HTTP }, hosts: [shop.example.test] }] }
      VirtualService:
        - metadata: { namespace: a, name: root }
          spec:
            hosts: [shop.example.test]
            gateways: [gateway]
            http:
              - { match: [{ uri: { prefix: /b } }], delegate: { name: part, namespace: b } }
              - route:
                  - { destination: { host: web.a.svc.cluster.local }, weight: 100 }
                  - { destination: { host: canary }, weight: 0 }
        - metadata: { namespace: b, name: part }
          spec: { http: [{ route: [{ destination: { host: web } }] }] }`);
    assert.deepEqual(
      destinationsOf(view, HOST).map(({ service, rule, to }) => [service, rule.object.name, to.field]),
      [
        [{ namespace: 'b', name: 'web' }, 'part', 'spec.http[0].route[0].destination'],
        [{ namespace: 'a', name: 'web' }, 'root', 'spec.http[1].route[0].destination'],
      ],
    );
  });

  it('finds what is meant although no VirtualService names the Gateway', () => {
    const view = viewOf(`
      Gateway: []
      VirtualService:
        - metadata: { namespace: a, name: web }
          spec: { hosts: [shop.example.test], http: [{ route: [{ destination: { host: web } }] }] }`);
    assert.deepEqual(
      destinationsOf(view, HOST).map(({ service }) => service),
      [{ namespace: 'a', name: 'web' }],
    );
  });
});

describe('httpRoutesOf', () => {
  it('takes a route without names only on a Gateway that admits the host', () => {
    const view = viewOf(`
      GatewayApiGateway:
        - metadata: { namespace: a, name: edge }
          spec: { gatewayClassName: istio, listeners: [{ name: http, port: 80, protocol: HTTP, hostname: '*.example.test' }] }
      HTTPRoute:
        - { metadata: { namespace: a, name: here }, spec: { parentRefs: [{ name: edge }] } }
        - { metadata: { namespace: b, name: elsewhere }, spec: { parentRefs: [{ name: edge }] } }
        - { metadata: { namespace: a, name: inside }, spec: { parentRefs: [{ kind: Service, name: edge }] } }`);
    assert.deepEqual(
      httpRoutesOf(view, HOST).map(({ metadata }) => metadata.name),
      ['here'],
    );
  });
});

describe('the Service of a destination', () => {
  for (const { written, service } of [
    { written: 'web', service: 'own/web' },
    { written: 'web.shop.svc.cluster.local', service: 'shop/web' },
    { written: 'web.shop.svc.cluster.local.', service: 'shop/web' },
    { written: 'web.shop', service: undefined },
    { written: 'web.shop.svc', service: undefined },
    { written: 'web.shop.svc.clusterset.local', service: undefined },
    { written: 'api.example.com', service: undefined },
  ])
    it(`${written}: ${service ?? 'no Service that is known'}`, () => {
      const found = serviceOf(written, 'own');
      assert.equal(found && `${found.namespace}/${found.name}`, service);
    });

  it('is guessed from a short form that Istio does not complete', () => {
    assert.deepEqual(serviceMeant('web.shop'), { namespace: 'shop', name: 'web' });
    assert.deepEqual(serviceMeant('web.shop.svc'), { namespace: 'shop', name: 'web' });
    assert.equal(serviceMeant('api.example.com'), undefined);
  });
});
