import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { testKeyPair } from '#testing/key-pairs.ts';
import { parsePublicKeys } from './keys.ts';

const pem = (key: KeyObject, type: 'spki' | 'pkcs1' = 'spki') => key.export({ type, format: 'pem' }).toString();

describe('parsePublicKeys', () => {
  const { publicPem, privatePem, privateKey } = testKeyPair();
  const longer = testKeyPair('clova', 3072).publicKey;

  it('takes several keys of one text, of whatever length', () => {
    const { keys, problems } = parsePublicKeys(`# old\n${publicPem}\n# new\n${pem(longer, 'pkcs1')}`);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      keys.map(({ asymmetricKeyDetails }) => asymmetricKeyDetails?.modulusLength),
      [2048, 3072],
    );
  });

  it('names each block that is not a usable key, and keeps the others', () => {
    const { publicKey: elliptic } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { publicKey: pss } = generateKeyPairSync('rsa-pss', { modulusLength: 1024 });
    const broken = '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----';
    const certificate = broken.replaceAll('PUBLIC KEY', 'CERTIFICATE');
    const blocks = [
      privatePem,
      pem(elliptic),
      pem(pss),
      testKeyPair('clova', 1024).publicPem,
      broken,
      privateKey.export({ type: 'pkcs1', format: 'pem' }),
      certificate,
      publicPem,
    ];
    const { keys, problems } = parsePublicKeys(blocks.join('\n'));
    assert.equal(keys.length, 1);
    assert.deepEqual(problems, [
      'block 1: a private key; put only the public key here',
      'block 2: a key of type ec; expected rsa',
      'block 3: a key of type rsa-pss; expected rsa',
      'block 4: an RSA key of 1024 bits; expected at least 2048',
      'block 5: not readable as a public key',
      'block 6: a private key; put only the public key here',
      'block 7: a CERTIFICATE; expected a PUBLIC KEY',
    ]);
  });

  it('says what it expected of a text without a key', () => {
    assert.match(parsePublicKeys('<html>404</html>').problems.join(), /BEGIN PUBLIC KEY/);
  });
});
