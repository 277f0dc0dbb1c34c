import assert from 'node:assert/strict';
import { parse } from 'yaml';
import type { Finding } from '../model/finding.ts';
import { healthyLinks } from './healthy-links.ts';
import type { Level } from '../model/finding.ts';
import type { Reference } from '../model/reference.ts';
import { known, type WrittenWorld } from '../test-world.ts';
import { createView } from '../see/view.ts';

const SOUND = parse(`
scope: { applications: [argocd/shop] }
objects:
  Application:
    - metadata: { namespace: argocd, name: shop }
      spec: { project: default, destination: {} }
      status:
        sync: { status: Synced, revision: 0123456789abcdef0123456789abcdef01234567 }
        health: { status: Healthy }
        operationState: { phase: Succeeded, finishedAt: '2026-11-24T11:00:00Z' }
        resources:
          - { group: cert-manager.io, version: v1, kind: Certificate, namespace: istio-system, name: shop }
          - { group: networking.istio.io, version: v1, kind: VirtualService, namespace: shop, name: shop }
          - { group: apps, version: v1, kind: Deployment, namespace: shop, name: web }
  Certificate:
    - metadata: { namespace: istio-system, name: shop }
      spec: { secretName: shop-tls, dnsNames: [shop.example.test], issuerRef: { kind: ClusterIssuer, name: ca } }
      status:
        conditions: [{ type: Ready, status: 'True' }]
        notAfter: '2027-02-22T11:00:00Z'
        renewalTime: '2027-01-23T11:00:00Z'
  Gateway:
    - metadata: { namespace: istio-system, name: edge }
      spec:
        selector: { istio: gateway }
        servers: [{ port: { number: 443, protocol: HTTPS }, hosts: ['*'], tls: { mode: SIMPLE, credentialName: shop-tls } }]
  VirtualService:
    - metadata: { namespace: shop, name: shop }
      spec:
        hosts: [shop.example.test]
        gateways: [istio-system/edge]
        http: [{ route: [{ destination: { host: web, port: { number: 80 } } }] }]
  Service:
    - { metadata: { namespace: shop, name: web }, spec: { selector: { app: web }, ports: [{ port: 80 }] } }
  EndpointSlice:
    - metadata: { namespace: shop, name: web-1, labels: { kubernetes.io/service-name: web } }
      ports: [{ port: 8080 }]
      endpoints: [{ addresses: [10.0.0.1], conditions: { ready: true } }, { addresses: [10.0.0.2], conditions: { ready: true } }]
  Deployment:
    - metadata: { namespace: shop, name: web, generation: 2 }
      spec:
        replicas: 2
        selector: { matchLabels: { app: web } }
        template:
          metadata:
            labels: { app: web }
            annotations: { org.opencontainers.image.revision: fedcba9876543210fedcba9876543210fedcba98 }
          spec: { containers: [] }
      status: { observedGeneration: 2, replicas: 2, updatedReplicas: 2, readyReplicas: 2 }
  Pod: [{ metadata: { namespace: shop, name: web-1, labels: { app: web } }, spec: { containers: [] } }]
exchanges:
  - question: { ask: handshake, host: shop.example.test, address: 198.51.100.1, port: 443 }
    answer:
      chain:
        - serial: AB
          subject: CN=shop.example.test
          issuer: 'O=CA, CN=R1'
          notBefore: '2026-11-24T11:00:00Z'
          notAfter: '2027-02-22T11:00:00Z'
          dnsNames: [shop.example.test]
          fingerprint: 'AA:BB'
  - question: { ask: fetch, url: https://shop.example.test/health, address: 198.51.100.1, times: 3 }
    answer:
      answers:
        - { status: 200, body: '{"revision":"fedcba9876543210fedcba9876543210fedcba98"}', address: 198.51.100.1, milliseconds: 9.6 }
        - { status: 200, body: '{}', address: 198.51.100.1, milliseconds: 31.2 }
        - { status: 200, body: '{}', address: 198.51.100.1, milliseconds: 20.1 }
`) as WrittenWorld;

