import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartError } from '#program/start-error.ts';
import { buildFile } from './build.ts';
import { promote, PromotionError, type Promotion } from './promote.ts';
import { buildOf, temporaryRemote, type Clone } from './test-remote.ts';

describe('promote', () => {
  const remote = temporaryRemote();
  let clone: Clone;
  const lines: string[] = [];
  const report = (line: string) => void lines.push(line);
  const pause = () => Promise.resolve();

  const run = (revision: string, more: Partial<Promotion> = {}, by = clone) =>
    promote(
      {
        ...{ environment: 'staging', wanted: buildOf(revision), remote: 'origin', branch: 'main' },
        ...{ allowOlder: false, isRehearsal: false, ...more },
      },
      { git: by.git, report, pause },
    );
  const tip = (branch = 'main') => remote.git(['rev-parse', branch]);
  const rejected = (promise: Promise<unknown>, words: RegExp) =>
    assert.rejects(promise, (error) => error instanceof PromotionError && words.test(error.message));

  /** A hook of the remote, which is gone after the test. */
  const withHook = async (name: string, script: string, test: () => Promise<void>) => {
    const hook = join(remote.folder, 'hooks', name);
    mkdirSync(join(remote.folder, 'hooks'), { recursive: true });
    writeFileSync(hook, `#!/bin/sh\n${script}\n`);
    chmodSync(hook, 0o755);
    try {
      await test();
    } finally {
      rmSync(hook);
    }
  };

  before(async () => {
    clone = await remote.clone('promoter');
  });
  beforeEach(() => {
    lines.length = 0;
  });

  it('pushes one commit on top of the branch, which changes one file: digests and revision together', async () => {
    const revision = await remote.commit('service/main.ts', 'one');
    const later = await remote.commit('README.md', 'meanwhile');
    const { commit } = await run(revision);
    assert.ok(commit);
    assert.equal(await tip(), commit);
    assert.equal(await remote.git(['rev-parse', `${commit}^`]), later);
    assert.deepEqual(await remote.changes(commit), [buildFile('staging')]);
    assert.deepEqual(await remote.build('staging'), buildOf(revision));
    assert.match(await remote.git(['log', '-1', '--format=%B', commit]), /Built from [0-9a-f]{40}:\n- service sha256:/);
  });

  it('leaves working tree, index and branches of the clone as they are, changes in it included', async () => {
    const file = join(clone.folder, buildFile('staging'));
    writeFileSync(file, 'half an edit');
    await clone.git(['add', file]);
    const state = async () => [
      await clone.git(['status', '--porcelain=v2']),
      await clone.git(['for-each-ref', 'refs/heads']),
      readFileSync(file, 'utf8'),
    ];
    const before = await state();
    const { commit } = await run(await remote.commit('service/main.ts', 'two'));
    assert.ok(commit);
    assert.deepEqual(await state(), before);
    await clone.git(['reset', '--quiet', '--hard']);
  });

  it('lists in its message the commits that changed an image, and no others', async () => {
    await remote.commit('README.md', 'words');
    await remote.commit('gitops/verify/main.ts', 'a check');
    const { commit } = await run(await remote.commit('service/main.ts', 'three'));
    assert.ok(commit);
    const message = await remote.git(['log', '-1', '--format=%B', commit]);
    assert.deepEqual(message.match(/^- feat: .*(?= \()/gm), ['- feat: three', '- feat: a check']);
  });

  it('does nothing a second time, so that a job can be run again', async () => {
    const { revision } = await remote.build('staging');
    const before = await tip();
    const { commit, because } = await run(revision);
    assert.deepEqual([commit, because, await tip()], [undefined, 'this build is there already', before]);
  });

  it('never puts an older build in the place of a newer one, unless it is asked to', async () => {
    const older = await remote.commit('service/main.ts', 'four');
    const newer = await remote.commit('service/main.ts', 'five');
    await run(newer);
    const left = await run(older);
    assert.equal(left.commit, undefined);
    assert.match(left.because, /the newer [0-9a-f]{7} is there/);
    assert.ok((await run(older, { allowOlder: true })).commit);
    assert.deepEqual(await remote.build('staging'), buildOf(older));
    assert.ok((await run(newer)).commit);
  });

  it('starts again on top of what somebody else has pushed meanwhile, and loses nothing of it', async () => {
    const revision = await remote.commit('service/main.ts', 'six');
    const other = await remote.git(['commit-tree', '-p', revision, '-m', 'x', `${revision}^{tree}`]);
    // The first push is overtaken while it is under way.
    const script = `[ -f done ] || { touch done; env -u GIT_QUARANTINE_PATH git update-ref refs/heads/main ${other}; }`;
    await withHook('pre-receive', script, async () => {
      const { commit, attempts } = await run(revision);
      assert.ok(commit);
      assert.equal(attempts, 2);
      assert.equal(await remote.git(['rev-parse', `${commit}^`]), other);
      assert.deepEqual(lines, ['main of origin has moved on: starting again']);
    });
  });

  it('writes both builds where two environments are promoted at once', async () => {
    const revision = await remote.commit('service/main.ts', 'seven');
    const another = await remote.clone('another');
    const outcomes = await Promise.all([run(revision), run(revision, { environment: 'production' }, another)]);
    assert.ok(outcomes.every(({ commit }) => commit !== undefined));
    assert.deepEqual(await remote.build('staging'), buildOf(revision));
    assert.deepEqual(await remote.build('production'), buildOf(revision));
  });

  it('ends with the newest build where several of one environment are promoted at once, in whatever order', async () => {
    const revisions: string[] = [];
    for (const word of ['eight', 'nine', 'ten', 'eleven']) revisions.push(await remote.commit('service/main.ts', word));
    const before = await tip();
    const clones = await Promise.all(revisions.map((revision) => remote.clone(revision)));
    await Promise.all(revisions.toReversed().map((revision, index) => run(revision, {}, clones[index])));
    assert.deepEqual(await remote.build('staging'), buildOf(revisions.at(-1) ?? ''));
    const messages = (await remote.git(['log', '--reverse', '--format=%s', `${before}..main`])).split('\n');
    const order = messages.map((line) => revisions.findIndex((revision) => line.endsWith(revision.slice(0, 7))));
    assert.deepEqual(order, order.toSorted());
  });

  it('passes on the words of a remote that refuses pushes to the branch, and does not try again', async () => {
    const revision = await remote.commit('service/main.ts', 'twelve');
    await withHook('pre-receive', 'echo "main takes pull requests only" >&2; exit 1', async () => {
      await rejected(run(revision), /^origin refuses main: .*main takes pull requests only/s);
    });
    assert.deepEqual(lines, []);
  });

  describe('with a branch for a pull request', () => {
    const onto = 'promote/staging';

    it('pushes that branch, one commit on top of the other, which stays as it is', async () => {
      const revision = await remote.commit('service/main.ts', 'thirteen');
      const before = await tip();
      const { commit } = await run(revision, { onto });
      assert.ok(commit);
      assert.deepEqual(
        [await tip(), await tip(onto), await remote.git(['rev-parse', `${onto}^`])],
        [before, commit, before],
      );
      assert.deepEqual(await remote.build('staging', onto), buildOf(revision));
    });

    it('does nothing a second time', async () => {
      const { revision } = await remote.build('staging', onto);
      assert.equal((await run(revision, { onto })).commit, undefined);
    });

    it('replaces it by a newer build, and not by an older one', async () => {
      const { revision: older } = await remote.build('staging', onto);
      const newer = await remote.commit('service/main.ts', 'fourteen');
      assert.ok((await run(newer, { onto })).commit);
      assert.equal((await run(older, { onto })).commit, undefined);
      assert.deepEqual(await remote.build('staging', onto), buildOf(newer));
      assert.equal(await remote.git(['rev-list', '--count', `main..${onto}`]), '1');
    });

    it('puts it on top of the branch again where that has moved on', async () => {
      const { revision } = await remote.build('staging', onto);
      const moved = await remote.commit('README.md', 'more words');
      assert.ok((await run(revision, { onto })).commit);
      assert.equal(await remote.git(['rev-parse', `${onto}^`]), moved);
    });

    it('has nothing to do once it is merged', async () => {
      const { revision } = await remote.build('staging', onto);
      await remote.git(['update-ref', 'refs/heads/main', onto]);
      assert.equal((await run(revision, { onto })).because, 'this build is there already');
    });
  });

  it('tells in a rehearsal what it would push, and pushes nothing', async () => {
    const revision = await remote.commit('service/main.ts', 'fifteen');
    const { commit } = await run(revision, { isRehearsal: true });
    assert.ok(commit);
    assert.equal(await tip(), revision);
    assert.match(await clone.git(['show', commit]), new RegExp(`^\\+ {8}value: '${revision}'$`, 'm'));
  });

  it('refuses a commit that the branch does not have', async () => {
    await clone.git(['commit', '--quiet', '--allow-empty', '-m', 'not pushed']);
    const revision = await clone.git(['rev-parse', 'HEAD']);
    await rejected(run(revision), /is not in main of origin: push it first/);
    await clone.git(['reset', '--quiet', '--hard', 'HEAD^']);
  });

  it('refuses a branch, a remote and an environment that are not there', async () => {
    const revision = await tip();
    await rejected(run(revision, { branch: 'trunk' }), /origin has no branch trunk/);
    await rejected(run(revision, { remote: 'upstream' }), /upstream cannot be reached/);
    await assert.rejects(run(revision, { environment: 'nowhere' }), StartError);
  });
});
