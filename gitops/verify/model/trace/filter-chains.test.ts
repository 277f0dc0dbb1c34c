import assert from 'node:assert/strict';
import { known } from '../../test-world.ts';
import { createView } from '../../see/view.ts';
import { getOf } from './request.ts';
import { traceOf } from './request-trace.ts';
import { toldOf, worldWith } from './test-shop.ts';

const SIMPLE = 'tls: { mode: SIMPLE, credentialName: shop-tls }';
const PASSTHROUGH = 'tls: { mode: PASSTHROUGH }';
const server = (number: number, protocol: string, hosts: string, more = '') =>
  `{ port: { number: ${number}, name: p, protocol: ${protocol} }, hosts: [${hosts}] ${more && `, ${more}`} }`;
const servers = (...all: readonly string[]) => `
Gateway:
  - metadata: { namespace: istio-system, name: http }
    spec: { selector: { istio: ingressgateway }, servers: [] }
  - metadata: { namespace: istio-system, name: https }
    spec: { selector: { istio: ingressgateway }, servers: [${all.join(', ')}] }`;
const routes = (spec: string) => `
VirtualService:
  - metadata: { namespace: shop, name: redirect }
    spec: { hosts: [none.example.test] }
  - metadata: { namespace: shop, name: web }
    spec: { hosts: [shop.example.test, '*.shop.example.test'], gateways: [istio-system/https], ${spec} }`;
const HTTP = routes('http: [{ route: [{ destination: { host: web } }] }]');
const tls = (name: string, host = 'web') =>
  routes(
    `http: [{ route: [{ destination: { host: web } }] }], tls: [{ match: [{ sniHosts: [${name}] }], route: [{ destination: { host: ${host} } }] }]`,
  );
const tcp = (match: string, host = 'web') => routes(`tcp: [{ ${match} route: [{ destination: { host: ${host} } }] }]`);

const ANSWERED = 'answered: VirtualService/shop/web spec.http[0].route[0].destination';

