import type { Text } from '#program/language.ts';

/** The meaning of cert-manager's reasons for a Certificate that is not Ready; each is the end of a sentence. */
export const CERTIFICATE_REASONS: Readonly<Record<string, Text>> = {
  // Why a certificate has to be issued (again).
  DoesNotExist: {
    en: 'the Secret does not exist yet: a first certificate has to be issued',
    ko: 'Secret이 아직 없어 첫 인증서를 발급해야 합니다',
  },
  MissingData: { en: 'the Secret lacks tls.key or tls.crt', ko: 'Secret에 tls.key나 tls.crt가 없습니다' },
  InvalidKeyPair: {
    en: 'the key and the certificate in the Secret do not belong together',
    ko: 'Secret의 키와 인증서가 서로 맞지 않습니다',
  },
  InvalidCertificate: {
    en: 'what the Secret has in tls.crt is no certificate',
    ko: 'Secret의 tls.crt를 인증서로 읽을 수 없습니다',
  },
  InvalidCertificateRequest: {
    en: 'the signing request of the last CertificateRequest cannot be read',
    ko: '마지막 CertificateRequest의 서명 요청을 읽을 수 없습니다',
  },
  SecretMismatch: {
    en: 'the key or the names in the Secret differ from the spec',
    ko: 'Secret의 키나 이름이 spec과 다릅니다',
  },
  IncorrectIssuer: {
    en: 'the Secret comes from another issuer than issuerRef names, or from none',
    ko: 'Secret의 인증서를 발급한 곳이 issuerRef와 다르거나, 어디인지 알 수 없습니다',
  },
  IncorrectCertificate: { en: 'the Secret belongs to another Certificate', ko: 'Secret이 다른 Certificate의 것입니다' },
  RequestChanged: {
    en: 'the spec was changed since the certificate was issued',
    ko: '인증서가 발급된 뒤 spec이 바뀌었습니다',
  },
  Renewing: { en: 'the certificate is due for renewal', ko: '인증서를 갱신할 때가 되었습니다' },
  Expired: { en: 'the certificate has expired', ko: '인증서가 만료되었습니다' },
  WindowError: {
    en: 'the time of the renewal cannot be determined: see renewBefore and the renewal windows',
    ko: '갱신 시각을 계산할 수 없습니다. renewBefore와 갱신 시간대 설정을 확인하세요',
  },
  ARIError: {
    en: 'the CA was asked when to renew (ARI), and gave no usable answer',
    ko: 'CA에 갱신 시각을 물었으나(ARI) 쓸 수 있는 답을 받지 못했습니다',
  },
  SecretTemplateMismatch: {
    en: 'labels or annotations of the Secret differ from secretTemplate; the Secret is only written again',
    ko: 'Secret의 레이블이나 어노테이션이 secretTemplate과 다릅니다. 인증서는 그대로 두고 Secret만 고쳐 씁니다',
  },
  SecretManagedMetadataMismatch: {
    en: "cert-manager's own labels or annotations on the Secret were changed; the Secret is only written again",
    ko: 'Secret에 있는 cert-manager의 레이블이나 어노테이션이 바뀌었습니다. 인증서는 그대로 두고 Secret만 고쳐 씁니다',
  },
  SecretOwnerRefMismatch: {
    en: 'the ownerReference of the Secret is not the one that is configured; the Secret is only written again',
    ko: 'Secret의 ownerReference가 설정과 다릅니다. 인증서는 그대로 두고 Secret만 고쳐 씁니다',
  },
  AdditionalOutputFormatsMismatch: {
    en: 'the Secret lacks what additionalOutputFormats asks for; the Secret is only written again',
    ko: 'additionalOutputFormats로 지정한 값이 Secret에 없습니다. 인증서는 그대로 두고 Secret만 고쳐 씁니다',
  },
  ManagedFieldsParseError: {
    en: 'the managedFields of the Secret cannot be read: something else writes to it',
    ko: 'Secret의 managedFields를 읽을 수 없습니다. cert-manager가 아닌 무언가가 Secret을 수정하고 있습니다',
  },
  ManuallyTriggered: { en: 'a renewal was asked for by hand', ko: '수동으로 갱신을 요청했습니다' },
  // How an issuance failed.
  Failed: { en: 'the last attempt failed', ko: '마지막 시도가 실패했습니다' },
  Denied: { en: 'an approver denied the CertificateRequest', ko: '승인자가 CertificateRequest를 거부했습니다' },
  InvalidRequest: {
    en: 'the issuer finds the CertificateRequest invalid',
    ko: '발급자가 CertificateRequest를 유효하지 않다고 판단했습니다',
  },
  Pending: { en: 'the CertificateRequest waits', ko: 'CertificateRequest가 대기 중입니다' },
};
