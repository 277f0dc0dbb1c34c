import { requestOf } from '../../model/issuance/certificates.ts';
import { isIssued } from '../../model/issuance/issuance.ts';
import { ageOf } from '../../model/time.ts';
import { checkOfCertificate } from '../shapes.ts';
import { inBoth } from '../in-both.ts';
import { conditionOf } from '../../see/objects/kubernetes-object.ts';
import { quote } from '../../see/quote.ts';
import { referenceTo } from '../../model/reference.ts';

/** cert-manager's own approver approves within a second. */
const APPROVING = 30_000;

export const c26 = checkOfCertificate({
  code: 'C26',
  title: {
    en: 'the CertificateRequest is denied, invalid or not approved',
    ko: 'CertificateRequest가 거부되었거나, 유효하지 않거나, 승인되지 않았습니다',
  },
  means: {
    en: 'No order is made for it. A request that is denied or invalid counts as a failure, after which cert-manager waits (C15).',
    ko: 'Order가 만들어지지 않습니다. 요청이 거부되었거나 유효하지 않으면 실패로 처리되고, cert-manager는 다음 시도까지 기다립니다(C15).',
  },
  remedy: {
    en: "Find out what approves requests in this cluster: with approver-policy a CertificateRequestPolicy must allow the request; cert-manager's own approver may be off, or not allowed to approve for this issuer.",
    ko: '이 클러스터에서 무엇이 요청을 승인하는지 확인하세요. approver-policy를 쓴다면 이 요청을 허용하는 CertificateRequestPolicy가 있어야 합니다. cert-manager의 자체 승인 기능이 꺼져 있거나, 이 발급자의 요청을 승인할 권한이 없을 수도 있습니다.',
  },
  source: 'https://cert-manager.io/docs/usage/certificaterequest/#approval',
  find(view, certificate) {
    const request = requestOf(view, certificate);
    if (!request || isIssued(request)) return undefined;
    const { namespace = '', name, creationTimestamp } = request.metadata;
    const isTrue = (type: string) => conditionOf(request, type)?.status === 'True';
    const refusal = ['Denied', 'InvalidRequest'].find(isTrue);
    if (!refusal && (isTrue('Approved') || ageOf(view, creationTimestamp) < APPROVING)) return undefined;
    const { reason = '', message = '' } = conditionOf(request, refusal ?? '') ?? {};
    const refused = isTrue('Denied')
      ? { en: 'denied', ko: '거부되었습니다' }
      : { en: 'invalid', ko: '유효하지 않습니다' };
    return {
      object: referenceTo('CertificateRequest', request),
      field: 'status.conditions',
      seen: refusal
        ? inBoth`${refused}: ${quote(`${reason}: ${message}`, 300)}`
        : {
            en: 'neither approved nor denied: no approver has looked at it',
            ko: '승인되지도 거부되지도 않았습니다. 승인할 수 있는 컨트롤러 중 이 요청을 처리한 것이 없습니다',
          },
      next: [`kubectl -n ${namespace} describe certificaterequest ${name}`],
    };
  },
});
