import assert from 'node:assert/strict';
import { checks } from './index.ts';
import { judge } from '../judge.ts';
import type { KubernetesObject } from '../../see/objects/kubernetes-object.ts';
import type { Exchange, Other } from '../../see/snapshot.ts';
import { seen, type WrittenWorld } from '../../test-world.ts';

/** The checks of the challenge path, and those whose circumstances lead to the same sentences. */
const CODES = new Set([
  ...['C5', 'C7', 'C8', 'C18', 'C19', 'C22', 'C23', 'C24', 'C28', 'C29'],
  ...['H1', 'H2', 'H4', 'H5', 'H6', 'H7', 'H8', 'H10', 'H12', 'H14', 'R9'],
]);
const HOST = 'shop.example.test';
const GATEWAY = '192.0.2.10';
const ELSEWHERE = '203.0.113.5';
const OLD = '2026-11-24T11:50:00Z';
const NOW = '2026-11-24T11:59:55Z';

const ANOTHER_ANSWER =
  'Waiting for HTTP-01 challenge propagation: did not get expected response "T0.K0" when querying endpoint';
const status = (code: number) =>
  `Waiting for HTTP-01 challenge propagation: wrong status code '${code}', expected '200'`;
const RESET =
  `Waiting for HTTP-01 challenge propagation: failed to perform self check GET request 'http://${HOST}/.well-known/acme-challenge/T0': ` +
  `Get "https://${HOST}/.well-known/acme-challenge/T0": read tcp 198.18.0.6:57868->198.18.0.1:443: read: connection reset by peer`;

/** How a case differs from a sound issuance under way. */
interface Facts {
  readonly sentence: string;
  readonly since?: string;
  readonly wasIssued?: boolean;
  readonly ingressClass?: string;
  readonly httpsRedirect?: boolean;
  readonly ingressAddress?: string;
  /** The address that DNS has for the name. */
  readonly dns?: string;
  /** The answers to a probe of the challenge: at the gateway, and where DNS leads. */
  readonly atGateway?: Answer;
  readonly atDns?: Answer;
  readonly objects?: WrittenWorld['objects'];
  readonly solver?: 'unschedulable' | 'ready';
}

interface Answer {
  readonly status: number;
  readonly isExpected?: boolean;
  readonly location?: string;
  readonly server?: string;
}

const KEY: Answer = { status: 200, isExpected: true };

function object(namespace: string, name: string, rest: object, owner?: string): KubernetesObject {
  const [kind = '', , of = ''] = owner?.split('/') ?? [];
  const owners = owner === undefined ? {} : { ownerReferences: [{ kind, name: of, uid: owner }] };
  return { metadata: { namespace, name, ...owners }, ...rest };
}

function since(time: string, { metadata, ...rest }: KubernetesObject): KubernetesObject {
  return { ...rest, metadata: { ...metadata, creationTimestamp: time } };
}

