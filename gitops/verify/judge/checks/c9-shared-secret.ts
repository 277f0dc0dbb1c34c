import { certificatesFor, certificatesOf } from '../../model/issuance/certificates.ts';
import { checkOfCertificate } from '../shapes.ts';
import type { Certificate } from '../../see/objects/cert-manager.ts';
import { conditionOf } from '../../see/objects/kubernetes-object.ts';
import { quote } from '../../see/quote.ts';

export const c9 = checkOfCertificate({
  code: 'C9',
  title: { en: 'two Certificates write one Secret', ko: '두 Certificate가 같은 Secret을 씁니다' },
  means: {
    en: 'Only the one that the Secret was issued for becomes ready; the other waits for ever, and nothing is issued for it.',
    ko: 'Secret을 먼저 차지한 쪽만 Ready가 됩니다. 다른 쪽은 끝없이 기다릴 뿐 발급되지 않습니다.',
  },
  remedy: {
    en: 'Give each Certificate a secretName of its own, or put all names into the dnsNames of one. An annotated Ingress makes a Certificate, too.',
    ko: 'Certificate마다 secretName을 다르게 하거나, 이름을 한 Certificate의 dnsNames에 모으세요. 어노테이션이 붙은 Ingress도 Certificate를 만든다는 점에 주의하세요.',
  },
  source: 'measured; https://github.com/cert-manager/cert-manager/pull/6406',
  find(view, certificate) {
    const { namespace = '', uid } = certificate.metadata;
    const { secretName } = certificate.spec;
    const sharing = certificatesFor(view, namespace, secretName);
    const owner = ownerOf(sharing);
    const others = sharing.filter(({ metadata }) => metadata.uid !== uid);
    const isOwner = owner?.metadata.uid === uid;
    const other = isOwner ? others[0] : owner;
    if (!other) return undefined;
    // One whose rival is judged too leaves the word to that; it works as long as the Secret is its own.
    const judged = certificatesOf(view).map(({ metadata }) => metadata.uid);
    if (isOwner && others.some(({ metadata }) => judged.includes(metadata.uid))) return undefined;
    const ready = conditionOf(certificate, 'Ready');
    const said = ready?.reason === 'IncorrectCertificate' ? `: ${quote(ready.message ?? '', 200)}` : '';
    return {
      ...(isOwner ? { level: 'warning' } : {}),
      field: 'spec.secretName',
      seen: {
        en: `Secret ${secretName} is also written by Certificate ${other.metadata.name}${said}`,
        ko: `${other.metadata.name} Certificate도 같은 Secret(${secretName})에 기록합니다${said}`,
      },
      next: [`kubectl -n ${namespace} get certificates -o wide`],
    };
  },
});

/** The Certificate that got the Secret: one that is ready or was, else the oldest. */
function ownerOf(sharing: readonly Certificate[]): Certificate | undefined {
  const rank = (certificate: Certificate) => {
    const ready = conditionOf(certificate, 'Ready');
    if (ready?.reason === 'IncorrectCertificate') return 3;
    if (ready?.status === 'True') return 0;
    return conditionOf(certificate, 'Issuing')?.status === 'True' ? 1 : 2;
  };
  const age = ({ metadata }: Certificate) => `${metadata.creationTimestamp ?? ''} ${metadata.name}`;
  return [...sharing].sort((a, b) => rank(a) - rank(b) || age(a).localeCompare(age(b), 'en'))[0];
}
