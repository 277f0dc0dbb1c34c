import assert from 'node:assert/strict';
import { readFacts } from '../../facts.ts';
import type { Kubectl } from '../../kubectl.ts';
import { sharedRenders } from '../../render/test-renders.ts';
import { INSTALLED } from '../install.ts';
import { readPlan, type Plan } from '../preflight/plan.ts';
import { lookForRemains } from './remains.ts';

const DEFINITIONS = `
applications.argoproj.io argoproj.io Application kubectl kube-apiserver
certificates.cert-manager.io cert-manager.io Certificate argocd-controller kube-apiserver
orders.acme.cert-manager.io acme.cert-manager.io Order argocd-controller
gateways.networking.istio.io networking.istio.io Gateway helm kube-apiserver
shops.example.com example.com Shop argocd-controller
`;

describe('what is left of an environment', () => {
  const { render } = sharedRenders();
  let plan: Plan;
  before(async () => {
    const facts = readFacts('.', 'production');
    plan = await readPlan('.', facts, { renderObjects: async (folder) => [...(await render(folder))] });
  });

  const row = (...cells: readonly (string | undefined)[]) => cells.map((cell) => cell ?? '<none>').join('   ');
  const namespace = (name: string, manager: string, labels = {}) => ({
    ...{ apiVersion: 'v1', kind: 'Namespace' },
    metadata: { name, labels, managedFields: [{ manager }, { manager: 'kubectl' }] },
  });
  /** A kubectl that answers the first of these whose words are in the question, and nothing to others. */
  const look = (answers: readonly (readonly [words: string, answer: string])[], questions: string[] = []) => {
    const kubectl: Kubectl = (args) => {
      const question = args.join(' ');
      questions.push(question);
      const [, answer] = answers.find(([words]) => question.includes(words)) ?? [];
      const nothing = question.endsWith('-o json') || question.includes('-o json ') ? '{"items":[]}' : '';
      return Promise.resolve(answer ?? nothing);
    };
    return lookForRemains(kubectl, plan);
  };
  const names = (objects: readonly { readonly kind: string; readonly metadata: { readonly name: string } }[]) =>
    objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`);

  it('is nothing in an empty cluster', async () => {
    const remains = await look([]);
    assert.deepEqual(remains.tracked, {});
    for (const list of [
      'argo',
      'challenges',
      'holders',
      'definitions',
      'traces',
      'namespaces',
      'argoCd',
      'guests',
    ] as const)
      assert.deepEqual(remains[list], [], list);
    assert.deepEqual(remains.others, { certManager: [], istio: [], argoCd: [] });
  });

  it('is asked for where this environment may put something, and by kinds that are there', async () => {
    const questions: string[] = [];
    await look([['customresourcedefinitions', DEFINITIONS]], questions);
    const inIstio = questions.find((question) => question.includes(' -n istio-system ')) ?? '';
    assert.match(inIstio, /\bCertificate\.cert-manager\.io\b/);
    assert.match(inIstio, /\bDeployment\.apps\b/);
    assert.doesNotMatch(inIstio, /VirtualService|PodMonitor/);
    for (const question of questions) assert.match(question, /^get /);
  });

  it('are objects that an Application of the environment tracks: not copies, nor what Helm installed, nor another’s', async () => {
    const tracking = (application: string, kind: string, name: string) => `${application}:${kind}:istio-system/${name}`;
    const rows = [
      row(
        'apps/v1',
        'Deployment',
        'istio-system',
        'istiod',
        tracking('mrdebugger-istiod', 'apps/Deployment', 'istiod'),
      ),
      row(
        'apps/v1',
        'ReplicaSet',
        'istio-system',
        'istiod-6f',
        tracking('mrdebugger-istiod', 'apps/Deployment', 'istiod'),
      ),
      row('v1', 'Service', 'istio-system', 'istiod', tracking('mrdebugger-istiod', '/Service', 'istiod'), 'istiod'),
      row('v1', 'ConfigMap', 'istio-system', 'istio', tracking('mrdebugger-staging-istiod', '/ConfigMap', 'istio')),
      row('apps/v1', 'Deployment', 'istio-system', 'kiali'),
    ];
    const { tracked, guests } = await look([[' -n istio-system ', rows.join('\n')]]);
    assert.deepEqual(Object.keys(tracked), ['mrdebugger-istiod']);
    assert.deepEqual(names(tracked['mrdebugger-istiod'] ?? []), ['Deployment/istiod']);
    assert.deepEqual(names(guests), ['Deployment/kiali']);
  });

  it('are definitions of the add-ons and namespaces that Argo CD made, and no others', async () => {
    const namespaces = [namespace('cert-manager', 'argocd-controller'), namespace('istio-system', 'istioctl')];
    const remains = await look([
      ['get customresourcedefinitions', DEFINITIONS],
      ['get namespaces', JSON.stringify({ items: [...namespaces, namespace('shop', 'argocd-controller')] })],
    ]);
    assert.deepEqual(
      remains.definitions.map(({ metadata }) => metadata.name),
      ['certificates.cert-manager.io', 'orders.acme.cert-manager.io'],
    );
    assert.deepEqual(names(remains.namespaces), ['Namespace/cert-manager']);
    assert.deepEqual(remains.argoCd, []);
  });

  it('is Argo CD where its namespace says that bootstrap installed it, the namespace last', async () => {
    const labels = { ...INSTALLED, 'kubernetes.io/metadata.name': 'argocd' };
    const { argoCd } = await look([
      ['get customresourcedefinitions', DEFINITIONS],
      ['get namespaces', JSON.stringify({ items: [namespace('argocd', 'kubectl', labels)] })],
      ['part-of=argocd', row('rbac.authorization.k8s.io/v1', 'ClusterRole', undefined, 'argocd-server')],
    ]);
    assert.deepEqual(names(argoCd), [
      'ClusterRole/argocd-server',
      'CustomResourceDefinition/applications.argoproj.io',
      'Namespace/argocd',
    ]);
  });

  it('are others’ Certificates, and what cert-manager makes of them is not counted', async () => {
    const { others } = await look([
      ['get customresourcedefinitions', DEFINITIONS],
      [
        'Certificate.cert-manager.io,Gateway.networking.istio.io -A',
        [
          row('cert-manager.io/v1', 'Certificate', 'shop', 'shop'),
          row(
            'cert-manager.io/v1',
            'Certificate',
            'istio-system',
            'mrdebugger',
            'mrdebugger-skill:cert-manager.io/Certificate:istio-system/mrdebugger',
          ),
          row('networking.istio.io/v1', 'Gateway', 'shop', 'shop'),
        ].join('\n'),
      ],
      ['get namespaces', JSON.stringify({ items: [namespace('shop', 'kubectl', { 'istio-injection': 'enabled' })] })],
      [
        'Application.argoproj.io',
        [
          row('argoproj.io/v1alpha1', 'Application', 'argocd', 'shop'),
          row('argoproj.io/v1alpha1', 'Application', 'argocd', 'mrdebugger-skill'),
          row('argoproj.io/v1alpha1', 'AppProject', 'argocd', 'default'),
        ].join('\n'),
      ],
    ]);
    assert.deepEqual(names(others.certManager), ['Certificate/shop']);
    assert.deepEqual(names(others.istio), ['Gateway/shop', 'Namespace/shop']);
    assert.deepEqual(names(others.argoCd), ['Application/shop']);
  });

  it('are the Secrets of the certificate and of the accounts that the issuers name', async () => {
    const { holders } = await look([
      ['get -f -', 'secret/mrdebugger-tls\n'],
      [
        'get Secret -A',
        [
          row('v1', 'Secret', 'cert-manager', 'letsencrypt-production'),
          row('v1', 'Secret', 'shop', 'shop-account'),
        ].join('\n'),
      ],
    ]);
    assert.deepEqual(
      holders.map(({ metadata }) => metadata),
      [
        { name: 'mrdebugger-tls', namespace: 'istio-system' },
        { name: 'letsencrypt-production', namespace: 'cert-manager' },
      ],
    );
  });
});
