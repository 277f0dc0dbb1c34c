import { certificatesOf, isOwnIssuer, issuerOf } from '../../model/issuance/certificates.ts';
import { issuerReference, touchedByCertificate, touchedByIssuer } from '../../model/issuance/certificates.ts';
import { issuingSince, nextAttempt, UNOBSERVED } from '../../model/issuance/issuance.ts';
import { holdersOf } from '../../model/sync/applications.ts';
import { durationText, timeOf, timeText } from '../../model/time.ts';
import { check } from '../check.ts';
import { conditionOf } from '../../see/objects/kubernetes-object.ts';
import { keyOf, referenceTo, wordsOf } from '../../model/reference.ts';
import type { View } from '../../see/view.ts';

/** Milliseconds that a due attempt may be late; a running controller is on time to the second (measured). */
const LATE = 60_000;
const CONTROLLER = { en: "cert-manager's look at it", ko: 'cert-manager의 처리' };
const NEXT = [
  'kubectl -n cert-manager get deployments,pods',
  'kubectl -n cert-manager logs deployment/cert-manager --tail=50',
];

export const a8 = check({
  code: 'A8',
  title: {
    en: 'the status is about an older generation',
    ko: 'status가 아직 변경 전 세대(generation)에 머물러 있습니다',
  },
  means: {
    en: 'The object was changed a moment ago; its Ready condition, and so the health in Argo CD, is still about its previous state.',
    ko: '리소스가 방금 변경되었습니다. Ready 컨디션도, 이를 보고 정하는 Argo CD의 health도 아직 변경 전 상태를 보여 줍니다.',
  },
  remedy: {
    en: 'Wait for cert-manager to look at it, which takes a second or less. A program that waits must compare observedGeneration, as kubectl wait does.',
    ko: 'cert-manager가 처리할 때까지 1초쯤 기다리세요. 완료를 기다리는 프로그램이라면 kubectl wait처럼 observedGeneration을 비교해야 합니다.',
  },
  mayPass: true,
  source: { en: 'measured: 0.1 to 1 s with a running controller', ko: '실측: 컨트롤러가 실행 중일 때 0.1~1초' },
  *judge(view) {
    for (const { object, generation, observed, age, touches } of unobserved(view)) {
      if (age > UNOBSERVED || observed === undefined) continue;
      yield {
        object,
        moving: { by: CONTROLLER, until: view.now - age + UNOBSERVED },
        field: 'status.conditions',
        seen: {
          en: `Ready of ${wordsOf(object)} is of generation ${observed}, the spec is of generation ${generation}`,
          ko: `${wordsOf(object)}의 Ready는 ${observed}세대의 것이고 spec은 ${generation}세대입니다`,
        },
        touches,
      };
    }
  },
});

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
    for (const { object, generation, observed, age, touches } of unobserved(view)) {
      if (age <= UNOBSERVED) continue;
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
        touches: touchedByCertificate(view, certificate),
      };
    }
  },
});

/** The judged Certificates and their issuers whose Ready condition is not about their present generation. */
function unobserved(view: View) {
  const certificates = certificatesOf(view);
  const issuers = certificates.filter(isOwnIssuer).flatMap((certificate) => {
    const [subject, object] = [issuerOf(view, certificate), issuerReference(certificate)];
    return subject ? [{ subject, object, touches: touchedByIssuer(view, object) }] : [];
  });
  const own = certificates.map((subject) => {
    return { subject, object: referenceTo('Certificate', subject), touches: touchedByCertificate(view, subject) };
  });
  const all = new Map([...own, ...issuers].map((each) => [keyOf(each.object), each]));
  return [...all.values()].flatMap(({ subject, object, touches }) => {
    const { generation = 1, writtenAt, creationTimestamp } = subject.metadata;
    const ready = conditionOf(subject, 'Ready');
    const observed = ready && (ready.observedGeneration ?? generation);
    if (observed !== undefined && observed >= generation) return [];
    // The first generation is as old as the object; a later one counts as new where its time is not known.
    const written = timeOf(writtenAt) ?? (generation === 1 ? timeOf(creationTimestamp) : undefined);
    const age = view.now - (written ?? view.now);
    return [{ object, generation, observed, age, touches: [...touches, ...holdersOf(view, object)] }];
  });
}
