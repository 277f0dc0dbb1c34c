import assert from 'node:assert/strict';
import { rootCertificates } from 'node:tls';
import { UsageError } from '#program/command.ts';
import { temporaryFiles } from '#testing/temporary-files.ts';
import { readRoots } from './roots.ts';

const [ONE = '', OTHER = ''] = rootCertificates;

describe('readRoots', () => {
  const { folder, file } = temporaryFiles();

  it('gives every certificate of a file, and nothing of the text between them', () => {
    const text = `# One\r\n${ONE.replaceAll('\n', '\r\n')}\r\n# Other\n${OTHER}\n`;
    assert.equal(readRoots(file('two.pem', text)).replaceAll('\r', ''), `${ONE}\n${OTHER}`);
  });

  for (const { name, content, problem } of [
    { name: 'nothing', content: '', problem: 'no certificate in it' },
    {
      name: 'a key',
      content: '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n',
      problem: 'no certificate in it',
    },
    { name: 'half of a certificate', content: ONE.slice(0, 200), problem: 'no certificate in it' },
    {
      name: 'a certificate that is broken, after a good one',
      content: `${ONE}\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n`,
      problem: 'certificate 2 is not readable',
    },
  ]) {
    it(`refuses a file with ${name}`, () => {
      const path = file('roots.pem', content);
      const message = `--ca ${path}: ${problem}; expected a PEM file with root certificates`;
      assert.throws(() => readRoots(path), { name: UsageError.name, message });
    });
  }

  it('refuses a folder', () => {
    assert.throws(() => readRoots(folder), /^StartError: .*: EISDIR.*; expected a PEM file with root certificates$/);
  });
});
