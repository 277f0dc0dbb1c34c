import assert from 'node:assert/strict';
import { TAKEN_AT } from '../test-world.ts';
import { judgeLanding } from './judge-landing.ts';

const CUSTOM = { apiVersion: 'example.test/v1', kind: 'Thing', metadata: { name: 'a' } };
const landing = {
  ...{ name: 'base', applications: [], missing: [], rendered: [{ folder: 'base', objects: [CUSTOM] }] },
  kustomizations: [{ file: 'base/kustomization.yaml', content: { commonLabels: { app: 'web' } } }],
};
const definition = (kind: string) => ({
  ...{ apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: kind } },
  spec: { group: 'example.test', names: { kind } },
});

/** What is found, but for what cannot be known. */
async function found(
  change: Partial<Parameters<typeof judgeLanding>[0]>,
  options: Partial<Parameters<typeof judgeLanding>[1]>,
): Promise<readonly string[]> {
  const given = { facts: [], isClosed: false, workflows: [], others: [], takenAt: TAKEN_AT, ...options };
  const { findings } = await judgeLanding({ ...landing, kustomizations: [], ...change }, given);
  return findings.filter(({ code }) => code !== 'O11').map(({ code, object }) => `${code} ${object.name}`);
}

describe('judgeLanding', () => {
  it('judges the kustomizations that a landing is made of', async () => {
    assert.deepEqual(await found({ kustomizations: landing.kustomizations as never }, {}), [
      'G5 base/kustomization.yaml',
    ]);
  });

  it('judges the kustomizations that nothing renders, too', async () => {
    assert.deepEqual(await found({}, { others: landing.kustomizations }), ['G5 base/kustomization.yaml']);
  });

  it('takes replicas of zero to be on purpose, and what follows from them', async () => {
    const at = (kind: string, spec: object, name = 'web') => {
      const apiVersion = { Deployment: 'apps/v1', Service: 'v1' }[kind] ?? 'networking.istio.io/v1';
      return { apiVersion, kind, metadata: { namespace: 'shop', name }, spec };
    };
    const deployment = (app: string, replicas: number) =>
      at('Deployment', { replicas, template: { metadata: { labels: { app } }, spec: { containers: [] } } }, app);
    const objects = [
      at('Gateway', {
        selector: { app: 'gateway' },
        servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['shop.example.test'] }],
      }),
      at('VirtualService', {
        ...{ hosts: ['shop.example.test'], gateways: ['web'] },
        http: [{ route: [{ destination: { host: 'web' } }] }],
      }),
      at('Service', { selector: { app: 'web' }, ports: [{ name: 'http', port: 80 }] }),
      ...[deployment('web', 0), deployment('gateway', 1)],
    ];
    const options = { facts: [], isClosed: false, workflows: [], others: [], takenAt: TAKEN_AT };
    const { findings } = await judgeLanding({ ...landing, kustomizations: [], rendered: [{ objects }] }, options);
    const known = findings.filter(({ code }) => code !== 'O11');
    const said = known.map(({ code, level, cause }) => `${code} ${level}${cause ? ` of ${cause.code}` : ''}`);
    assert.deepEqual(said, ['R18 warning of W21', 'W21 warning']);
  });

  it('misses a custom kind only where all kinds are known', async () => {
    assert.deepEqual(await found({}, {}), []);
    assert.deepEqual(await found({}, { isClosed: true }), ['A2 base']);
    assert.deepEqual(await found({}, { facts: [{ objects: [definition('Other')], listed: [] }] }), ['A2 base']);
    assert.deepEqual(await found({}, { facts: [{ objects: [definition('Thing')], listed: [] }] }), []);
    const far = { why: { en: 'a chart from afar', ko: '원격 차트' }, isBroken: false };
    assert.deepEqual(await found({ missing: [far] }, { isClosed: true }), []);
  });

  it('misses an AppProject only where Git holds some', async () => {
    const application = (project: string) => ({
      ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', metadata: { namespace: 'argocd', name: 'shop' } },
      spec: { project, destination: { namespace: 'shop' } },
    });
    const project = {
      ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'AppProject', metadata: { namespace: 'argocd', name: 'shop' } },
      spec: { destinations: [{ server: '*', namespace: '*' }] },
    };
    const landingOf = (name: string, objects: readonly object[]) =>
      ({ applications: [application(name)], rendered: [{ objects }] }) as never;
    assert.deepEqual(await found(landingOf('shop', []), {}), []);
    assert.deepEqual(await found(landingOf('shop', [project]), {}), []);
    assert.deepEqual(await found(landingOf('other', [project]), {}), ['A1 shop']);
  });

  it('does not take a policy to refuse a gateway whose account is not in Git', async () => {
    const at = (name: string, spec: object, namespace = 'shop') => ({ metadata: { namespace, name }, spec });
    const pod = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web' }] } };
    const principals = ['cluster.local/ns/istio-system/sa/gateway'];
    const host = 'shop.example.com';
    const server = {
      ...{ port: { number: 443, name: 'https', protocol: 'HTTPS' }, hosts: [host] },
      tls: { mode: 'SIMPLE', credentialName: 'shop' },
    };
    const objects = [
      { apiVersion: 'apps/v1', kind: 'Deployment', ...at('web', { template: pod }) },
      {
        apiVersion: 'v1',
        kind: 'Service',
        ...at('web', { selector: { app: 'web' }, ports: [{ name: 'http', port: 80 }] }),
      },
      {
        ...{ apiVersion: 'networking.istio.io/v1', kind: 'Gateway' },
        ...at('shop', { selector: { istio: 'gateway' }, servers: [server] }, 'istio-system'),
      },
      {
        ...{ apiVersion: 'networking.istio.io/v1', kind: 'VirtualService' },
        ...at('web', {
          hosts: [host],
          gateways: ['istio-system/shop'],
          http: [{ route: [{ destination: { host: 'web' } }] }],
        }),
      },
      {
        ...{ apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy' },
        ...at('web', { rules: [{ from: [{ source: { principals } }] }] }),
      },
    ];
    const rendered = [{ folder: 'base', objects }] as never;
    assert.deepEqual(
      (await found({ rendered }, {})).filter((each) => each.startsWith('R19')),
      [],
    );
  });
});
