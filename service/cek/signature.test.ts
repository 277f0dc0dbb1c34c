import assert from 'node:assert/strict';
import { constants, sign } from 'node:crypto';
import { testKeyPair } from '#testing/key-pairs.ts';
import { parsePublicKeys } from './keys.ts';
import { verifySignature } from './signature.ts';

const { publicPem, privateKey } = testKeyPair();
const other = testKeyPair('stranger');
const longer = testKeyPair('clova', 3072);
const { keys } = parsePublicKeys(publicPem);
const body = Buffer.from('{"안녕":1}');
const good = sign('RSA-SHA256', body, privateKey).toString('base64');
const urlSafe = good.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

describe('verifySignature', () => {
  it('gives the same bytes back where they are signed', () => {
    assert.equal(verifySignature(body, good, keys), body);
  });

  it('takes any of several keys, whatever their lengths, while one replaces another', () => {
    const signature = sign('RSA-SHA256', body, longer.privateKey).toString('base64');
    const { keys } = parsePublicKeys(publicPem + other.publicPem + longer.publicPem);
    assert.equal(verifySignature(body, signature, keys), body);
  });

  for (const { name, pems } of [
    { name: 'old before new', pems: [other.publicPem, publicPem] },
    { name: 'new before old', pems: [publicPem, other.publicPem] },
  ]) {
    it(`takes the new key beside an old one of the same length, ${name}`, () => {
      assert.equal(verifySignature(body, good, parsePublicKeys(pems.join('')).keys), body);
    });
  }

  for (const { name, signature, signed = body, expected } of [
    { name: 'none', signature: undefined, expected: 'missing' },
    { name: 'an empty one', signature: '', expected: 'missing' },
    { name: 'two in one header', signature: `${good}, ${good}`, expected: 'repeated' },
    { name: 'one written twice', signature: good + good, expected: 'malformed' },
    { name: 'one cut short', signature: good.slice(0, -4), expected: 'malformed' },
    { name: 'one without padding', signature: good.replace(/=+$/, ''), expected: 'malformed' },
    { name: 'white space inside', signature: `${good.slice(0, 76)}\n${good.slice(76)}`, expected: 'malformed' },
    { name: 'the URL-safe alphabet', signature: urlSafe, expected: 'malformed' },
    { name: 'text after the padding', signature: `${good}A`, expected: 'malformed' },
    { name: 'a text that is not Base64', signature: '!'.repeat(344), expected: 'malformed' },
    {
      name: 'a key of another length',
      signature: sign('RSA-SHA256', body, longer.privateKey).toString('base64'),
      expected: 'wrong',
    },
    {
      name: 'another key',
      signature: sign('RSA-SHA256', body, other.privateKey).toString('base64'),
      expected: 'wrong',
    },
    { name: 'another hash', signature: sign('RSA-SHA512', body, privateKey).toString('base64'), expected: 'wrong' },
    { name: 'SHA-1', signature: sign('RSA-SHA1', body, privateKey).toString('base64'), expected: 'wrong' },
    {
      name: 'PSS padding',
      signature: sign('sha256', body, { key: privateKey, padding: constants.RSA_PKCS1_PSS_PADDING }).toString('base64'),
      expected: 'wrong',
    },
    { name: 'a body with one bit changed', signature: good, signed: Buffer.from('{"안녕":0}'), expected: 'wrong' },
    {
      name: 'a body with a byte order mark',
      signature: good,
      signed: Buffer.concat([Buffer.from('\ufeff'), body]),
      expected: 'wrong',
    },
    { name: 'an empty body', signature: good, signed: Buffer.alloc(0), expected: 'wrong' },
  ]) {
    it(`calls ${name} ${expected}`, () => {
      assert.equal(verifySignature(signed, signature, keys), expected);
    });
  }
});
