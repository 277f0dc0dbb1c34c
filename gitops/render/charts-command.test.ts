import assert from 'node:assert/strict';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { run } from '#testing/run-command.ts';
import { readFacts } from '../facts.ts';
import { render } from './render-command.ts';
import { temporaryTree } from './test-tree.ts';

const application = (name: string) => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: of-${name}}
spec:
  project: add-ons
  source: {chart: ${name}, targetRevision: 1.2.3, helm: {releaseName: ${name}}}
  destination: {namespace: edge}
`;
const PROJECT = `apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: add-ons}
spec:
  destinations: [{namespace: edge}]
  clusterResourceWhitelist: [{group: apiextensions.k8s.io, kind: CustomResourceDefinition}]
  namespaceResourceWhitelist: [{group: apps, kind: Deployment}]
`;
const definition = (name: string) =>
  `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: ${name}.cert-manager.io}\n`;
const CERT_MANAGER = `${definition('certificates')}---\n${definition('clusterissuers')}`;
const GATEWAY = `apiVersion: apps/v1
kind: Deployment
metadata: {name: gate, namespace: edge}
spec: {template: {metadata: {labels: {istio: gate}}, spec: {serviceAccountName: gate-keeper}}}
`;

describe('npm run render -- charts', () => {
  const facts = (environment: string) => {
    const data = { gatewayNamespace: 'edge', gatewayLabel: 'gate', gatewayServiceAccount: 'gate-keeper' };
    return stringify({ kind: 'ConfigMap', data: { ...readFacts('.', environment), ...data } });
  };
  const { folder, add } = temporaryTree({
    'kustomize/facts/staging/facts.yaml': facts('staging'),
    'kustomize/facts/production/facts.yaml': facts('production'),
    'gitops/apps/production/kustomization.yaml': 'resources: [project.yaml, cert-manager.yaml, gateway.yaml]\n',
    'gitops/apps/production/project.yaml': PROJECT,
    'gitops/apps/production/cert-manager.yaml': application('cert-manager'),
    'gitops/apps/production/gateway.yaml': application('gateway'),
    'charts/cert-manager/Chart.yaml': 'name: cert-manager\nversion: 1.2.3\n',
    'charts/gateway/Chart.yaml': 'name: gateway\nversion: 1.2.4\n',
    helm: '#!/bin/sh\ncase "$1" in version) echo v0 ;; show) cat "$3/Chart.yaml" ;; *) cat "$3/render.yaml" ;; esac\n',
  });
  chmodSync(join(folder, 'helm'), 0o755);
  const renders = (certManager: string, gateway: string) => {
    add({ 'charts/cert-manager/render.yaml': certManager, 'charts/gateway/render.yaml': gateway });
  };

  const checkWith = (helm: string, ...words: readonly string[]) =>
    run(render, ['charts', ...words], { cwd: folder, env: { ...process.env, HELM: join(folder, helm) } });
  const check = (...words: readonly string[]) => checkWith('helm', ...words);
  const both = ['--chart', 'cert-manager=charts/cert-manager', '--chart', 'gateway=charts/gateway'];

  it('tells what each chart renders, notes a version that is not the deployed one, and exits 0 where all fits', async () => {
    renders(CERT_MANAGER, GATEWAY);
    assert.deepEqual(await check(...both), {
      status: 0,
      stdout: `cert-manager: 2 objects: 2 CustomResourceDefinition
gateway: 1 objects: 1 Deployment
  note: rendered with chart 1.2.4, deployed will be 1.2.3
