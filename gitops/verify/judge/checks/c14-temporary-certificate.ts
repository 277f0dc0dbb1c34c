import { hostsOfCertificate } from '../../model/issuance/certificates.ts';
import { onItsWay } from '../../model/moving.ts';
import { issuanceOf } from '../../model/issuance/issuance.ts';
import { handshakesOf } from '../../model/trace/handshakes.ts';
import { checkOfCertificate } from '../shapes.ts';
import { renderedReference, valueAt } from '../../model/rendered.ts';
import { conditionOf } from '../../see/objects/kubernetes-object.ts';
import { quote } from '../../see/quote.ts';
import { ISSUANCE_CAUSES } from './issuance-causes.ts';

const ANNOTATION = 'cert-manager.io/issue-temporary-certificate';
/** The issuer of a temporary certificate: as it is served, and as cert-manager finds it in the Secret. */
const TEMPORARY = { served: 'cert-manager.local', found: '"Issuer.cert-manager.io/"' };

export const c14 = checkOfCertificate({
  code: 'C14',
  title: { en: 'a temporary certificate is in use', ko: '임시 인증서가 쓰이고 있습니다' },
  means: {
    en: "cert-manager has put a self-signed certificate into the Secret until the CA's arrives. The Secret exists and HTTPS answers, but nobody trusts it.",
    ko: 'CA에서 인증서가 올 때까지 cert-manager가 Secret에 자체 서명 인증서를 넣어 두었습니다. Secret도 있고 HTTPS도 응답하지만, 이 인증서를 신뢰하는 클라이언트는 없습니다.',
  },
  remedy: {
    en: 'Find out why the certificate is not issued. The annotation can be removed, since nothing here needs the Secret beforehand.',
    ko: '인증서가 왜 발급되지 않는지 찾으세요. Secret이 미리 있어야 하는 구성이 아니라면 `cert-manager.io/issue-temporary-certificate` 어노테이션은 지워도 됩니다.',
  },
  mayPass: true,
  consequenceOf: [...ISSUANCE_CAUSES, 'C27'],
  source: 'measured; https://cert-manager.io/docs/usage/certificate/#temporary-certificates-while-issuing',
  find(view, certificate) {
    const { status, message = '' } = conditionOf(certificate, 'Ready') ?? {};
    const isAskedFor = certificate.metadata.annotations?.[ANNOTATION] === 'true';
    const isInSecret = isAskedFor && status === 'False' && message.includes(TEMPORARY.found);
    const served = hostsOfCertificate(view, certificate)
      .flatMap(({ name }) => handshakesOf(view, name))
      .flatMap(({ answer }) => ('chain' in answer ? answer.chain.slice(0, 1) : []))
      .find(({ issuer }) => issuer.includes(TEMPORARY.served));
    if (!isInSecret && !served) return undefined;
    return {
      ...onItsWay(issuanceOf(certificate)),
      ...(isAskedFor ? { field: `metadata.annotations[${ANNOTATION}]` } : {}),
      seen: served
        ? {
            en: `the gateway serves a certificate of ${quote(served.issuer, 100)}, which cert-manager makes by itself`,
            ko: `cert-manager가 임시로 만든 인증서를 게이트웨이가 제시합니다: ${quote(served.issuer, 100)}`,
          }
        : {
            en: `the Secret holds a certificate without an issuer: ${quote(message, 200)}`,
            ko: `Secret에 든 인증서에 발급 CA가 없습니다: ${quote(message, 200)}`,
          },
    };
  },
  *inGit({ renders }) {
    for (const render of renders)
      for (const object of render.objects)
        if (object.kind === 'Certificate' && valueAt(object.metadata, 'annotations', ANNOTATION) === 'true')
          yield {
            object: renderedReference(render, object),
            level: 'info',
            field: `metadata.annotations[${ANNOTATION}]`,
            seen: {
              en: 'it asks for one, which is served until the CA has issued',
              ko: 'CA가 발급할 때까지 임시 인증서를 쓰도록 설정되어 있습니다',
            },
          };
  },
});
