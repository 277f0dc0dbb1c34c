import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { StartError } from '#program/start-error.ts';
import { buildFile, readBuild, withBuild, type Build } from './build.ts';

const file = buildFile('staging');
const text = readFileSync(file, 'utf8');
const build: Build = {
  revision: '1a'.repeat(20),
  service: `sha256:${'2b'.repeat(32)}`,
  verify: `sha256:${'3c'.repeat(32)}`,
};

describe('withBuild', () => {
  it('writes both digests and the revision, and leaves all else, comments included, as it is', () => {
    const changed = withBuild(text, build, file);
    assert.deepEqual(readBuild(changed, file), build);
    const lines = text.split('\n');
    const changes = changed.split('\n').filter((line, index) => line !== lines[index]);
    assert.deepEqual(changes, [
      `    digest: ${build.service}`,
      `    digest: ${build.verify}`,
      `        value: '${build.revision}'`,
    ]);
    assert.equal(changed.split('\n').length, lines.length);
  });

  it('gives the same text again after another build and then the first one are written', () => {
    assert.equal(withBuild(withBuild(text, build, file), readBuild(text, file), file), text);
  });
});

describe('readBuild', () => {
  for (const environment of ['staging', 'production'])
    it(`reads that of ${environment}, as it stands in the repository`, () => {
      const name = buildFile(environment);
      assert.match(readBuild(readFileSync(name, 'utf8'), name).revision, /^[0-9a-f]{40}$/);
    });

  const refused = (broken: string, words: RegExp) => {
    assert.throws(
      () => readBuild(broken, file),
      (error) => error instanceof StartError && error.problems.some((problem) => words.test(problem)),
    );
  };

  it('refuses an environment whose images are named by tag', () => {
    const local = buildFile('local');
    assert.throws(
      () => readBuild(readFileSync(local, 'utf8'), local),
      (error) => error instanceof StartError && /local.*expected a digest of mrdebugger\/service/.test(error.message),
    );
  });

  it('refuses one image without the other', () => {
    refused(text.replace('name: mrdebugger/verify', 'name: another'), /expected a digest of mrdebugger\/verify/);
  });

  it('refuses a file without the patch of the revision', () => {
    refused(text.replace('org.opencontainers.image.revision', 'another'), /expected a patch that replaces/);
  });

  it('tells every value that is malformed', () => {
    const broken = withBuild(text, { ...build, revision: 'main', verify: 'sha256:12' }, file);
    refused(broken, /the revision is main: expected 40 hex digits/);
    refused(broken, /mrdebugger\/verify is sha256:12: expected sha256: and 64/);
  });

  it('refuses a file that is not YAML', () => {
    refused('images: [', /kustomization\.yaml: /);
  });
});