function written(facts: Facts): WrittenWorld {
  const { sentence, since: begun = OLD, ingressClass = 'istio', dns = GATEWAY, solver = 'ready' } = facts;
  const issuerRef = { kind: 'ClusterIssuer', name: 'ca' };
  const challenge = 'Challenge/istio-system/shop-1-1-1';
  const isReady = { type: 'Ready', status: 'True', lastTransitionTime: begun };
  const hasNoRoom = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/1 nodes' };
  const served = facts.ingressAddress ?? (ingressClass === 'istio' ? GATEWAY : undefined);
  return {
    scope: { certificates: ['istio-system/shop'] },
    objects: {
      ...{ Issuer: [], Event: [], AuthorizationPolicy: [], DestinationRule: [], HTTPRoute: [], GatewayApiGateway: [] },
      ...{ Deployment: [], StatefulSet: [], DaemonSet: [], EndpointSlice: [], VirtualService: [] },
      ClusterIssuer: [
        {
          metadata: { name: 'ca' },
          spec: {
            acme: {
              server: 'https://acme.example.test',
              solvers: [{ http01: { ingress: { ingressClassName: ingressClass } } }],
            },
          },
        } as KubernetesObject,
      ],
      IngressClass: [
        { metadata: { name: 'istio' }, spec: { controller: 'istio.io/ingress-controller' } } as KubernetesObject,
      ],
      Certificate: [
        object('istio-system', 'shop', {
          spec: { secretName: 'shop-tls', dnsNames: [HOST], issuerRef },
          status: { ...(facts.wasIssued ? { revision: 1 } : {}), conditions: [{ type: 'Issuing', status: 'True' }] },
        }),
      ],
      CertificateRequest: [object('istio-system', 'shop-1', { spec: { issuerRef } }, 'Certificate/istio-system/shop')],
      Order: [
        object(
          'istio-system',
          'shop-1-1',
          { spec: { issuerRef }, status: { state: 'pending' } },
          'CertificateRequest/istio-system/shop-1',
        ),
      ],
      Challenge: [
        since(
          begun,
          object(
            'istio-system',
            'shop-1-1-1',
            {
              spec: { dnsName: HOST, type: 'HTTP-01', token: 'T0', key: 'T0.K0', issuerRef },
              status: { state: 'pending', presented: true, reason: sentence },
            },
            'Order/istio-system/shop-1-1',
          ),
        ),
      ],
      Ingress: [
        since(
          begun,
          object(
            'istio-system',
            'cm-acme-http-solver-abcde',
            {
              spec: { ingressClassName: ingressClass, rules: [{ host: HOST }] },
              status: { loadBalancer: { ingress: served === undefined ? [] : [{ ip: served }] } },
            },
            challenge,
          ),
        ),
      ],
      Gateway: [
        object('shop', 'shop', {
          spec: {
            selector: { istio: 'ingressgateway' },
            servers: [
              {
                port: { number: 80, name: 'http', protocol: 'HTTP' },
                hosts: [HOST],
                ...(facts.httpsRedirect ? { tls: { httpsRedirect: true } } : {}),
              },
            ],
          },
        }),
      ],
      Pod: [
        object('istio-system', 'istio-ingressgateway-1', { spec: { containers: [] }, status: { phase: 'Running' } }),
        since(
          begun,
          object(
            'istio-system',
            'cm-acme-http-solver-fghij',
            {
              spec: { containers: [] },
              status: {
                phase: solver === 'ready' ? 'Running' : 'Pending',
                conditions: [solver === 'ready' ? isReady : hasNoRoom],
              },
            },
            challenge,
          ),
        ),
      ].map((pod, index) =>
        index === 0 ? { ...pod, metadata: { ...pod.metadata, labels: { istio: 'ingressgateway' } } } : pod,
      ),
      Service: [
        object('istio-system', 'istio-ingressgateway', {
          spec: { selector: { istio: 'ingressgateway' }, ports: [{ port: 80, targetPort: 8080 }] },
          status: { loadBalancer: { ingress: [{ ip: GATEWAY }] } },
        }),
      ],
      ...facts.objects,
    },
    exchanges: [
      { question: { ask: 'resolve', host: HOST }, answer: { a: [dns], aaaa: [], caa: [], errors: {} } },
      ...probes(GATEWAY, facts.atGateway),
      ...(dns === GATEWAY ? [] : probes(dns, facts.atDns)),
    ],
  };
}

/** The answers of an address to the challenge and to other requests on port 80; it has no certificate yet. */
function probes(address: string, answer: Answer | undefined): readonly Exchange<Other>[] {
  const told = (each: Answer) => ({
    body: '',
    server: 'istio-envoy',
    isExpected: false,
    address,
    milliseconds: 9,
    ...each,
  });
  const home = `http://${HOST}/`;
  const url = `${home}.well-known/acme-challenge/T0`;
  const none = { code: 'ECONNRESET', message: 'reset', address };
  const front = answer?.isExpected ? { status: 404 } : (answer ?? { status: 404 });
  return [
    { question: { ask: 'handshake', host: HOST, address, port: 443 }, answer: none },
    { question: { ask: 'fetch', url: home, address, times: 1 }, answer: { answers: [told(front)] } },
    ...(answer
      ? [{ question: { ask: 'fetch' as const, url, address, times: 1 }, answer: { answers: [told(answer)] } }]
      : []),
  ];
}

/** The root causes that are found, and the cause of C29. */
async function said(facts: Facts): Promise<{
  readonly causes: readonly string[];
  readonly level?: string;
  readonly because?: string;
}> {
  const of = checks.filter(({ code }) => CODES.has(code));
  const findings = judge(await seen(written(facts), of), of);
  const symptom = findings.find(({ code }) => code === 'C29');
  return {
    causes: findings.filter((finding) => !finding.cause && finding !== symptom).map(({ code }) => code),
    ...(symptom ? { level: symptom.level } : {}),
    ...(symptom?.cause ? { because: symptom.cause.code } : {}),
  };
}

const ONE = (code: string) => ({ causes: [code], level: 'error', because: code });
const REDIRECT: Answer = { status: 301, location: `https://${HOST}/.well-known/acme-challenge/T0` };
const SITE: Answer = { status: 200 };
const DESTINATION_RULE = {
  DestinationRule: [
    object('istio-system', 'all', {
      spec: { host: '*.local', trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } } },
    }),
  ],
};

