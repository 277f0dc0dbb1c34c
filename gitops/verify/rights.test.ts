import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { casesOf, codesOfCases } from './checks/test-cases.ts';
import { KINDS, type KindId } from './kinds.ts';
import { plan } from './plan/plan.ts';
import { snapshotOf, type WrittenSnapshot } from './test-snapshot.ts';

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** An Application that holds an object of every kind, and a scope that lists all Applications. */
const EVERYTHING: readonly WrittenSnapshot[] = [
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

/** What the plan may ask of a cluster, in all circumstances that the checks have cases for. */
function neededRights(): readonly string[] {
  const circumstances = [...EVERYTHING, ...codesOfCases().flatMap(casesOf)];
  const asked = circumstances.flatMap((written) => plan(snapshotOf(written)));
  const kinds = new Map<KindId, Set<string>>();
  const rights = new Set<string>();
  for (const question of asked) {
    if (question.ask === 'log') rights.add(right('', 'pods/log', 'get'));
    if (question.ask === 'may') rights.add(right('authorization.k8s.io', 'subjectaccessreviews', 'create'));
    if (question.ask !== 'get' && question.ask !== 'list') continue;
    const verbs = kinds.get(question.kind) ?? new Set();
    kinds.set(question.kind, verbs.add(question.ask));
  }
  for (const [kind, verbs] of kinds) {
    const { group, plural, isMetadataOnly, isWatched } = KINDS[kind];
    // The right to read the one Secret is in a component of its own.
    if (isMetadataOnly) continue;
    for (const verb of [...verbs, ...(isWatched ? ['watch'] : [])]) rights.add(right(group, plural, verb));
  }
  return [...rights].sort();
}

describe('the ClusterRole of verify', () => {
  const needed = neededRights();
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

  it('has exactly the rights that are needed', () => {
    const given = role.rules.flatMap(({ apiGroups, resources, verbs }) =>
      apiGroups.flatMap((group) => resources.flatMap((resource) => verbs.map((verb) => right(group, resource, verb)))),
    );
    assert.deepEqual([...given].sort(), needed);
  });

  it('is needed in full: the plans ask for every kind that is read', () => {
    const asked = new Set(needed.map((each) => each.split(' ')[1]));
    const read = Object.values(KINDS).filter(({ isMetadataOnly }) => !isMetadataOnly);
    assert.deepEqual(
      read.map(({ group, plural }) => `${plural}${group && `.${group}`}`).filter((resource) => !asked.has(resource)),
      [],
    );
  });
});
