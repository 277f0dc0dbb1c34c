import { requestOf } from '../../model/issuance/certificates.ts';
import { eventsAbout } from '../../model/issuance/challenges.ts';
import { issuingSince } from '../../model/issuance/issuance.ts';
import { checkOfCertificate } from '../shapes.ts';
import type { Certificate } from '../../see/objects/cert-manager.ts';
import { conditionOf } from '../../see/objects/kubernetes-object.ts';
import { quote } from '../../see/quote.ts';
import type { View } from '../../see/view.ts';

/** What cert-manager compares are the algorithm and the size; the encoding is no reason for a new key. */
const DIFFERS =
  /private key is not up to date for spec: \[(?<differing>.*?)\]|mismatching fields: \[(?<mismatching>.*?)\]/;

export const c32 = checkOfCertificate({
  code: 'C32',
  title: {
    en: 'the key in the Secret does not fit and may not be replaced',
    ko: 'Secret의 키가 spec과 다른데 교체할 수 없습니다',
  },
  means: {
    en: 'With `rotationPolicy: Never` cert-manager keeps the key that is there. It makes no CertificateRequest, and says so only in an event: nothing is issued or renewed.',
    ko: '`rotationPolicy: Never`이면 cert-manager는 기존 키를 그대로 씁니다. CertificateRequest를 만들지 않고 이벤트로만 알리므로 발급도 갱신도 되지 않습니다.',
  },
  remedy: {
    en: 'Set `rotationPolicy: Always`, or give `privateKey` the algorithm and size of the key that is there. To go on with Never, delete the Secret once: cert-manager then makes a new key.',
    ko: '`rotationPolicy: Always`로 바꾸거나, `privateKey`의 알고리즘과 크기를 기존 키에 맞추세요. Never를 유지하려면 Secret을 한 번 삭제하세요. 그러면 cert-manager가 새 키를 만듭니다.',
  },
  source: 'measured; cert-manager/cert-manager#5183; cert-manager, pkg/controller/certificates/keymanager',
  find(view, certificate) {
    const { spec, metadata } = certificate;
    const { rotationPolicy } = spec.privateKey ?? {};
    const said = rotationPolicy === 'Always' ? undefined : whatDiffers(view, certificate);
    if (said === undefined) return undefined;
    const { differing = '', mismatching = differing } = DIFFERS.exec(said)?.groups ?? {};
    const fields = mismatching.split(' ').join(', ');
    return {
      field: 'spec.privateKey.rotationPolicy',
      seen: {
        en: `it is ${rotationPolicy ?? 'unset, which is Never here'}, and the key in Secret ${spec.secretName} differs in ${fields}: ${quote(said, 200)}`,
        ko: `값은 ${rotationPolicy ?? '생략(여기서는 Never)'}입니다. Secret ${spec.secretName}에 든 키와 다른 필드: ${fields}; ${quote(said, 200)}`,
      },
      next: [`kubectl -n ${metadata.namespace ?? ''} describe certificate ${metadata.name}`],
    };
  },
});

/** What cert-manager says of the key: as the reason to issue, or in an event where that has another reason. */
function whatDiffers(view: View, certificate: Certificate): string | undefined {
  const { spec, status, metadata } = certificate;
  const messages = ['Issuing', 'Ready'].map((type) => conditionOf(certificate, type)?.message ?? '');
  const said = spec.privateKey?.rotationPolicy === 'Never' ? messages.find((each) => DIFFERS.test(each)) : undefined;
  if (said !== undefined || issuingSince(certificate) === undefined) return said;
  const request = requestOf(view, certificate);
  const revision = Number(request?.metadata.annotations?.['cert-manager.io/certificate-revision'] ?? 0);
  if (revision > (status?.revision ?? 0)) return undefined;
  const event = eventsAbout(view, certificate).find(({ reason }) => reason === 'CannotRegenerateKey');
  return (event?.lastTimestamp ?? '') < (metadata.writtenAt ?? '') ? undefined : event?.message;
}
