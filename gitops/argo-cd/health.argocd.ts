import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { temporaryFiles } from '#testing/temporary-files.ts';
import { yamlText } from '../yaml-text.ts';

describe('the health, as Argo CD itself judges it with our configuration', () => {
  const { file } = temporaryFiles();
  const { data } = parse(readFileSync('gitops/argo-cd/argocd-cm.yaml', 'utf8')) as { data: object };
  const labels = { 'app.kubernetes.io/part-of': 'argocd' };
  const configuration = file(
    'argocd-cm.yaml',
    yamlText({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'argocd-cm', labels }, data }),
  );
  const healthOf = async (object: object) => {
    const words = ['admin', 'settings', 'resource-overrides', 'health', file('object.yaml', yamlText(object))];
    const { stdout } = await promisify(execFile)('argocd', [...words, '--argocd-cm-path', configuration]);
    return /^STATUS: (\w+)$/m.exec(stdout)?.[1];
  };

  describe('of an Application', () => {
    const source = {
      repoURL: 'https://charts.umi.kr',
      chart: 'base',
      targetRevision: '1.2.3',
      helm: { releaseName: 'base', valuesObject: { replicas: 2, hub: '', ports: [80, 443], isOn: false } },
    };
    const crd = { kind: 'CustomResourceDefinition', name: 'gateways.networking.istio.io' };
    const deployment = { kind: 'Deployment', name: 'istiod' };
    const arrived = {
      sync: { status: 'Synced', comparedTo: { source } },
      health: { status: 'Healthy' },
      operationState: { phase: 'Succeeded' },
    };
    const outOfSync = { ...arrived.sync, status: 'OutOfSync' };
    const application = (status?: object, spec: object = {}) => ({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { name: 'base', namespace: 'argocd' },
      spec: { project: 'add-ons', source, syncPolicy: { automated: { prune: true } }, ...spec },
      ...(status && { status }),
    });
    const failed = { phase: 'Failed', message: 'refused' };
    const condition = (type: string) => ({ conditions: [{ type, message: 'no such chart' }] });
    // Argo CD leaves out what is empty.
    const { hub, isOn, ...values } = source.helm.valuesObject;
    assert.deepEqual([hub, isOn], ['', false]);
    const withoutEmpty = { ...source, helm: { ...source.helm, valuesObject: values } };

    for (const [circumstance, status, expected] of [
      ['is new', undefined, 'Progressing'],
      ['has arrived', arrived, 'Healthy'],
      ['is Degraded', { ...arrived, health: { status: 'Degraded' } }, 'Degraded'],
      ['is Missing', { ...arrived, health: { status: 'Missing' } }, 'Missing'],
      ['is Progressing', { ...arrived, health: { status: 'Progressing' } }, 'Progressing'],
      [
        'is healthy with what is there, and is being synced',
        { ...arrived, operationState: { phase: 'Running' } },
        'Progressing',
      ],
      [
        'was never synced',
        { ...arrived, sync: outOfSync, operationState: undefined, resources: [{ ...crd, status: 'OutOfSync' }] },
        'Progressing',
      ],
      [
        'lacks a Deployment',
        { ...arrived, sync: outOfSync, resources: [{ ...deployment, status: 'OutOfSync' }] },
        'Progressing',
      ],
      [
        'was synced, but for a CRD that is seen late',
        {
          ...arrived,
          sync: outOfSync,
          resources: [
            { ...deployment, status: 'Synced' },
            { ...crd, status: 'OutOfSync' },
          ],
        },
        'Healthy',
      ],
      [
        'was synced, and a CRD that is seen late is healed',
        {
          ...arrived,
          sync: outOfSync,
          operationState: { phase: 'Running', operation: { sync: { resources: [crd] } } },
          resources: [
            { ...deployment, status: 'Synced' },
            { ...crd, status: 'OutOfSync' },
          ],
        },
        'Healthy',
      ],
      [
        'was compared with what it said before',
        { ...arrived, sync: { status: 'Synced', comparedTo: { source: { ...source, targetRevision: '1.2.2' } } } },
        'Progressing',
      ],
      [
        'was compared with other values',
        {
          ...arrived,
          sync: {
            status: 'Synced',
            comparedTo: {
              source: {
                ...source,
                helm: { ...source.helm, valuesObject: { ...source.helm.valuesObject, ports: [80] } },
              },
            },
          },
        },
        'Progressing',
      ],
      [
        'was compared with a value that it has no more',
        { ...arrived, sync: { status: 'Synced', comparedTo: { source: { ...source, path: 'x' } } } },
        'Progressing',
      ],
      [
        'was compared with the same, of which Argo CD leaves out what is empty',
        { ...arrived, sync: { status: 'Synced', comparedTo: { source: withoutEmpty } } },
        'Healthy',
      ],
      ['cannot be rendered', { ...arrived, ...condition('ComparisonError') }, 'Degraded'],
      ['has a warning', { ...arrived, ...condition('OrphanedResourceWarning') }, 'Healthy'],
      ['could not be synced', { ...arrived, sync: outOfSync, operationState: failed }, 'Degraded'],
      [
        'is tried again for the first time',
        { ...arrived, sync: outOfSync, operationState: { phase: 'Running', retryCount: 1 } },
        'Progressing',
      ],
      [
        'is tried again for the third time',
        { ...arrived, sync: outOfSync, operationState: { phase: 'Running', retryCount: 3 } },
        'Degraded',
      ],
      ['is synced, but for its check', { ...arrived, operationState: failed }, 'Healthy'],
    ] as const)
      it(`is ${expected} where it ${circumstance}`, async () => {
        assert.equal(await healthOf(application(status)), expected);
      });

    it('is what it says itself, where it is synced by hand', async () => {
      const status = { ...arrived, sync: outOfSync, resources: [{ ...deployment, status: 'OutOfSync' }] };
      assert.equal(await healthOf(application(status, { syncPolicy: {} })), 'Healthy');
      assert.equal(await healthOf(application(status, { syncPolicy: undefined })), 'Healthy');
    });
  });

  describe('of a CRD', () => {
    const definition = (status?: object) => ({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'gateways.networking.istio.io' },
      ...(status && { status }),
    });
    const accepted = (status: string) => ({ type: 'NamesAccepted', status, message: 'taken' });

    for (const [circumstance, status, expected] of [
      ['is new', undefined, 'Healthy'],
      [
        'is not yet established',
        { conditions: [accepted('True'), { type: 'Established', status: 'False' }] },
        'Healthy',
      ],
      ['has a name that another one has', { conditions: [accepted('False')] }, 'Degraded'],
    ] as const)
      it(`is ${expected} where it ${circumstance}`, async () => {
        assert.equal(await healthOf(definition(status)), expected);
      });
  });
});
