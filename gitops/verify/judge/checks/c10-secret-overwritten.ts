import { requestOf } from '../../model/issuance/certificates.ts';
import { validityOf } from '../../model/issuance/issuance.ts';
import { durationText, timeOf } from '../../model/time.ts';
import { renderedReference, secretsWrittenBy, wordsOfRendered } from '../../model/rendered.ts';
import { namespaceOf } from '../../see/manifests/stored.ts';
import { checkOfCertificate } from '../shapes.ts';

/** Issuances without a change of the spec, from which on they are reported. */
const OFTEN = 3;

/** Milliseconds; issuances that follow each other faster, on average, have no sound reason. */
const FAST = 10 * 60_000;

/** Milliseconds; certificates with a shorter lifetime are renewed nearly as often by themselves. */
const SHORT_LIFETIME = 24 * 60 * 60_000;

export const c10 = checkOfCertificate({
  code: 'C10',
  title: { en: 'the certificate is issued again and again', ko: '인증서가 자꾸 다시 발급됩니다' },
  means: {
    en: 'Something seems to overwrite or delete the Secret; cert-manager issues anew each time, without any back-off. Each round is an order at the CA, until its rate limit (H13).',
    ko: '무언가가 Secret을 덮어쓰거나 지우는 것으로 보입니다. 그때마다 cert-manager가 곧바로 새로 발급합니다. 발급할 때마다 CA에 Order가 하나씩 쌓여 결국 요청 한도(H13)에 걸립니다.',
  },
  remedy: {
    en: 'Find the other writer (an ExternalSecret, a SealedSecret, a Secret of the same name in Git, a sync that prunes it), and leave the Secret to cert-manager.',
    ko: 'Secret을 덮어쓰는 것(ExternalSecret, SealedSecret, Git에 있는 같은 이름의 Secret, prune하는 동기화)을 찾아 없애고 Secret은 cert-manager에만 맡기세요.',
  },
  level: 'warning',
  consequenceOf: ['C9'],
  source: { en: 'measured: four rounds of 25 s', ko: '실측: 25초씩 네 번' },
  find(view, certificate) {
    const { metadata, spec, status } = certificate;
    const { namespace = '', name, generation = 1 } = metadata;
    const first = timeOf(metadata.creationTimestamp);
    const last = timeOf(requestOf(view, certificate)?.metadata.creationTimestamp);
    const { revision = 0 } = status ?? {};
    // Each generation of the spec may have asked for one issuance.
    const again = revision - generation;
    if (first === undefined || last === undefined || again < OFTEN || (last - first) / again > FAST) return undefined;
    if ((validityOf(view, certificate)?.lifetime ?? 0) < SHORT_LIFETIME) return undefined;
    const during = durationText(last - first);
    return {
      field: 'status.revision',
      seen: {
        en: `issued ${revision} times in ${during.en}, though its spec was written ${generation === 1 ? 'once' : `${generation} times`}`,
        ko: `spec은 ${generation}번만 기록되었는데 ${during.ko} 동안 ${revision}번 발급되었습니다`,
      },
      next: [
        `kubectl -n ${namespace} get secret ${spec.secretName} --show-managed-fields -o jsonpath='{.metadata.managedFields[*].manager}'`,
        `kubectl -n ${namespace} get events --field-selector involvedObject.name=${name}`,
      ],
    };
  },
  *inGit({ renders }) {
    const writers = renders.flatMap((render) =>
      render.objects.flatMap((object) =>
        secretsWrittenBy(object).map((secret) => ({ render, object, key: `${namespaceOf(object, render)}/${secret}` })),
      ),
    );
    const ofCertificates = new Set(writers.flatMap(({ object, key }) => (object.kind === 'Certificate' ? key : [])));
    for (const { render, object, key } of writers)
      if (object.kind !== 'Certificate' && ofCertificates.has(key))
        yield {
          object: renderedReference(render, object),
          seen: {
            en: `${wordsOfRendered(object)} writes Secret ${key}, which a Certificate writes too`,
            ko: `Certificate가 만드는 Secret ${key}에 기록하는 다른 리소스: ${wordsOfRendered(object)}`,
          },
        };
  },
});