const LINES = {
  application: 'Application argocd/shop: synced to 01234567, Healthy; last sync ended 2026-11-24 11:00Z',
  certificate: 'Certificate istio-system/shop: Ready until 2027-02-22 11:00Z, renewed from 2027-01-23 11:00Z',
  served: 'https://shop.example.test: TLS at 198.51.100.1, by “O=CA, CN=R1”, until 2027-02-22 11:00Z',
  route: 'https://shop.example.test: goes to Service shop/web:80 (2 ready)',
  workload: 'Deployment shop/web: 2 of 2 Pods ready, revision fedcba98',
  health:
    'https://shop.example.test/health: 3 of 3 answers are good, the slowest in 31 ms, from 198.51.100.1, revision fedcba98',
};
type Link = keyof typeof LINES;

function linesOf(written: WrittenWorld, findings: readonly Finding[] = []) {
  return healthyLinks(createView(known(written)).view, findings);
}

function without(...links: readonly Link[]): readonly string[] {
  return (Object.keys(LINES) as Link[]).filter((link) => !links.includes(link)).map((link) => LINES[link]);
}

describe('healthyLinks', () => {
  it('describes each link that holds in a line', () => {
    const lines = linesOf(SOUND);
    assert.deepEqual(
      lines.map(({ text }) => text.en),
      without(),
    );
    for (const { text } of lines) assert.match(text.ko, /[가-힣]/);
  });

  for (const [code, object, level, ...gone] of [
    ['A9', { kind: 'Application', namespace: 'argocd', name: 'shop' }, 'error', 'application'],
    ['C4', { kind: 'Certificate', namespace: 'istio-system', name: 'shop' }, 'error', 'certificate'],
    ['O9', { kind: 'Certificate', namespace: 'istio-system', name: 'shop' }, 'info'],
    ['T12', { kind: 'Host', name: 'shop.example.test' }, 'error', 'served', 'health'],
    ['R15', { kind: 'Host', name: 'shop.example.test' }, 'progress', 'route', 'health'],
    ['R5', { kind: 'VirtualService', namespace: 'shop', name: 'shop' }, 'warning', 'route'],
    ['R9', { kind: 'Service', namespace: 'shop', name: 'web' }, 'error', 'route'],
    ['W13', { kind: 'Pod', namespace: 'shop', name: 'web-1' }, 'error', 'workload'],
    ['W19', { kind: 'Host', name: 'shop.example.test' }, 'error', 'health'],
  ] as readonly [string, Reference, Level, ...Link[]][])
    it(`leaves out ${gone.join(', ') || 'nothing'} where ${code} is about ${object.kind} ${object.name}`, () => {
      const finding: Finding = { code, level, object, seen: { en: '', ko: '' } };
      assert.deepEqual(
        linesOf(SOUND, [finding]).map(({ text }) => text.en),
        without(...gone),
      );
    });

  it('leaves out what does not hold, or is not known', () => {
    const { objects, exchanges = [] } = JSON.parse(
      JSON.stringify(SOUND)
        .replace('"status":"Synced"', '"status":"OutOfSync"')
        .replace('"2027-02-22T11:00:00Z","renewal', '"2026-11-24T11:00:00Z","renewal')
        .replace('"readyReplicas":2', '"readyReplicas":1')
        .replaceAll('"ready":true', '"ready":false')
        .replace('{"chain"', '{"refusal":"CERT_HAS_EXPIRED","chain"')
        .replace('"status":200', '"status":503'),
    ) as WrittenWorld;
    assert.deepEqual(linesOf({ ...SOUND, objects: objects ?? {}, exchanges }), []);
    assert.deepEqual(linesOf({ scope: SOUND.scope ?? {}, forbidden: ['Application'] }), []);
  });

  it('tells of the sync under way where verify is a hook of it', () => {
    const hook = JSON.parse(JSON.stringify(SOUND).replace('Succeeded', 'Running')) as WrittenWorld;
    const [line] = linesOf({ ...hook, scope: { ...hook.scope, isHook: true } });
    assert.equal(line?.text.en, 'Application argocd/shop: synced to 01234567, Healthy, in the sync under way');
    assert.doesNotMatch(linesOf(hook)[0]?.text.en ?? '', /^Application/);
  });
});