describe('the sentence “did not get expected response”', () => {
  const sentence = ANOTHER_ANSWER;
  it('is H1 where port 80 redirects and nothing was ever issued', async () => {
    assert.deepEqual(await said({ sentence, httpsRedirect: true, atGateway: REDIRECT }), ONE('H1'));
  });
  it('is H2 where port 80 redirects and a certificate was issued before', async () => {
    assert.deepEqual(await said({ sentence, httpsRedirect: true, wasIssued: true, atGateway: REDIRECT }), ONE('H2'));
  });
  it('is C5 where the class of the solver does not exist', async () => {
    assert.deepEqual(await said({ sentence, ingressClass: 'nginx', atGateway: SITE }), ONE('C5'));
  });
  it('is C23 where the key comes from the gateway', async () => {
    assert.deepEqual(await said({ sentence, atGateway: KEY }), ONE('C23'));
  });
  it('is H4 where DNS leads to another site from here too', async () => {
    assert.deepEqual(await said({ sentence, dns: ELSEWHERE, atDns: SITE, atGateway: KEY }), ONE('H4'));
  });
  it('is H8 where another gateway serves the Ingress', async () => {
    assert.deepEqual(await said({ sentence, ingressAddress: '192.0.2.77', atGateway: SITE }), ONE('H8'));
  });
  it('is both where both are wrong: neither hides the other', async () => {
    const both = await said({ sentence, httpsRedirect: true, ingressClass: 'nginx', atGateway: REDIRECT });
    assert.deepEqual(both, { causes: ['C5', 'H1'], level: 'error', because: 'C5' });
  });
  it('has no cause where no fact explains it', async () => {
    assert.deepEqual(await said({ sentence, atGateway: SITE }), { causes: [], level: 'error' });
  });
});

describe('the sentence “wrong status code 503”', () => {
  const sentence = status(503);
  it('is under way in the first seconds', async () => {
    assert.deepEqual(await said({ sentence, since: NOW, atGateway: { status: 503 } }), {
      causes: [],
      level: 'progress',
    });
    assert.deepEqual(await said({ sentence, since: NOW, atGateway: KEY }), { causes: [], level: 'progress' });
  });
  it("is C28 where the solver's Pod does not run", async () => {
    assert.deepEqual(await said({ sentence, solver: 'unschedulable', atGateway: { status: 503 } }), ONE('C28'));
  });
  it('is H14 where a DestinationRule asks for TLS', async () => {
    assert.deepEqual(await said({ sentence, objects: DESTINATION_RULE, atGateway: { status: 503 } }), ONE('H14'));
  });
  it('is H12 where a CDN answers', async () => {
    const cdn = { status: 503, server: 'cloudflare' };
    assert.deepEqual(await said({ sentence, dns: ELSEWHERE, atDns: cdn, atGateway: KEY }), ONE('H12'));
  });
  it('is C5 where the class does not exist, whatever answers the challenge', async () => {
    assert.deepEqual(await said({ sentence, ingressClass: 'nginx', atGateway: { status: 503 } }), ONE('C5'));
  });
});

describe('the sentence “connection reset by peer”', () => {
  const sentence = RESET;
  it('is H1 where port 80 redirects to a port without a certificate', async () => {
    assert.deepEqual(await said({ sentence, httpsRedirect: true, atGateway: REDIRECT }), ONE('H1'));
  });
  it('is C5, H8 or C22 under the same circumstances as the other sentences', async () => {
    assert.deepEqual(await said({ sentence, ingressClass: 'nginx', atGateway: REDIRECT }), ONE('C5'));
    assert.deepEqual(await said({ sentence, ingressAddress: '192.0.2.77', atGateway: REDIRECT }), ONE('H8'));
    assert.deepEqual(await said({ sentence, atGateway: KEY }), ONE('C22'));
  });
});

describe('the sentence “wrong status code 404”', () => {
  it('is C5 or H8 by the address of the Ingress', async () => {
    const sentence = status(404);
    assert.deepEqual(await said({ sentence, ingressClass: 'nginx', atGateway: { status: 404 } }), ONE('C5'));
    assert.deepEqual(await said({ sentence, ingressAddress: '192.0.2.77', atGateway: { status: 404 } }), ONE('H8'));
    assert.deepEqual(await said({ sentence, since: NOW, atGateway: { status: 404 } }), {
      causes: [],
      level: 'progress',
    });
  });
});
