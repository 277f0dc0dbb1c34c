import { issuerOf, issuerReference } from '../../model/issuance/certificates.ts';
import { isPublicName } from '../../model/host-patterns.ts';
import { checkOfCertificate, type Found } from '../shapes.ts';
import type { Certificate } from '../../see/objects/cert-manager.ts';
import { wordsOf } from '../../model/reference.ts';

/** The keys that Let's Encrypt takes: https://letsencrypt.org/docs/integration-guide/#supported-key-algorithms */
const KEY_SIZES: Readonly<Record<string, readonly number[]>> = { RSA: [2048, 3072, 4096], ECDSA: [256, 384] };

export const c37 = checkOfCertificate({
  code: 'C37',
  title: {
    en: 'the issuer does not issue for such a name or key',
    ko: '발급자가 발급하지 않는 이름이나 키입니다',
  },
  means: {
    en: 'Every attempt fails, the first one or that of the renewal, and cert-manager waits longer after each (C15).',
    ko: '첫 발급이든 갱신이든 시도할 때마다 실패하고, 실패할수록 cert-manager가 더 오래 기다립니다(C15).',
  },
  remedy: {
    en: 'Change the field. An ACME CA wants the commonName among the dnsNames; leave it out, since browsers look at dnsNames alone.',
    ko: '이 필드를 고치세요. ACME CA에서는 commonName이 dnsNames에도 있어야 합니다. 브라우저는 dnsNames만 보므로 commonName은 지워도 됩니다.',
  },
  source: 'cert-manager, pkg/controller/certificaterequests/acme; https://letsencrypt.org/docs/integration-guide/',
  find(view, certificate) {
    const acme = issuerOf(view, certificate)?.spec.acme;
    if (!acme) return undefined;
    const { commonName, dnsNames = [], ipAddresses = [] } = certificate.spec;
    const by = wordsOf(issuerReference(certificate));
    const nameless: Found[] =
      commonName === undefined || [...dnsNames, ...ipAddresses].includes(commonName)
        ? []
        : [
            {
              field: 'spec.commonName',
              seen: {
                en: `${commonName} is not among the dnsNames, and ${by} is an ACME issuer`,
                ko: `${commonName} 이름이 dnsNames에 없습니다. ${by}의 발급 방식은 ACME입니다`,
              },
            },
          ];
    return acme.server.includes('.api.letsencrypt.org/')
      ? [...nameless, ...refusedByLetsEncrypt(certificate)]
      : nameless;
  },
});

function refusedByLetsEncrypt({ spec }: Certificate): readonly Found[] {
  const { algorithm = 'RSA', size = algorithm === 'ECDSA' ? 256 : 2048 } = spec.privateKey ?? {};
  const sizes = KEY_SIZES[algorithm];
  const key: Found[] = sizes?.includes(size)
    ? []
    : [
        {
          field: `spec.privateKey.${sizes ? 'size' : 'algorithm'}`,
          seen: {
            en: `Let's Encrypt takes no key of ${algorithm}${sizes ? ` with ${size} bits (only ${sizes.join(', ')})` : ' (only RSA and ECDSA)'}`,
            ko: `Let's Encrypt가 받지 않는 키입니다: ${algorithm}${sizes ? ` ${size}비트(가능한 크기: ${sizes.join(', ')})` : '(RSA와 ECDSA만 가능)'}`,
          },
        },
      ];
  const names = (spec.dnsNames ?? []).flatMap((name, index): Found[] =>
    isPublicName(name.replace(/^\*\./, '').toLowerCase())
      ? []
      : [
          {
            field: `spec.dnsNames[${index}]`,
            seen: { en: `${name} is no public name`, ko: `공개 도메인 이름이 아닙니다: ${name}` },
          },
        ],
  );
  return [...key, ...names];
}
