import { validityOf } from '../../model/issuance/issuance.ts';
import { durationText } from '../../model/time.ts';
import { checkOfCertificate } from '../shapes.ts';
import { conditionOf } from '../../see/objects/kubernetes-object.ts';
import { quote } from '../../see/quote.ts';
import { ISSUANCE_CAUSES } from './issuance-causes.ts';

export const o2 = checkOfCertificate({
  code: 'O2',
  title: { en: 'the certificate has expired', ko: '인증서가 만료되었습니다' },
  means: {
    en: 'No client accepts it any more. cert-manager goes on saying Ready until something writes to the Certificate.',
    ko: '이제 이 인증서를 받아들이는 클라이언트는 없습니다. cert-manager는 Certificate가 수정되기 전까지 계속 Ready로 표시합니다.',
  },
  remedy: {
    en: 'Remove what keeps the renewal from finishing, then start one: `cmctl renew`.',
    ko: '갱신을 막는 원인을 없앤 다음 `cmctl renew`로 갱신하세요.',
  },
  mayPass: true,
  consequenceOf: [...ISSUANCE_CAUSES, 'O3'],
  source: { en: 'measured: Ready=True for 22 minutes after the end', ko: '실측: 만료된 뒤 22분 동안 Ready=True' },
  find(view, certificate) {
    const validity = validityOf(view, certificate);
    if (!validity || validity.left > 0) return undefined;
    const ready = conditionOf(certificate, 'Ready');
    const words = ready ? quote(`Ready=${ready.status}: ${ready.message ?? ''}`, 200) : '';
    const { namespace = '', name } = certificate.metadata;
    const [end, since] = [certificate.status?.notAfter ?? '', durationText(validity.left)];
    return {
      field: 'status.notAfter',
      seen: {
        en: `ended at ${end}, ${since.en} ago${words && `; cert-manager says ${words}`}`,
        ko: `${end}에 만료되었습니다(${since.ko} 전)${words && `; cert-manager: ${words}`}`,
      },
      next: [`cmctl renew -n ${namespace} ${name}`],
    };
  },
});
