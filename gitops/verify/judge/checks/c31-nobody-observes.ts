import { certificatesOf, touchedBy } from '../../model/issuance/certificates.ts';
import { issuingSince, nextAttempt } from '../../model/issuance/issuance.ts';
import { durationText, timeText } from '../../model/time.ts';
import { staleConditions } from '../../model/issuance/stale-conditions.ts';
import { check } from '../check.ts';
import { conditionOf } from '../../see/objects/kubernetes-object.ts';
import { referenceTo } from '../../model/reference.ts';

/** Milliseconds that a due attempt may be late; a running controller is on time to the second (measured). */
const LATE = 60_000;
const NEXT = [
  'kubectl -n cert-manager get deployments,pods',
  'kubectl -n cert-manager logs deployment/cert-manager --tail=50',
];

export const c31 = check({
  code: 'C31',
  title: { en: "cert-manager's controller does not act", ko: 'cert-manager 컨트롤러가 동작하지 않습니다' },
  means: {
    en: 'Nothing is issued and nothing renewed, while everything may still look healthy: the Ready conditions are old.',
    ko: '발급도 갱신도 되지 않습니다. Ready 컨디션은 예전 것이라 모두 정상처럼 보일 수 있습니다.',
  },
  remedy: {
    en: 'Check that the Deployment cert-manager runs (not only its webhook), and read its log. A controller may also be confined to one namespace (--namespace).',
    ko: '웹훅뿐 아니라 cert-manager Deployment도 실행 중인지 확인하고 로그를 보세요. 컨트롤러가 네임스페이스 하나만 보도록 설정되어 있을 수도 있습니다(--namespace).',
  },
  mayPass: true,
  consequenceOf: ['C1'],
  source: { en: 'measured: with the controller at zero replicas', ko: '실측: 컨트롤러의 레플리카가 0개일 때' },
  *judge(view) {
    for (const { object, generation, observed, age = 0, touches } of staleConditions(view).filter(
      ({ isLasting }) => isLasting,
    )) {
      const since = durationText(age);
      yield {
        object,
        field: 'status.conditions',
        seen:
          observed === undefined
            ? {
                en: `it has no Ready condition, though it was written ${since.en} ago`,
                ko: `${since.ko} 전에 변경되었는데 아직 Ready 컨디션이 없습니다`,
              }
            : {
                en: `Ready is of generation ${observed}, though generation ${generation} was written ${since.en} ago`,
                ko: `${since.ko} 전에 ${generation}세대로 바뀌었는데 Ready는 아직 ${observed}세대의 것입니다`,
              },
        next: NEXT,
        touches,
      };
    }
    for (const certificate of certificatesOf(view)) {
      const next = nextAttempt(certificate);
      const { status, reason } = conditionOf(certificate, 'Ready') ?? {};
      // cert-manager makes no attempt for a Secret that belongs to another Certificate (C9).
      const isWaiting = status === 'False' && reason !== 'IncorrectCertificate';
      if (next === undefined || !isWaiting || issuingSince(certificate) !== undefined) continue;
      if (view.now - next < LATE) continue;
      const late = durationText(view.now - next);
      yield {
        object: referenceTo('Certificate', certificate),
        field: 'status.lastFailureTime',
        seen: {
          en: `the next attempt was due at ${timeText(next)}, ${late.en} ago, and has not begun`,
          ko: `${timeText(next)}(${late.ko} 전)에 했어야 할 다음 시도가 아직 시작되지 않았습니다`,
        },
        next: NEXT,
        touches: touchedBy(view, certificate),
      };
    }
  },
});
