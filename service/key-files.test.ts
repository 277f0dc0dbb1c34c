import assert from 'node:assert/strict';
import { join } from 'node:path';
import { StartError } from '#program/start-error.ts';
import { testKeyPair } from '#testing/key-pairs.ts';
import { temporaryFiles } from '#testing/temporary-files.ts';
import { readKeyFiles } from './key-files.ts';

describe('readKeyFiles', () => {
  const { folder, file } = temporaryFiles();
  const { publicPem, privatePem } = testKeyPair();
  const good = file('good.pem', publicPem);

  it('gives the keys of all files in their order', () => {
    const two = file('two.pem', `${testKeyPair('clova', 3072).publicPem}\n${testKeyPair('stranger').publicPem}`);
    const bits = readKeyFiles([good, two]).map(({ asymmetricKeyDetails }) => asymmetricKeyDetails?.modulusLength);
    assert.deepEqual(bits, [2048, 3072, 2048]);
  });

  it('gives no keys of no files', () => {
    assert.deepEqual(readKeyFiles([]), []);
  });

  it('names every file and block that is not a usable key, also beside good ones', () => {
    const mixed = file('mixed.pem', `${publicPem}\n${privatePem}\n${testKeyPair('clova', 1024).publicPem}`);
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
