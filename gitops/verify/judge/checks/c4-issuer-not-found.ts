import { onItsWay } from '../../model/moving.ts';
import { holdersOf } from '../../model/sync/applications.ts';
import { writingOf } from '../../model/sync/sync.ts';
import { isOwnIssuer, issuerReference, requestOf, touchedByCertificate } from '../../model/issuance/certificates.ts';
import { checkOfCertificate } from '../shapes.ts';
import { conditionOf } from '../../see/objects/kubernetes-object.ts';
import { quote } from '../../see/quote.ts';
import { wordsOf } from '../../model/reference.ts';

export const c4 = checkOfCertificate({
  code: 'C4',
  title: { en: 'issuerRef points at nothing', ko: 'issuerRef가 가리키는 발급자가 없습니다' },
  means: {
    en: 'cert-manager waits for this issuer for ever: nothing is issued, and nothing is renewed.',
    ko: 'cert-manager는 이 발급자를 끝없이 기다립니다. 발급도 갱신도 되지 않습니다.',
  },
  remedy: {
    en: 'Name an issuer that exists. Where `kind` is left out it means Issuer, in the namespace of the Certificate.',
    ko: '실제로 있는 발급자를 지정하세요. `kind`를 생략하면 Certificate와 같은 네임스페이스의 Issuer로 간주합니다.',
  },
  consequenceOf: ['A1', 'A2', 'A20', 'A21', 'C1', 'C6', 'G3', 'O5'],
  source: 'measured; https://cert-manager.io/docs/usage/certificate/',
  find(view, certificate) {
    const issuer = issuerReference(certificate);
    const { kind, name } = issuer;
    if (!isOwnIssuer(certificate) || !view.isAbsent(kind, issuer.namespace, name)) return undefined;
    const { namespace = '' } = certificate.metadata;
    const other = kind === 'Issuer' ? 'ClusterIssuer' : 'Issuer';
    const isOther = view.get(other, other === 'Issuer' ? namespace : undefined, name) !== undefined;
    const request = requestOf(view, certificate);
    const message = request && conditionOf(request, 'Ready')?.message;
    const said = message?.includes('not found') ? quote(message) : '';
    return {
      // It may be part of the sync under way and follow the Certificate.
      ...onItsWay(writingOf(view, issuer)),
      field: `spec.issuerRef.${isOther ? 'kind' : 'name'}`,
      seen: {
        en: `${wordsOf(issuer)} does not exist${isOther ? `, but ${other} ${name} does` : ''}${said && `; CertificateRequest says ${said}`}`,
        ko: `찾을 수 없는 발급자: ${wordsOf(issuer)}${isOther ? `. ${name} ${other}는 있습니다` : ''}${said && `. CertificateRequest: ${said}`}`,
      },
      next: [`kubectl get ${kind === 'Issuer' ? `issuers -n ${namespace}` : 'clusterissuers'}`],
      touches: [...touchedByCertificate(view, certificate), issuer, ...holdersOf(view, issuer)],
    };
  },
});
