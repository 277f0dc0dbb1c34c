import assert from 'node:assert/strict';
import { readFacts } from '../facts.ts';
import { findComponents, findEnvironments } from './kustomizations.ts';
import { groupOf, type RenderedObject } from './objects.ts';
import { sharedRenders } from './test-renders.ts';

interface Kind {
  readonly group: string;
  readonly kind: string;
  readonly name?: string;
}
interface Project extends RenderedObject {
  readonly spec: {
    readonly sourceRepos: readonly string[];
    readonly destinations: readonly { readonly namespace: string }[];
    readonly clusterResourceWhitelist: readonly Kind[];
    readonly namespaceResourceWhitelist: readonly Kind[];
  };
}
interface Application extends RenderedObject {
  readonly spec: {
    readonly project: string;
    readonly source: { readonly repoURL: string; readonly path?: string; readonly chart?: string };
    readonly destination: { readonly namespace?: string };
  };
}

const words = ({ group, kind }: Kind): string => `${group}/${kind}`;

describe('the projects of Argo CD', () => {
  const environments = findEnvironments('.');
  const { render, renderWith } = sharedRenders();
  const use = new Map<string, { allowed: Set<string>; used: Set<string> }>();

  for (const environment of environments) {
    it(`of ${environment} allow each Application its repository, its namespaces and its kinds, optional parts included`, async () => {
      const folders = [`gitops/apps/${environment}`, `gitops/apps/${environment}/root`];
      const objects = (await Promise.all(folders.map((folder) => render(folder)))).flat();
      const projects = objects.filter((object): object is Project => object.kind === 'AppProject');
      const applications = objects.filter((object): object is Application => object.kind === 'Application');
      for (const { metadata, spec } of applications) {
        const project = projects.find(({ metadata }) => metadata.name === spec.project);
        assert.ok(project, `${metadata.name} is of ${spec.project}, which is not there`);
        assert.ok(project.spec.sourceRepos.includes(spec.source.repoURL), metadata.name);
        if (spec.source.path === undefined) continue;
        const kinds = {
          cluster: project.spec.clusterResourceWhitelist,
          names: project.spec.namespaceResourceWhitelist,
        };
        const isRoot = project.metadata.name === readFacts('.', environment).name;
        const part = isRoot ? 'root' : (project.metadata.name.split('-').at(-1) ?? '');
        const known = use.get(part) ?? { allowed: new Set(), used: new Set() };
        for (const kind of [...kinds.cluster, ...kinds.names]) known.allowed.add(words(kind));
        // An optional part is taken by one line elsewhere, so the project must allow beforehand what it needs.
        const { path } = spec.source;
        for (const object of await (part === 'skill' ? renderWith(path, findComponents('.')) : render(path))) {
          const kind = { group: groupOf(object), kind: object.kind };
          const isInNamespace = object.metadata.namespace !== undefined;
          const allowed = (isInNamespace ? kinds.names : kinds.cluster).find((each) => words(each) === words(kind));
          assert.ok(allowed, `${project.metadata.name} does not allow ${words(kind)} of ${metadata.name}`);
          if (allowed.name !== undefined) assert.equal(object.metadata.name, allowed.name);
          if (isInNamespace)
            assert.ok(
              project.spec.destinations.some(({ namespace }) => namespace === object.metadata.namespace),
              `${project.metadata.name} does not allow the namespace of ${object.kind} ${object.metadata.name}`,
            );
          known.used.add(words(kind));
        }
        use.set(part, known);
      }
    });
  }

  it('allow no kind that no environment has', () => {
    assert.ok(use.size > 0);
    for (const [part, { allowed, used }] of use)
      assert.deepEqual([...allowed].filter((kind) => !used.has(kind)).sort(), [], part);
  });
});
