import { applicationsOf, holdersOf, isSyncing } from '../../model/sync/applications.ts';
import {
  certificatesOf,
  isOwnIssuer,
  issuerReference,
  requestOf,
  touchedBy,
} from '../../model/issuance/certificates.ts';
import { check } from '../check.ts';
import type { Observation } from '../../model/finding.ts';
import type { Certificate } from '../../see/objects/cert-manager.ts';
import { conditionOf } from '../../see/objects/kubernetes-object.ts';
import { quote } from '../../see/quote.ts';
import { keyOf, referenceTo, wordsOf, type Reference } from '../../model/reference.ts';
import type { View } from '../../see/view.ts';

export const c4 = check({
  code: 'C4',
  title: { en: 'issuerRef points at nothing', ko: 'issuerRef가 가리키는 발급자가 없습니다' },
  means: {
    en: 'cert-manager waits for this issuer for ever: nothing is issued, and nothing is renewed.',
    ko: 'cert-manager는 이 발급자를 끝없이 기다립니다. 발급도 갱신도 되지 않습니다.',
  },
  remedy: {
    en: 'Name an issuer that exists. Where `kind` is left out it means Issuer, in the namespace of the Certificate.',
    ko: '존재하는 발급자를 지정하세요. `kind`를 생략하면 Certificate와 같은 네임스페이스의 Issuer로 간주합니다.',
  },
  consequenceOf: ['A1', 'A2', 'A20', 'A21', 'C1', 'C6', 'O5'],
  source: 'measured; https://cert-manager.io/docs/usage/certificate/',
  *judge(view) {
    for (const certificate of certificatesOf(view).filter(isOwnIssuer)) {
      const issuer = issuerReference(certificate);
      if (view.isAbsent(issuer.kind as 'Issuer', issuer.namespace, issuer.name)) yield observe(view, certificate);
    }
  },
});

function observe(view: View, certificate: Certificate): Observation {
  const issuer = issuerReference(certificate);
  const { name } = issuer;
  const isCluster = issuer.kind === 'ClusterIssuer';
  const other = isCluster
    ? view.get('Issuer', certificate.metadata.namespace, name)
    : view.get('ClusterIssuer', undefined, name);
  const otherKind = isCluster ? 'Issuer' : 'ClusterIssuer';
  const request = requestOf(view, certificate);
  const message = request && conditionOf(request, 'Ready')?.message;
  const said = message?.includes('not found') ? quote(message) : '';
  return {
    object: referenceTo('Certificate', certificate),
    // It may be part of the sync under way and follow the Certificate.
    ...(isComing(view, issuer) ? { level: 'progress' } : {}),
    field: 'spec.issuerRef',
    seen: {
      en: `${wordsOf(issuer)} does not exist${other ? `, but ${otherKind} ${name} does` : ''}${said && `; CertificateRequest says ${said}`}`,
      ko: `찾을 수 없는 발급자: ${wordsOf(issuer)}${other ? `. ${name} ${otherKind}는 있습니다` : ''}${said && `; CertificateRequest: ${said}`}`,
    },
    next: [`kubectl get ${isCluster ? 'clusterissuers' : `issuers -n ${certificate.metadata.namespace ?? ''}`}`],
    touches: [...touchedBy(view, certificate), issuer, ...holdersOf(view, issuer)],
  };
}

function isComing(view: View, issuer: Reference): boolean {
  const holders = new Set(holdersOf(view, issuer).map(keyOf));
  return applicationsOf(view).some(
    (application) => isSyncing(application) && holders.has(keyOf(referenceTo('Application', application))),
  );
}
