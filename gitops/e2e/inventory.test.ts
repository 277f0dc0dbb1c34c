import assert from 'node:assert/strict';
import type { Kubectl } from '../kubectl.ts';
import { ofARun, takeInventory, takePicture, takeWholeInventory } from './inventory.ts';

describe('takeInventory', () => {
  it('asks for the kinds of a run, of the cluster and in the three namespaces it works in', async () => {
    const asked: string[] = [];
    const kubectl: Kubectl = (args) => {
      asked.push(args.join(' '));
      return Promise.resolve('{"items":[]}');
    };
    assert.deepEqual(await takeInventory(kubectl, 'gateways'), []);
    const kinds = asked.map((words) => words.split(' ')[1]);
    assert.match(kinds[0] ?? '', /(^|,)namespaces,/);
    assert.equal(new Set(kinds.slice(1)).size, 1);
    for (const kind of ['applications', 'certificates', 'secrets', 'gateways.networking.istio.io', 'pods'])
      assert.ok(kinds[1]?.split(',').includes(kind), kind);
    assert.deepEqual(
      asked.map((words) => words.split(' -o json').at(1)),
      ['', ' -n argocd', ' -n cert-manager', ' -n gateways'],
    );
  });

  it('gives a line for each object, sorted, with a dash where there is no namespace', async () => {
    const kubectl: Kubectl = (args) => {
      const items = args.includes('cert-manager')
        ? [{ kind: 'Secret', metadata: { name: 'b', namespace: 'cert-manager' } }]
        : args.includes('-n')
          ? []
          : [
              { kind: 'Namespace', metadata: { name: 'z' } },
              { kind: 'ClusterIssuer', metadata: { name: 'a' } },
            ];
      return Promise.resolve(JSON.stringify({ items }));
    };
    assert.deepEqual(await takeInventory(kubectl, 'gateways'), [
      'ClusterIssuer -/a',
      'Namespace -/z',
      'Secret cert-manager/b',
    ]);
  });
});

describe('ofARun', () => {
  const ofIt = [
    'Application argocd/mrdebugger-e2e',
    'Application argocd/mrdebugger-e2e-skill',
    'Namespace -/mrdebugger-e2e',
    'Pod istio-system/cm-acme-http-solver-mrdebugger-e2e-x7',
    'Secret istio-system/mrdebugger-e2e-tls',
  ];

  it('gives what carries the name of a run, and nothing of another installation', () => {
    const others = [
      'Application argocd/mrdebugger',
      'Application argocd/mrdebugger-local-skill',
      'Namespace -/mrdebugger',
      'Namespace -/e2e',
      'Secret istio-system/mrdebugger-staging-tls',
    ];
    assert.deepEqual(ofARun([...others, ...ofIt]), ofIt);
  });

  it('gives nothing where there is nothing', () => {
    assert.deepEqual(ofARun([]), []);
  });
});

describe('takePicture', () => {
  const object = (kind: string, name: string, more: object = {}) => ({
    ...{ kind, metadata: { name, namespace: 'x', uid: 'u', resourceVersion: '1', generation: 1 } },
    ...more,
  });
  const clusterOf =
    (...items: readonly object[]): Kubectl =>
    (args) => {
      if (args[0] === 'api-resources')
        return Promise.resolve('configmaps\nevents.events.k8s.io\npods\ndeployments.apps\n');
      assert.deepEqual(args, ['get', 'configmaps,deployments.apps', '-o', 'json', '-A']);
      return Promise.resolve(JSON.stringify({ items }));
    };
  const before = object('ConfigMap', 'a', { data: { a: '1' } });
  const pictureOf = async (one: object) => (await takePicture(clusterOf(one))).get('ConfigMap x/a');

  for (const [what, after] of [
    ['its status', { ...before, status: { replicas: 2 } }],
    ['its version', { ...before, metadata: { ...before.metadata, resourceVersion: '2', generation: 2 } }],
    [
      'what Argo CD was asked to do',
      { ...before, metadata: { ...before.metadata, annotations: { 'argocd.argoproj.io/refresh': 'normal' } } },
    ],
  ] as const)
    it(`is the same where an object differs in ${what}`, async () => {
      assert.equal(await pictureOf(after), await pictureOf(before));
    });

  for (const [what, after] of [
    ['what it says', object('ConfigMap', 'a', { data: { a: '2' } })],
    ['its identity', { ...before, metadata: { ...before.metadata, uid: 'v' } }],
    ['an annotation', { ...before, metadata: { ...before.metadata, annotations: { a: 'b' } } }],
  ] as const)
    it(`is another where an object differs in ${what}`, async () => {
      assert.notEqual(await pictureOf(after), await pictureOf(before));
    });

  it('gives the names alone for an inventory, sorted, without kinds that come and go', async () => {
    const cluster = clusterOf(object('Deployment', 'b'), before, { kind: 'Namespace', metadata: { name: 'x' } });
    assert.deepEqual(await takeWholeInventory(cluster), ['ConfigMap x/a', 'Deployment x/b', 'Namespace -/x']);
  });
});
