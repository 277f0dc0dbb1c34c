import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { casesOf, codesOfCases } from './judge/checks/test-cases.ts';
import { KINDS, type KindId } from './see/kinds.ts';
import { notesOn } from './model/trace/notes.ts';
import { getOf } from './model/trace/request.ts';
import { traceOf } from './model/trace/request-trace.ts';
import { GATEWAY_API, worldWith } from './model/trace/test-shop.ts';
import { collect } from './see/collect.ts';
import type { Snapshot } from './see/snapshot.ts';
import { createView } from './see/view.ts';
import { askWorld } from './see/world.ts';
import { seen, writtenWorld, type WrittenWorld } from './test-world.ts';

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly resourceNames?: readonly string[];
}

/** An Application that holds an object of every kind, and a scope that lists all Applications. */
const EVERYTHING: readonly WrittenWorld[] = [
  {},
  {
    scope: { applications: ['argocd/shop'] },
    objects: {
      Application: [
        {
          metadata: { namespace: 'argocd', name: 'shop' },
          spec: { project: 'default', destination: { server: 'https://kubernetes.default.svc' } },
          status: {
            resources: Object.values(KINDS).map(({ group, kind }) => ({ group, kind, namespace: 'shop', name: 'web' })),
          },
        } as never,
      ],
    },
  },
];

const right = (group: string, resource: string, verb: string) => `${verb} ${resource}${group && `.${group}`}`;

/** Enough Applications that their objects are read by lists, in place of one by one. */
const MANY: WrittenWorld = {
  objects: {
    Application: Array.from(
      { length: 20 },
      (_, index) =>
        ({
          metadata: { namespace: 'argocd', name: `shop-${index}` },
          spec: { project: 'default', destination: { server: 'https://kubernetes.default.svc' } },
          status: {
            resources: Object.values(KINDS).map(({ group, kind }) => ({
              ...{ group, kind, namespace: `shop-${index}`, name: `web-${index}` },
            })),
            operationState: {
              phase: 'Running',
              syncResult: {
                resources: [
                  {
                    ...{ group: 'batch', kind: 'Job', namespace: `shop-${index}`, name: 'check' },
                    ...{ hookType: 'PostSync', hookPhase: 'Running' },
                  },
                ],
              },
            },
          },
        }) as never,
    ),
    Deployment: Array.from(
      { length: 20 },
      (_, index) =>
        ({
          metadata: { namespace: `shop-${index}`, name: `web-${index}` },
          spec: { selector: { matchLabels: { app: 'web' } }, template: { spec: { containers: [] } } },
        }) as never,
    ),
    Pod: Array.from(
      { length: 20 },
      (_, index) =>
        ({
          metadata: { namespace: `shop-${index}`, name: 'web-1', labels: { app: 'web' } },
          spec: { containers: [] },
        }) as never,
    ),
  },
};

/** A rule that leads out of the cluster. */
const ELSEWHERE = `
VirtualService:
  - metadata: { namespace: shop, name: web }
    spec:
      hosts: [shop.example.test]
      gateways: [istio-system/https]
      http: [{ route: [{ destination: { host: api.example.com } }] }]`;

/** A Gateway that takes listeners of others, and passes TLS on. */
const PASSED_ON = `
GatewayApiGateway:
  - metadata: { namespace: istio-system, name: api }
    spec:
      gatewayClassName: istio
      addresses: [{ type: Hostname, value: gateway }]
      allowedListeners: { namespaces: { from: All } }
      listeners: [{ name: tls, port: 443, protocol: TLS, hostname: shop.example.test, tls: { mode: Passthrough } }]`;

/** What the trace of a request asks for, with what may decide beside it. */
async function traced(...changes: readonly string[]): Promise<Snapshot> {
  const objects = worldWith(...changes) ?? {};
  const { scope, takenAt, ...world } = writtenWorld({ scope: { address: '203.0.113.7' }, objects });
  return await collect({
    ...{ scope, takenAt, witness: askWorld({ scope, takenAt, ...world }) },
    follow: (snapshot) => {
      const { view, trace } = createView(snapshot);
      notesOn(view, traceOf(view, getOf('https://shop.example.test/health')));
      return trace;
    },
    namespaces: () => [],
  });
}

/** What verify asks of a cluster, in all circumstances that the checks have cases for and in the trace of a request. */
async function neededRights(): Promise<readonly string[]> {
  const circumstances = [...EVERYTHING, MANY, ...codesOfCases().flatMap(casesOf)];
  const kinds = new Map<KindId, Set<string>>();
  const rights = new Set<string>();
  const looks = [
    ...[[], [ELSEWHERE], [GATEWAY_API], [GATEWAY_API, PASSED_ON]].map((changes) => () => traced(...changes)),
    ...circumstances.map((written) => () => seen(written)),
  ];
  for (const look of looks)
    for (const { question } of (await look()).exchanges) {
      if (question.ask === 'log') rights.add(right('', 'pods/log', 'get'));
      if (question.ask === 'may') rights.add(right('authorization.k8s.io', 'subjectaccessreviews', 'create'));
      if (question.ask !== 'get' && question.ask !== 'list') continue;
      const verbs = kinds.get(question.kind) ?? new Set();
      kinds.set(question.kind, verbs.add(question.ask));
    }
  for (const [kind, verbs] of kinds) {
    const { group, plural, isWatched } = KINDS[kind];
    // The right to read the one Secret is in a component of its own.
    if (kind === 'Secret') continue;
    for (const verb of [...verbs, ...(isWatched ? ['watch'] : [])]) rights.add(right(group, plural, verb));
  }
  return [...rights].sort();
}

describe('the ClusterRole of verify', () => {
  let needed: readonly string[];
  before(async function () {
    // All cases of all checks, on a machine that does other things too.
    this.timeout(240_000);
    needed = await neededRights();
  });
  const role = parse(readFileSync('kustomize/bases/verify/cluster-role.yaml', 'utf8')) as { rules: readonly Rule[] };

  it('only reads, apart from the question who else may, and no Secret', () => {
    for (const { resources, verbs } of role.rules) {
      assert.deepEqual(
        resources.filter((resource) => /secrets|\*/.test(resource)),
        [],
      );
      const others = verbs.filter((verb) => !['get', 'list', 'watch'].includes(verb));
      assert.deepEqual(others, resources.includes('subjectaccessreviews') ? ['create'] : []);
    }
  });

  it('reads of ConfigMaps only those of Istio and Argo CD', () => {
    const names = role.rules.filter(({ resources }) => resources.includes('configmaps'));
    assert.deepEqual(
      names.map(({ resourceNames }) => resourceNames),
      [['istio', 'argocd-cm', 'argocd-cmd-params-cm']],
    );
    assert.ok(role.rules.every(({ resources, resourceNames }) => !resourceNames || resources.includes('configmaps')));
  });

  it('has exactly the rights that are needed', () => {
    const given = role.rules.flatMap(({ apiGroups, resources, verbs }) =>
      apiGroups.flatMap((group) => resources.flatMap((resource) => verbs.map((verb) => right(group, resource, verb)))),
    );
    assert.deepEqual([...given].sort(), needed);
  });

  it('is needed in full: every kind that is read is asked for', () => {
    const asked = new Set(needed.map((each) => each.split(' ')[1]));
    const read = Object.values(KINDS).filter(({ kind }) => kind !== 'Secret');
    assert.deepEqual(
      read.map(({ group, plural }) => `${plural}${group && `.${group}`}`).filter((resource) => !asked.has(resource)),
      [],
    );
  });
});
