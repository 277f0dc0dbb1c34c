import assert from 'node:assert/strict';
import { CERTIFICATE_REASONS } from './certificate-reasons.ts';

describe('the reasons of a Certificate that is not Ready', () => {
  // cert-manager 1.21, internal/controller/certificates/policies/constants.go
  const reasons =
    'DoesNotExist MissingData InvalidKeyPair InvalidCertificate InvalidCertificateRequest SecretMismatch IncorrectIssuer IncorrectCertificate RequestChanged Renewing Expired WindowError ARIError SecretTemplateMismatch SecretManagedMetadataMismatch SecretOwnerRefMismatch AdditionalOutputFormatsMismatch ManagedFieldsParseError';
  it('are all explained', () => {
    assert.deepEqual(
      reasons.split(' ').filter((reason) => !(reason in CERTIFICATE_REASONS)),
      [],
    );
  });
  for (const [reason, { en, ko }] of Object.entries(CERTIFICATE_REASONS))
    it(`${reason} is explained in both languages`, () => {
      assert.ok(en.length > 10 && !/[가-힣]/.test(en), en);
      assert.match(ko, /[가-힣]/);
    });
});
