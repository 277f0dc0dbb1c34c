import assert from 'node:assert/strict';
import { StartError } from '#program/start-error.ts';
import { temporaryFiles } from '#testing/temporary-files.ts';
import { testCertificates } from '#testing/certificates.ts';
import { readRootsFile } from './roots-file.ts';

describe('readRootsFile', () => {
  const { file } = temporaryFiles();
  let one: string;
  let two: string;
  before(async () => {
    one = (await testCertificates('one.example.test')).root;
    two = (await testCertificates('two.example.test')).root;
  });

  it('gives the certificates, without what is written between them', () => {
    assert.equal(readRootsFile(file('roots.pem', `# one\n${one}\n# two\r\n${two}\n`)), `${one}\n${two}`);
  });

  for (const text of ['', '\n', ' \r\n']) {
    it(`gives nothing, where the file holds ${JSON.stringify(text)}`, () => {
      assert.equal(readRootsFile(file('empty.pem', text)), undefined);
    });
  }

  it('says which file cannot be read', () => {
    assert.throws(() => readRootsFile('/nowhere.pem'), {
      name: StartError.name,
      message: '--roots /nowhere.pem: ENOENT; expected PEM certificates',
    });
  });

  it('refuses what is no certificate, and one that is broken among good ones', () => {
    const broken = one.replace(/\n[A-Za-z0-9+/]{4}/, '\nAAAA');
    for (const text of ['hello', one.replaceAll('CERTIFICATE', 'PRIVATE KEY'), `${two}\n${broken}`]) {
      const path = file('broken.pem', text);
      const message = `--roots ${path}: not made of PEM certificates (-----BEGIN CERTIFICATE-----)`;
      assert.throws(() => readRootsFile(path), { name: StartError.name, message });
    }
  });
});
