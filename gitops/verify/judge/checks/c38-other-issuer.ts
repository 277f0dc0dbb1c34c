import { isOwnIssuer, requestOf } from '../../model/issuance/certificates.ts';
import { isAtRest } from '../../model/issuance/solvers.ts';
import { checkOfCertificate } from '../shapes.ts';
import { conditionOf } from '../../see/objects/kubernetes-object.ts';
import { quote } from '../../see/quote.ts';

export const c38 = checkOfCertificate({
  code: 'C38',
  title: {
    en: "another controller's issuer, which is not judged",
    ko: 'verify가 판단하지 않는 외부 컨트롤러의 발급자입니다',
  },
  means: {
    en: 'cert-manager only makes a CertificateRequest for it; whether and when it is signed is up to the controller of that group, which is not known here.',
    ko: 'cert-manager는 CertificateRequest만 만듭니다. 서명 여부와 시점은 해당 group의 컨트롤러가 정하며, 여기서는 알 수 없습니다.',
  },
  remedy: {
    en: 'Read the conditions of the CertificateRequest and the log of that controller.',
    ko: 'CertificateRequest의 컨디션과 해당 컨트롤러의 로그를 확인하세요.',
  },
  level: 'unknown',
  mayPass: true,
  source: 'https://cert-manager.io/docs/configuration/issuers/',
  find(view, certificate) {
    if (isOwnIssuer(certificate) || isAtRest(certificate)) return undefined;
    const { group = '', kind = 'Issuer', name } = certificate.spec.issuerRef;
    const request = requestOf(view, certificate);
    const { reason = '', message = '' } = (request && conditionOf(request, 'Ready')) ?? {};
    const [en, ko] = reason
      ? [
          `its CertificateRequest says ${quote(`${reason}: ${message}`, 300)}`,
          `CertificateRequest: ${quote(`${reason}: ${message}`, 300)}`,
        ]
      : ['its CertificateRequest says nothing yet', 'CertificateRequest에 아직 아무 정보가 없습니다'];
    return {
      field: 'spec.issuerRef',
      seen: { en: `${kind}.${group} ${name}: ${en}`, ko: `발급자: ${kind}.${group} ${name}; ${ko}` },
      next: [`kubectl get ${kind.toLowerCase()}.${group} ${name}`],
    };
  },
});
