import assert from 'node:assert/strict';
import { ACME_ERRORS, acmeErrorOf, explainAcmeError } from './acme-errors.ts';

describe('an ACME error in a sentence', () => {
  it('has its type and the words of the server', () => {
    assert.deepEqual(
      acmeErrorOf(
        'Failed to create Order: 429 urn:ietf:params:acme:error:rateLimited: too many: see https://ca.example',
      ),
      { type: 'rateLimited', detail: 'too many: see https://ca.example' },
    );
  });
  it('may come without words', () => {
    assert.deepEqual(acmeErrorOf('400 urn:ietf:params:acme:error:badCSR'), { type: 'badCSR', detail: '' });
  });
  for (const text of [undefined, '', 'order is in "invalid" state: '])
    it(`is not in ${text ?? 'nothing'}`, () => {
      assert.equal(acmeErrorOf(text), undefined);
    });
});

describe('the explanation of an ACME error', () => {
  // RFC 8555 §6.7, in its order.
  const types =
    'accountDoesNotExist alreadyRevoked badCSR badNonce badPublicKey badRevocationReason badSignatureAlgorithm caa compound connection dns externalAccountRequired incorrectResponse invalidContact malformed orderNotReady rateLimited rejectedIdentifier serverInternal tls unauthorized unsupportedContact unsupportedIdentifier userActionRequired';
  it('exists for every type of RFC 8555', () => {
    assert.deepEqual(
      types.split(' ').filter((type) => !(type in ACME_ERRORS)),
      [],
    );
  });
  it('names the type where it is unknown', () => {
    assert.match(explainAcmeError('strange').en, /strange/);
    assert.match(explainAcmeError('strange').ko, /strange.*[가-힣]/);
  });
});
