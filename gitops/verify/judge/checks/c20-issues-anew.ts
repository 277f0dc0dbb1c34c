import { ownObjects } from '../../model/sync/applications.ts';
import { applicationsOf, sourcesOf } from '../../model/sync/applications.ts';
import { check } from '../check.ts';
import { referenceTo } from '../../model/reference.ts';

/** The one release that reads a missing issuerRef.kind as a change. */
const RELEASE = '1.19.0';

export const c20 = check({
  code: 'C20',
  title: {
    en: 'a release of cert-manager that issues everything anew',
    ko: '모든 인증서를 다시 발급하는 cert-manager 릴리스입니다',
  },
  means: {
    en: 'After the upgrade every Certificate whose issuerRef has no kind or group is issued anew at once, which may meet the rate limits of the CA (H13).',
    ko: '업그레이드하면 issuerRef에 kind나 group이 없는 Certificate가 모두 한꺼번에 다시 발급되어 CA의 요청 한도(H13)에 걸릴 수 있습니다.',
  },
  remedy: { en: 'Take 1.19.1 or later.', ko: '1.19.1이나 그 뒤의 릴리스를 쓰세요.' },
  level: 'warning',
  source: 'https://cert-manager.io/docs/releases/release-notes/release-notes-1.19/',
  *judge(view) {
    for (const application of applicationsOf(view))
      for (const [index, { chart, targetRevision = '' }] of sourcesOf(application).entries())
        if (chart?.endsWith('cert-manager') && targetRevision.replace(/^v/, '') === RELEASE)
          yield {
            object: referenceTo('Application', application),
            field: application.spec.sources?.length
              ? `spec.sources[${index}].targetRevision`
              : 'spec.source.targetRevision',
            seen: { en: `chart ${chart} ${targetRevision}`, ko: `차트: ${chart} ${targetRevision}` },
          };
    for (const deployment of ownObjects(view, 'Deployment'))
      for (const [index, { image = '' }] of deployment.spec.template.spec.containers.entries())
        if (/\/cert-manager-controller:v?1\.19\.0(@|$)/.test(image))
          yield {
            object: referenceTo('Deployment', deployment),
            field: `spec.template.spec.containers[${index}].image`,
            seen: { en: image, ko: `이미지: ${image}` },
          };
  },
});
