import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { passes } from '../../.github/path-filter.ts';
import { promote } from './promote.ts';
import { buildOf, temporaryRemote } from './test-remote.ts';

const { on } = parse(readFileSync('.github/workflows/image.yaml', 'utf8')) as {
  on: { push: { branches: string[]; paths: string[] } };
};

describe('a push, the image that it starts, and the promotion of that', () => {
  const remote = temporaryRemote();

  /**
   * What GitHub does after a push, and more: here a commit that a workflow pushes starts workflows too. Nothing is
   * really built. @returns the commits that were to be built, in their order
   */
  async function afterPush(tip: string, seen: Set<string>): Promise<string[]> {
    const changes = await remote.changes(tip);
    if (seen.has(tip)) return [];
    seen.add(tip);
    assert.ok(seen.size < 20, 'a promotion starts a build that is promoted, and so on');
    if (!changes.some((path) => passes(on.push.paths, path))) return [];
    const promoter = await remote.clone(`promoter-${tip}`);
    const common = { wanted: buildOf(tip), remote: 'origin', branch: 'main', allowOlder: false, isRehearsal: false };
    const parts = { git: promoter.git, report: () => undefined, pause: () => Promise.resolve() };
    const staging = await promote({ ...common, environment: 'staging' }, parts);
    const built = staging.commit === undefined ? [] : await afterPush(staging.commit, seen);
    const production = await promote({ ...common, environment: 'production', onto: 'promote/production' }, parts);
    assert.ok(production.commit, 'a pull request for production');
    return [tip, ...built];
  }

  /** A person merges the pull request of production. */
  async function mergeProduction(): Promise<string> {
    await remote.git(['update-ref', 'refs/heads/main', 'promote/production', await remote.git(['rev-parse', 'main'])]);
    await remote.git(['update-ref', '-d', 'refs/heads/promote/production']);
    return await remote.git(['rev-parse', 'main']);
  }

  it('comes to rest: one build and one promotion for each commit that changes an image, none for any other', async () => {
    const first = await remote.git(['rev-parse', 'main']);
    const seen = new Set<string>();
    const built: string[] = [];
    const pushes: [path: string, isBuilt: boolean][] = [
      ['service/main.ts', true],
      ['README.md', false],
      ['kustomize/bases/app/tips.yaml', false],
      ['service/main.test.ts', false],
      ['package-lock.json', true],
      ['gitops/verify/judge/checks/x.ts', true],
    ];
    const expected: string[] = [];
    for (const [path, isBuilt] of pushes) {
      const commit = await remote.commit(path, `a change of ${path}`);
      if (isBuilt) expected.push(commit);
      built.push(...(await afterPush(commit, seen)));
    }
    built.push(...(await afterPush(await mergeProduction(), seen)));
    assert.deepEqual(built, expected);

    const graph = (await remote.git(['log', '--reverse', '--format=%s', `${first}..main`])).split('\n');
    const run = (environment: string, commit = '') => `chore(${environment}): run ${commit.slice(0, 7)}`;
    assert.deepEqual(graph, [
      'feat: a change of service/main.ts',
      run('staging', expected[0]),
      'feat: a change of README.md',
      'feat: a change of kustomize/bases/app/tips.yaml',
      'feat: a change of service/main.test.ts',
      'feat: a change of package-lock.json',
      run('staging', expected[1]),
      'feat: a change of gitops/verify/judge/checks/x.ts',
      run('staging', expected[2]),
      run('production', expected[2]),
    ]);
    assert.equal(await remote.git(['rev-list', '--count', '--merges', 'main']), '0');
    assert.deepEqual(await remote.build('production'), await remote.build('staging'));
  });
});
