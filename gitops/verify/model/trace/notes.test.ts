import assert from 'node:assert/strict';
import { createView } from '../../see/view.ts';
import { known } from '../../test-world.ts';
import { keyOf } from '../reference.ts';
import { notesOn } from './notes.ts';
import { getOf } from './request.ts';
import { traceOf } from './request-trace.ts';
import { worldWith } from './test-shop.ts';

/** `Gateway/istio-system/https spec.servers[0].bind`, for each note. */
function notesIn(change: string, url = 'https://shop.example.test/health'): readonly string[] {
  const objects = worldWith(change);
  const scope = { hosts: ['shop.example.test'], address: '203.0.113.7' };
  const { view } = createView(known({ scope, ...(objects ? { objects } : {}) }));
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
