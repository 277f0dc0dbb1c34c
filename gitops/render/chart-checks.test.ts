import assert from 'node:assert/strict';
import { definitionProblems, excesses, gatewayProblems, refusals, versionNote, type Project } from './chart-checks.ts';
import { findChartApplications } from './charts.ts';
import { parseObjects, type RenderedObject } from './objects.ts';

/** A project and its only chart, which fit. */
const ADD_ONS = `apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: add-ons}
spec:
  destinations: [{namespace: edge}]
  clusterResourceWhitelist:
    - {group: '', kind: Namespace, name: edge}
    - {group: apiextensions.k8s.io, kind: CustomResourceDefinition}
  namespaceResourceWhitelist:
    - {group: '', kind: ServiceAccount}
    - {group: apps, kind: Deployment}
---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: gateway}
spec:
  project: add-ons
  source: {chart: gateway, targetRevision: 1.2.3}
  destination: {namespace: edge}
  syncPolicy: {syncOptions: [CreateNamespace=true]}
`;
const CHART = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: gateways.example.com}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: gate-keeper, namespace: edge}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: gate, namespace: edge}
spec:
  template:
    metadata: {labels: {app: gate, istio: gate}}
    spec: {serviceAccountName: gate-keeper}
`;
const FACTS = {
  environment: 'staging',
  gatewayNamespace: 'edge',
  gatewayLabel: 'gate',
  gatewayServiceAccount: 'gate-keeper',
};

const addOns = (text = ADD_ONS) => {
  const objects = parseObjects(text);
  const [project] = objects.filter((object): object is Project => object.kind === 'AppProject');
  const [application] = findChartApplications(objects);
  assert.ok(project && application);
  return { project, application };
};
const more = (object: string): RenderedObject[] => parseObjects(`${CHART}---\n${object}`);

describe('refusals and excesses', () => {
  const both = (text: string, objects: RenderedObject[]) => {
    const { project, application } = addOns(text);
    return [...refusals(project, { application, objects }), ...excesses(project, [{ application, objects }])];
  };

  it('stay silent where a project allows just what its chart renders, and the namespace that Argo CD creates', () => {
    assert.deepEqual(both(ADD_ONS, parseObjects(CHART)), []);
  });

  const refused: readonly [string, string, string][] = [
    [
      'of another kind',
      '{apiVersion: v1, kind: Secret, metadata: {name: a, namespace: edge}}',
      'Secret in a namespace',
    ],
    [
      'of another group',
      '{apiVersion: batch/v1, kind: Deployment, metadata: {name: a, namespace: edge}}',
      'batch/Deployment in a namespace',
    ],
    [
      'that lacks a namespace',
      '{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}}',
      'apps/Deployment of the cluster',
    ],
    ['of another name', '{apiVersion: v1, kind: Namespace, metadata: {name: kube-system}}', 'Namespace kube-system'],
    [
      'in another namespace',
      '{apiVersion: v1, kind: ServiceAccount, metadata: {name: a, namespace: kube-system}}',
      'the namespace kube-system',
    ],
  ];
  for (const [circumstance, object, what] of refused) {
    it(`tell of an object ${circumstance}, once for all such objects`, () => {
      assert.deepEqual(both(ADD_ONS, more(`${object}\n---\n${object}`)), [`add-ons does not allow ${what}`]);
    });
  }

  it('tell of an Application’s own namespace, though nothing lies in it', () => {
    const { project, application } = addOns(
      ADD_ONS.replace('destination: {namespace: edge}', 'destination: {namespace: b}'),
    );
    assert.deepEqual(refusals(project, { application, objects: parseObjects(CHART) }), [
      'add-ons does not allow Namespace b',
      'add-ons does not allow the namespace b',
    ]);
  });

  it('tell of a namespace that Argo CD is not asked to create', () => {
    assert.deepEqual(both(ADD_ONS.replace('CreateNamespace=true', ''), parseObjects(CHART)), [
      'add-ons allows Namespace edge, which no chart needs',
    ]);
  });

  it('tell of a kind that is allowed where no chart has it, and of a namespace too many', () => {
    const wide = ADD_ONS.replace('destinations: [', 'destinations: [{namespace: b}, ').replace(
      'clusterResourceWhitelist:\n',
      'clusterResourceWhitelist:\n    - {group: apps, kind: Deployment}\n',
    );
    assert.deepEqual(both(wide, parseObjects(CHART)), [
      'add-ons allows apps/Deployment, which no chart needs',
      'add-ons allows the namespace b, which no chart needs',
    ]);
  });
});

describe('gatewayProblems', () => {
  it('stays silent where the Pods are what the facts say', () => {
    assert.deepEqual(gatewayProblems(parseObjects(CHART), FACTS), []);
  });

  const wrong: readonly [string, string, string][] = [
    ['label', 'istio: gate', 'gatewayLabel is gate'],
    ['service account', 'serviceAccountName: gate-keeper', 'gatewayServiceAccount is gate-keeper'],
    ['namespace', 'name: gate, namespace: edge', 'gatewayNamespace is edge'],
  ];
  for (const [what, text, fact] of wrong) {
    it(`tells the fact and the file, where the ${what} is another`, () => {
      const [problem = '', ...others] = gatewayProblems(parseObjects(CHART.replace(text, 'name: gate')), FACTS);
      assert.match(problem.replaceAll('\\', '/'), /^kustomize\/facts\/staging\/facts\.yaml: /);
      assert.ok(problem.endsWith(`: ${fact}, but Deployment gate gives its Pods none`), problem);
      assert.deepEqual(others, []);
    });
  }

  it('misses the Pods, where the chart renders none', () => {
    assert.match(gatewayProblems([], FACTS).join(), /^no Deployment/);
  });
});

describe('definitionProblems', () => {
  it('stays silent where each is there, among others', () => {
    assert.deepEqual(definitionProblems(parseObjects(CHART), ['gateways.example.com']), []);
  });

  it('names each that is not', () => {
    assert.deepEqual(definitionProblems(parseObjects(CHART), ['a.example.com', 'gate-keeper']), [
      'no CustomResourceDefinition a.example.com',
      'no CustomResourceDefinition gate-keeper',
    ]);
  });
});

describe('versionNote', () => {
  const chart = (version: string, appVersion?: string) => ({
    name: 'gateway',
    version,
    ...(appVersion && { appVersion }),
  });

  it('stays silent where the chart is the deployed one', () => {
    assert.equal(versionNote(chart('1.30.4', '1.30.4'), '1.30.4'), undefined);
  });

  it('tells both versions where it is another', () => {
    const note = 'rendered with chart 1.31.0, deployed will be 1.30.4';
    assert.equal(versionNote(chart('1.31.0'), '1.30.4'), note);
    assert.equal(versionNote(chart('1.31.0', '1.31.0'), '1.30.4'), note);
  });

  it('tells the application’s version where it is not the chart’s', () => {
    assert.equal(
      versionNote(chart('2.0.0', '1.31.0'), '1.30.4'),
      'rendered with chart 2.0.0 (of 1.31.0), deployed will be 1.30.4',
    );
  });
});
