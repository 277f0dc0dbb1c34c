import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, runProgram } from '#testing/run-command.ts';
import { render } from './render-command.ts';
import { temporaryTree } from './test-tree.ts';

describe('npm run render', () => {
  const configMap = (value: string) =>
    `apiVersion: v1\ndata:\n  value: ${value}\nkind: ConfigMap\nmetadata:\n  name: a\n`;
  const { folder, add } = temporaryTree({
    'kustomize/facts/broken/facts.yaml': 'kind: ConfigMap\n',
    'kustomize/facts/local/facts.yaml': 'kind: ConfigMap\n',
    'kustomize/overlays/local/kustomization.yaml': 'resources: [a.yaml]\n',
    'kustomize/overlays/local/a.yaml': configMap('before'),
  });
  const snapshot = join(folder, 'gitops/render/snapshots/kustomize-overlays-local.yaml');
  const renderWith = (...words: readonly string[]) => run(render, words, { cwd: folder });
  const fine = /^1 kustomizations, rendered by .+: fine\n$/;

  it('misses the snapshot of a new kustomization, and says how it is made', async () => {
    const { status, stdout } = await renderWith();
    assert.match(stdout, /^kustomize\/overlays\/local has no snapshot yet\n1 kustomizations, .+: 1 problems\n/);
    assert.match(stdout, /npm run render -- --write/);
    assert.equal(status, 1);
  });

  it('writes it, and then finds it fine', async () => {
    const { status, stdout } = await renderWith('--write');
    assert.match(stdout, /^gitops\/render\/snapshots\/kustomize-overlays-local\.yaml: written\n/);
    assert.equal(status, 0);
    assert.equal(readFileSync(snapshot, 'utf8'), configMap('before'));
    const again = await renderWith();
    assert.match(again.stdout, fine);
    assert.equal(again.status, 0);
  });

  it('shows line by line what a change does, and leaves the snapshot as it is', async () => {
    add({ 'kustomize/overlays/local/a.yaml': configMap('after') });
    const { status, stdout } = await renderWith();
    assert.match(stdout, /^kustomize\/overlays\/local differs from .+\n@@ .+@@.*\n/);
    assert.match(stdout, /^- {2}value: before\n\+ {2}value: after$/m);
    assert.equal(status, 1);
    assert.equal(readFileSync(snapshot, 'utf8'), configMap('before'));
  });

  it('prints one render and nothing else, where it is given the folder', () => {
    const printed = runProgram('gitops/render/render-command.ts', ['kustomize/overlays/local'], { cwd: folder });
    assert.deepEqual(printed, { status: 0, stdout: configMap('after'), stderr: '' });
  });

  it('exits 1 with kustomize’s words, where the folder does not build', async () => {
    const { status, stdout, stderr } = await renderWith('kustomize/bases');
    assert.deepEqual({ status, stdout }, { status: 1, stdout: '' });
    assert.match(stderr, /^kustomize\/bases does not build: /);
  });

  it('removes the snapshot of a kustomization that is gone only with --write, and tells it without', async () => {
    add({ 'gitops/render/snapshots/gone.yaml': 'x\n' });
    const gone = join(folder, 'gitops/render/snapshots/gone.yaml');
    assert.match(
      (await renderWith()).stdout,
      /^gitops\/render\/snapshots\/gone\.yaml is the snapshot of no kustomization$/m,
    );
    assert.ok(existsSync(gone));
    assert.match((await renderWith('--write')).stdout, /^gitops\/render\/snapshots\/gone\.yaml: removed$/m);
    assert.ok(!existsSync(gone));
    assert.match((await renderWith()).stdout, fine);
  });

  it('makes no snapshot of what does not build, and exits 1', async () => {
    add({ 'gitops/apps/broken/kustomization.yaml': 'resources: [missing.yaml]\n' });
    const { status, stdout } = await renderWith('--write');
    assert.match(stdout, /^gitops\/apps\/broken does not build: /);
    assert.match(stdout, /^2 kustomizations, .+: 1 problems$/m);
    assert.equal(status, 1);
    assert.ok(!existsSync(join(folder, 'gitops/render/snapshots/gitops-apps-broken.yaml')));
  });

  it('only tells how it is used, where it is given --help', async () => {
    const { status, stdout } = await renderWith('--help', 'x');
    assert.match(stdout, /npm run -s render -- FOLDER/);
    assert.equal(status, 0);
  });

  for (const words of [['a', 'b'], ['--write', 'a'], ['--all']]) {
    it(`exits 64 where it is given ${words.join(' ')}`, async () => {
      const { status, stdout, stderr } = await renderWith(...words);
      assert.deepEqual({ status, stdout }, { status: 64, stdout: '' });
      assert.match(stderr, /See --help\.\n$/);
    });
  }
});
