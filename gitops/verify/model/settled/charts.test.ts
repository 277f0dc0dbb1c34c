import assert from 'node:assert/strict';
import type { RenderedObject } from '../../../render/objects.ts';
import type { WrittenSource } from '../../see/manifests/application.ts';
import { chartObjects } from './charts.ts';

const ISTIO = 'https://istio-release.storage.googleapis.com/charts';

describe('chartObjects', () => {
  const objectsOf = (source: WrittenSource) => chartObjects(source, { name: 'gate', namespace: 'edge' });
  const names = (source: WrittenSource) =>
    objectsOf(source)?.map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`);
  const one = (source: WrittenSource, kind: string): RenderedObject => {
    const found = objectsOf(source)?.find((each) => each.kind === kind);
    assert.ok(found);
    return found;
  };

  it('knows a gateway, which is called as its release, and what selects its Pods', () => {
    const source = { repoURL: ISTIO, chart: 'gateway' };
    assert.deepEqual(names(source), ['Deployment edge/gate', 'Service edge/gate']);
    assert.equal((one(source, 'Deployment').spec as { replicas: number }).replicas, 1);
    const { selector, ports, type } = one(source, 'Service').spec as Readonly<Record<string, unknown>>;
    assert.deepEqual([selector, type], [{ app: 'gate', istio: 'gate' }, 'LoadBalancer']);
    assert.deepEqual(
      (ports as readonly { port: number }[]).map(({ port }) => port),
      [15021, 80, 443],
    );
  });

  it('takes the values of a gateway: name, labels, account, kind, replicas, type and ports', () => {
    const values = {
      ...{ name: 'istio-public', labels: { tier: 'edge' }, serviceAccount: { name: 'own' }, kind: 'DaemonSet' },
      ...{ replicaCount: 0, service: { type: 'ClusterIP', ports: [{ port: 8443 }] } },
    };
    const source = { repoURL: ISTIO, chart: 'gateway', helm: { valuesObject: values } };
    assert.deepEqual(names(source), ['DaemonSet edge/istio-public', 'Service edge/istio-public']);
    const { replicas, template } = one(source, 'DaemonSet').spec as {
      replicas: number;
      template: { metadata: object; spec: { serviceAccountName: string } };
    };
    assert.deepEqual([replicas, template.spec.serviceAccountName], [0, 'own']);
    assert.deepEqual(template.metadata, { labels: { app: 'istio-public', istio: 'public', tier: 'edge' } });
    const { type, ports } = one(source, 'Service').spec as { type: string; ports: object };
    assert.deepEqual([type, ports], ['ClusterIP', [{ port: 8443 }]]);
  });

  it('takes values from a text, and from under “defaults”, which others win over', () => {
    const values = 'defaults: { name: a, kind: DaemonSet }\nname: b\n';
    assert.deepEqual(names({ repoURL: ISTIO, chart: 'gateway', helm: { values } }), [
      'DaemonSet edge/b',
      'Service edge/b',
    ]);
  });

  it('takes release and namespace of the source, where it says them', () => {
    const helm = { releaseName: 'other', namespace: 'elsewhere' };
    assert.deepEqual(names({ repoURL: ISTIO, chart: 'gateway', helm }), [
      'Deployment elsewhere/other',
      'Service elsewhere/other',
    ]);
  });

  it('knows the mesh’s settings and its revision', () => {
    const helm = { valuesObject: { revision: 'v2', meshConfig: { enableAutoMtls: false } } };
    const source = { repoURL: `${ISTIO}/`, chart: 'istiod', helm };
    assert.deepEqual(names(source), ['Deployment edge/istiod-v2', 'ConfigMap edge/istio-v2']);
    assert.deepEqual(one(source, 'ConfigMap').data, { mesh: 'enableAutoMtls: false\n' });
    assert.deepEqual(one(source, 'Deployment').metadata.labels, { app: 'istiod', 'istio.io/rev': 'v2' });
    assert.deepEqual(names({ ...source, helm: {} }), ['Deployment edge/istiod', 'ConfigMap edge/istio']);
  });

  const kinds: readonly [source: WrittenSource, has: string][] = [
    [{ repoURL: ISTIO, chart: 'base' }, 'gateway.networking.istio.io'],
    [{ repoURL: 'https://charts.jetstack.io', chart: 'cert-manager' }, 'certificate.cert-manager.io'],
    [{ repoURL: 'oci://quay.io/jetstack/charts', chart: 'cert-manager' }, 'challenge.acme.cert-manager.io'],
    [{ repoURL: 'gcr.io/istio-release/charts', chart: 'base' }, 'telemetry.telemetry.istio.io'],
  ];
  for (const [source, has] of kinds)
    it(`knows the kind ${has} of ${source.chart ?? ''} from ${source.repoURL ?? ''}`, () => {
      const found = objectsOf(source)?.find(({ metadata }) => metadata.name === has);
      assert.equal(found?.kind, 'CustomResourceDefinition');
    });

  it('knows that some charts bring nothing that matters here', () => {
    assert.deepEqual(objectsOf({ repoURL: ISTIO, chart: 'ztunnel' }), []);
  });

  const unknown: readonly [circumstance: string, source: WrittenSource][] = [
    ['another chart', { repoURL: ISTIO, chart: 'redis' }],
    ['another repository', { repoURL: 'https://example.com/charts', chart: 'gateway' }],
    ['a repository whose address only begins alike', { repoURL: `${ISTIO}.example.com`, chart: 'gateway' }],
    ['files of values', { repoURL: ISTIO, chart: 'gateway', helm: { valueFiles: ['$values/a.yaml'] } }],
    ['parameters', { repoURL: ISTIO, chart: 'gateway', helm: { parameters: [{ name: 'name', value: 'x' }] } }],
    [
      'parameters from files',
      { repoURL: ISTIO, chart: 'gateway', helm: { fileParameters: [{ name: 'a', path: 'a' }] } },
    ],
    ['values that are no YAML', { repoURL: ISTIO, chart: 'gateway', helm: { values: '[' } }],
  ];
  for (const [circumstance, source] of unknown)
    it(`does not know ${circumstance}`, () => {
      assert.equal(objectsOf(source), undefined);
    });
});