2 of 2 charts, rendered by helm v0: fine
`,
      stderr: '',
    });
  });

  it('tells every problem below its chart, or below all, and exits 1', async () => {
    renders(definition('certificates'), GATEWAY.replace('istio: gate', 'istio: b').replaceAll('edge', 'kube-system'));
    const { status, stdout } = await check(...both);
    const lines = stdout.replaceAll('\\', '/').split('\n');
    const facts = (environment: string) => [
      `  kustomize/facts/${environment}/facts.yaml: gatewayNamespace is edge, but Deployment gate gives its Pods kube-system`,
      `  kustomize/facts/${environment}/facts.yaml: gatewayLabel is gate, but Deployment gate gives its Pods b`,
    ];
    assert.deepEqual(lines, [
      'cert-manager: 1 objects: 1 CustomResourceDefinition',
      '  no CustomResourceDefinition clusterissuers.cert-manager.io',
      'gateway: 1 objects: 1 Deployment',
      '  note: rendered with chart 1.2.4, deployed will be 1.2.3',
      '  add-ons does not allow the namespace kube-system',
      ...facts('staging'),
      ...facts('production'),
      '2 of 2 charts, rendered by helm v0: 6 problems',
      '',
    ]);
    assert.equal(status, 1);
  });

  it('tells what no chart needs, where all are rendered', async () => {
    renders(CERT_MANAGER, '');
    const { status, stdout } = await check(...both);
    assert.match(stdout, /^add-ons allows apps\/Deployment, which no chart needs$/m);
    assert.equal(status, 1);
  });

  it('names a chart that is not given, and one that is not there, and exits 2', async () => {
    renders(CERT_MANAGER, GATEWAY);
    const { status, stdout } = await check('--chart', 'gateway=charts/missing');
    assert.match(stdout, /^not rendered: cert-manager: expected --chart cert-manager=PATH$/m);
    assert.match(stdout, /^not rendered: gateway: .*charts\/missing.*$/m);
    assert.match(stdout, /^0 of 2 charts, rendered by helm v0: could not judge$/m);
    assert.equal(status, 2);
  });

  it('exits 1 where a chart is missing and another has a problem', async () => {
    renders(definition('certificates'), GATEWAY);
    const { status, stdout } = await check('--chart', 'cert-manager=charts/cert-manager');
    assert.match(stdout, /^not rendered: gateway: /m);
    assert.match(stdout, /^1 of 2 charts, rendered by helm v0: 1 problems$/m);
    assert.equal(status, 1);
  });

  it('exits 1 with helm’s words, where it does not render a chart', async () => {
    add({ 'charts/broken/Chart.yaml': 'name: gateway\nversion: 1.2.3\n' });
    const { status, stdout } = await check('--chart', 'gateway=charts/broken');
    assert.match(stdout, /^gateway: .*render\.yaml.*$/m);
    assert.equal(status, 1);
  });

  it('exits 2 where there is no helm', async () => {
    const { status, stdout, stderr } = await checkWith('missing', ...both);
    assert.deepEqual({ status, stdout }, { status: 2, stdout: '' });
    assert.match(stderr, /missing: no such program; install helm, or set HELM to the path of one\n$/);
  });

  it('only tells how it is used, where it is given --help', async () => {
    const { status, stdout } = await check('--help');
    assert.match(stdout, /npm run render -- charts --chart NAME=PATH/);
    assert.equal(status, 0);
  });

  for (const words of [['charts/gateway'], ['--chart', 'cni=a'], ['--chart', 'gateway=charts/cert-manager']]) {
    it(`exits 64 where it is given ${words.join(' ')}`, async () => {
      const { status, stdout, stderr } = await check(...words);
      assert.deepEqual({ status, stdout }, { status: 64, stdout: '' });
      assert.match(stderr, /See --help\.\n$/);
    });
  }

  it('does not judge a chart whose settings it cannot pass on to helm', async () => {
    renders(CERT_MANAGER, GATEWAY);
    add({
      'gitops/apps/production/gateway.yaml': application('gateway').replace('releaseName:', 'valueFiles: [], x:'),
    });
    const { status, stdout } = await check(...both);
    assert.match(stdout, /^not rendered: gateway: this command does not know valueFiles, x of spec\.source\.helm$/m);
    assert.equal(status, 2);
  });
});
