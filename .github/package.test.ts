import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { temporaryFiles } from '#testing/temporary-files.ts';
import { run, succeed } from './test-program.ts';

const { bin } = JSON.parse(readFileSync('package.json', 'utf8')) as { bin: Readonly<Record<string, string>> };

describe('npm pack', function () {
  this.timeout(60_000);
  const { folder } = temporaryFiles();
  const [copy, empty] = [join(folder, 'copy'), join(folder, 'empty')];
  const npm = (cwd: string, ...words: string[]) => succeed(run('npm', words, { cwd, env: { HOME: folder } }));
  let file: string;

  // In a copy, because package.json is another one for a moment, and other tests import by it.
  before(async () => {
    for (const path of [copy, empty]) mkdirSync(path);
    for (const name of ['LICENSE', 'README.md', 'package.json']) cpSync(name, join(copy, name));
    for (const name of ['.github', 'gitops', 'node_modules', 'service']) symlinkSync(resolve(name), join(copy, name));
    file = join(copy, (await npm(copy, 'pack', '--silent')).trim());
  });

  it('packs the bundle, the licences, and what npm always adds', async () => {
    const files = (await succeed(run('tar', ['tzf', file]))).trim().split('\n').sort();
    assert.deepEqual(
      files,
      ['LICENSE', 'README.md', 'dist/verify.cjs', 'dist/verify.cjs.LEGAL.txt', 'package.json'].map(
        (name) => `package/${name}`,
      ),
    );
  });

  it('leaves package.json as it was', () => {
    assert.equal(readFileSync(join(copy, 'package.json'), 'utf8'), readFileSync('package.json', 'utf8'));
  });

  it('gives a package that brings no other, and whose umi-verify runs', async () => {
    await npm(empty, 'install', '--offline', '--no-audit', '--no-fund', file);
    const installed = readdirSync(join(empty, 'node_modules')).filter((name) => !name.startsWith('.'));
    assert.deepEqual(installed, ['umi-mrdebugger']);
    assert.match(await succeed(run(join(empty, 'node_modules/.bin/umi-verify'), ['--help'])), /--certificate NS\/NAME/);
  });

  it('gives what is published: npm publish of the folder is refused, and names it', async () => {
    const options = { env: { npm_command: 'publish' } };
    const { status, stderr } = await run('node', ['.github/prepare-command.js'], options);
    assert.equal(status, 64);
    assert.match(stderr, /npm publish "\$\(npm pack --silent\)"/);
  });
});

describe('.pre-commit-hooks.yaml', () => {
  it('starts programs that the package brings', () => {
    const hooks = parse(readFileSync('.pre-commit-hooks.yaml', 'utf8')) as { readonly entry: string }[];
    assert.ok(hooks.length > 0);
    for (const { entry } of hooks) assert.ok(bin[entry.split(' ')[0] ?? ''], entry);
  });
});
