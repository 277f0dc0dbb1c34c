import type { Text } from '#program/language.ts';

/** An error of an ACME server (RFC 8555 §6.7), as cert-manager hands it on. */
export interface AcmeError {
  /** Such as `rateLimited`. */
  readonly type: string;
  /** The server's own words; empty where it gave none. */
  readonly detail: string;
}

/** Finds the ACME error in a message of cert-manager. */
export function acmeErrorOf(text: string | undefined): AcmeError | undefined {
  const [, type, detail = ''] = /urn:ietf:params:acme:error:([A-Za-z0-9]+)(?:: *([\s\S]*))?/.exec(text ?? '') ?? [];
  return type === undefined ? undefined : { type, detail: detail.trim() };
}

/** Types about the CA's way to a challenge, which the checks of the challenge path judge (H4, H6, H7). */
export const CHALLENGE_ERRORS: ReadonlySet<string> = new Set(['caa', 'connection', 'dns', 'unauthorized']);

/** The meaning of each type in RFC 8555 §6.7, in RFC 9773 and in the profiles draft. */
export const ACME_ERRORS: Readonly<Record<string, Text>> = {
  accountDoesNotExist: {
    en: 'the CA does not know the account of this key',
    ko: 'CA에 이 키로 등록된 계정이 없습니다',
  },
  alreadyRevoked: { en: 'the certificate is revoked already', ko: '인증서가 이미 폐기되었습니다' },
  alreadyReplaced: {
    en: 'another order has replaced the certificate',
    ko: '이미 다른 Order의 인증서로 교체되었습니다',
  },
  badCSR: {
    en: 'the CA does not accept the signing request (key, names or extensions)',
    ko: 'CA가 서명 요청(키, 이름, 확장)을 받아들이지 않습니다',
  },
  badNonce: {
    en: 'the request carried a used or unknown nonce; a new attempt usually passes',
    ko: '요청의 nonce가 이미 쓰였거나 알 수 없는 값입니다. 다시 시도하면 대개 해결됩니다',
  },
  badPublicKey: { en: 'the CA does not accept this public key', ko: 'CA가 이 공개 키를 받아들이지 않습니다' },
  badRevocationReason: { en: 'the reason of the revocation is not allowed', ko: '허용되지 않는 폐기 사유입니다' },
  badSignatureAlgorithm: {
    en: 'the CA does not support the signature algorithm of the account key',
    ko: 'CA가 계정 키의 서명 알고리즘을 지원하지 않습니다',
  },
  caa: { en: 'a CAA record forbids this CA', ko: 'CAA 레코드가 이 CA를 허용하지 않습니다' },
  compound: { en: 'several errors at once', ko: '여러 오류가 한꺼번에 발생했습니다' },
  connection: { en: 'the CA could not connect to the host', ko: 'CA가 호스트에 접속하지 못했습니다' },
  dns: { en: 'the CA could not resolve the name', ko: 'CA가 이름을 조회하지 못했습니다' },
  externalAccountRequired: {
    en: 'the CA requires an external account binding: spec.acme.externalAccountBinding',
    ko: 'CA에 따로 만든 계정과 연결해야 합니다: spec.acme.externalAccountBinding',
  },
  incorrectResponse: {
    en: 'the challenge got another answer than the CA expects',
    ko: '챌린지에 대한 응답이 기대한 값과 다릅니다',
  },
  invalidContact: {
    en: 'the CA does not accept the e-mail address: spec.acme.email',
    ko: 'CA가 이메일 주소를 받아들이지 않습니다: spec.acme.email',
  },
  invalidProfile: { en: 'the CA does not offer this profile', ko: 'CA에 없는 프로필입니다' },
  malformed: { en: 'the CA finds the request malformed', ko: 'CA가 요청의 형식이 잘못되었다고 판단했습니다' },
  orderNotReady: { en: 'the order was finalised too early', ko: 'Order가 준비되기 전에 완료(finalize)를 요청했습니다' },
  rateLimited: { en: 'a rate limit of the CA is reached', ko: 'CA의 요청 한도(rate limit)에 걸렸습니다' },
  rejectedIdentifier: {
    en: 'the CA does not issue for one of these names: see dnsNames',
    ko: 'CA가 발급하지 않는 이름이 있습니다: dnsNames를 확인하세요',
  },
  serverInternal: {
    en: 'an error inside the CA; a later attempt may pass',
    ko: 'CA 내부 오류입니다. 나중에 다시 시도하면 해결될 수 있습니다',
  },
  tls: {
    en: 'the CA met a TLS error on the way to the challenge, after a redirect to https',
    ko: 'CA가 https로 리다이렉트된 뒤 챌린지를 확인하다 TLS 오류를 만났습니다',
  },
  unauthorized: {
    en: 'the CA got another answer than the challenge asks for',
    ko: 'CA가 챌린지에 맞는 응답을 받지 못했습니다',
  },
  unsupportedContact: {
    en: 'the CA does not support this kind of contact: spec.acme.email',
    ko: 'CA가 지원하지 않는 연락처 형식입니다: spec.acme.email',
  },
  unsupportedIdentifier: {
    en: 'the CA does not issue for this kind of name (an IP address, for example)',
    ko: 'CA가 발급하지 않는 유형의 이름(예: IP 주소)입니다',
  },
  userActionRequired: {
    en: 'the account has to agree to something first: follow the address in the message',
    ko: '먼저 계정에서 동의해야 할 것이 있습니다. 메시지에 나온 주소를 확인하세요',
  },
};

/** The meaning of a type; an unknown type is only named. */
export function explainAcmeError(type: string): Text {
  return ACME_ERRORS[type] ?? { en: `an ACME error of type ${type}`, ko: `${type} 유형의 ACME 오류입니다` };
}
