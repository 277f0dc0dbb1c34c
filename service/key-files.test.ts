import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { readKeyFiles } from './key-files.ts';
import { StartError } from '#program/start-error.ts';
import { temporaryFiles } from '#testing/temporary-files.ts';

describe('readKeyFiles', () => {
  const { folder, file } = temporaryFiles();
  const rsa = (modulusLength: number) => generateKeyPairSync('rsa', { modulusLength });
  const pem = (bits: number) => rsa(bits).publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const good = file('good.pem', pem(2048));

  it('gives the keys of all files in their order', () => {
    const two = file('two.pem', `${pem(3072)}\n${pem(2048)}`);
    const bytes = readKeyFiles([good, two]).map(({ signatureBytes }) => signatureBytes);
    assert.deepEqual(bytes, [256, 384, 256]);
  });

  it('gives no keys of no files', () => {
    assert.deepEqual(readKeyFiles([]), []);
  });

  it('names every file and block that is no usable key, also beside good ones', () => {
    const secret = rsa(2048).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const mixed = file('mixed.pem', `${pem(2048)}\n${secret}\n${pem(1024)}`);
    const empty = file('empty.pem', '');
    const missing = join(folder, 'missing.pem');
    assert.throws(
      () => readKeyFiles([mixed, good, empty, missing, folder]),
      new StartError([
        `${mixed}: block 2: a private key; put only the public key here`,
        `${mixed}: block 3: an RSA key of 1024 bits; expected at least 2048`,
        `${empty}: no PEM block in it; expected -----BEGIN PUBLIC KEY-----`,
        `${missing}: ENOENT; expected a PEM file`,
        `${folder}: EISDIR; expected a PEM file`,
      ]),
    );
  });
});