// Each was held against a real gateway.
const cases: readonly {
  readonly what: string;
  readonly change: string;
  readonly more?: string;
  readonly told: Readonly<Record<string, string>>;
}[] = [
  {
    what: 'only TLS that no tls route takes: it is not opened',
    change: servers(server(443, 'TLS', 'shop.example.test', PASSTHROUGH)),
    told: { 'https://shop.example.test/': 'not reached: Gateway/istio-system/https spec.servers[0].tls.mode' },
  },
  {
    what: 'such TLS beside another server: it is open for that',
    change: servers(
      server(443, 'TLS', 'shop.example.test', PASSTHROUGH),
      server(443, 'HTTPS', 'a.shop.example.test', SIMPLE),
    ),
    told: {
      'https://shop.example.test/': 'reset: Gateway/istio-system/https spec.servers[0].tls.mode',
      'https://a.shop.example.test/': ANSWERED,
      'http://shop.example.test:443/': 'reset: Gateway/istio-system/https spec.servers[1].port.protocol',
    },
  },
  {
    what: 'plain HTTP after TLS: both are there',
    change: servers(server(443, 'HTTPS', 'shop.example.test', SIMPLE), server(443, 'HTTP', 'shop.example.test')),
    told: {
      'https://shop.example.test/': ANSWERED,
      'http://shop.example.test:443/': ANSWERED,
      'https://other.example.test/': 'reset: nobody',
    },
  },
  {
    what: 'plain HTTP after TLS for every name: Envoy refuses both',
    change: servers(server(443, 'HTTPS', "'*'", SIMPLE), server(443, 'HTTP', 'shop.example.test')),
    told: { 'https://shop.example.test/': 'unknown: Gateway/istio-system/https spec.servers[0].hosts' },
  },
  {
    what: 'TLS after plain HTTP: it is left out',
    change: servers(server(443, 'HTTP', 'shop.example.test'), server(443, 'HTTPS', 'shop.example.test', SIMPLE)),
    told: { 'https://shop.example.test/': 'reset: Gateway/istio-system/https spec.servers[0].port.protocol' },
  },
  {
    what: 'redirects for one host with and without a namespace, without TLS: Envoy takes them',
    change: servers(
      server(80, 'HTTP', 'shop.example.test', 'tls: { httpsRedirect: true }'),
      server(80, 'HTTP', 'shop/shop.example.test', 'tls: { httpsRedirect: true }'),
    ),
    told: {
      'http://shop.example.test/':
        '301 redirected to https://shop.example.test/: Gateway/istio-system/https spec.servers[1].tls.httpsRedirect',
    },
  },
  {
    what: 'a tcp route: it takes what comes',
    change: servers(server(80, 'TCP', "'*'"), server(443, 'TLS', 'shop.example.test', SIMPLE)),
    more: tcp(''),
    told: {
      'http://shop.example.test/': 'answered: VirtualService/shop/web spec.tcp[0].route[0].destination',
      'https://shop.example.test/': 'answered: VirtualService/shop/web spec.tcp[0].route[0].destination',
      'https://shop.example.test:80/': 'unknown: nobody',
    },
  },
  {
    what: 'a tcp route for another port: it is not opened',
    change: servers(server(80, 'TCP', "'*'")),
    more: tcp('match: [{ port: 9000 }],'),
    told: { 'http://shop.example.test/': 'not reached: Gateway/istio-system/https spec.servers[0].port.protocol' },
  },
  {
    what: 'a tcp route that leads nowhere: the connection is ended',
    change: servers(server(80, 'TCP', "'*'")),
    more: tcp('', 'nowhere'),
    told: { 'http://shop.example.test/': 'reset: VirtualService/shop/web spec.tcp[0].route[0].destination.host' },
  },
  {
    what: 'TLS that is passed on: by the names of the route, not of the server',
    change: servers(server(443, 'HTTPS', 'shop.example.test', SIMPLE), server(443, 'TLS', "'*'", PASSTHROUGH)),
    more: tls('a.shop.example.test'),
    told: {
      'https://shop.example.test/': ANSWERED,
      'https://a.shop.example.test/': 'answered: VirtualService/shop/web spec.tls[0].route[0].destination',
      'https://b.shop.example.test/': 'reset: Gateway/istio-system/https spec.servers[1].tls.mode',
    },
  },
  {
    what: 'TLS that is passed on and ended for one name: Envoy refuses both',
    change: servers(server(443, 'TLS', "'*'", PASSTHROUGH), server(443, 'HTTPS', 'shop.example.test', SIMPLE)),
    more: tls('shop.example.test'),
    told: { 'https://shop.example.test/': 'unknown: Gateway/istio-system/https spec.servers[1].hosts' },
  },
  {
    what: 'TLS that is passed on to nobody: the connection is ended',
    change: servers(server(443, 'TLS', 'shop.example.test', PASSTHROUGH)),
    more: tls('shop.example.test', 'nowhere'),
    told: { 'https://shop.example.test/': 'reset: VirtualService/shop/web spec.tls[0].route[0].destination.host' },
  },
  {
    what: 'what a Gateway says whose selector selects nobody: another gateway at the address answers',
    change: `
Gateway:
  - metadata: { namespace: istio-system, name: http }
    spec: { selector: { istio: nobody }, servers: [${server(80, 'HTTP', 'shop.example.test')}] }
  - metadata: { namespace: istio-system, name: https }
    spec: { selector: { istio: nobody }, servers: [${server(443, 'HTTPS', 'shop.example.test', SIMPLE)}] }
  - metadata: { namespace: other, name: other }
    spec: { selector: { istio: ingressgateway }, servers: [${server(80, 'HTTP', 'other.example.test')}, ${server(443, 'HTTPS', 'other.example.test', SIMPLE)}] }`,
    told: {
      'http://shop.example.test/': '404 no virtual host: Gateway/istio-system/http spec.selector',
      'https://shop.example.test/': 'reset: Gateway/istio-system/http spec.selector',
    },
  },
  {
    what: 'no host that a gateway at another address has',
    change: `
Gateway:
  - metadata: { namespace: istio-system, name: http }
    spec: { selector: { istio: ingressgateway }, servers: [${server(80, 'HTTP', 'other.example.test')}] }
  - metadata: { namespace: istio-system, name: https }
    spec: { selector: { istio: inner }, servers: [${server(80, 'HTTP', "'*'")}] }
Service:
  - metadata: { namespace: istio-system, name: inner }
    spec: { selector: { istio: inner }, clusterIP: 10.0.0.9, ports: [{ port: 80, targetPort: 8080 }] }
Pod:
  - metadata: { namespace: istio-system, name: inner-1, labels: { istio: inner } }
    spec: { containers: [{ name: istio-proxy }] }
    status: { phase: Running, conditions: [{ type: Ready, status: 'True' }] }`,
    told: { 'http://shop.example.test/': '404 no virtual host: Gateway/istio-system/http spec.servers[0].hosts' },
  },
];

describe('a port of a gateway', () => {
  for (const { what, change, more = HTTP, told } of cases)
    it(`has ${what}`, () => {
      const scope = { hosts: ['shop.example.test'], address: '203.0.113.7' };
      const { view } = createView(known({ scope, objects: worldWith(change, more) ?? {} }));
      const found = Object.keys(told).map((url) => [url, ...toldOf(traceOf(view, getOf(url)).branches)]);
      assert.deepEqual(found, Object.entries(told));
    });
});
