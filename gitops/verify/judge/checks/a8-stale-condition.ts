import { staleConditions } from '../../model/issuance/stale-conditions.ts';
import { check } from '../check.ts';
import { wordsOf } from '../../model/reference.ts';

export const a8 = check({
  code: 'A8',
  title: {
    en: 'the status is about an older generation',
    ko: 'status가 이전 세대(generation)의 것입니다',
  },
  means: {
    en: 'The object was changed a moment ago; its Ready condition, and so the health in Argo CD, is still about its previous state.',
    ko: '리소스가 방금 변경되었습니다. Ready 컨디션과 이를 따르는 Argo CD의 health는 아직 변경 전의 것입니다.',
  },
  remedy: {
    en: 'Wait for cert-manager to look at it, which takes a second or less. A program that waits must compare observedGeneration, as kubectl wait does.',
    ko: 'cert-manager가 처리할 때까지 1초쯤 기다리세요. 완료를 기다리는 프로그램이라면 kubectl wait처럼 observedGeneration을 비교해야 합니다.',
  },
  level: 'progress',
  mayPass: true,
  source: {
    en: 'measured: 0.1 to 1 s with a running controller',
    ko: '실측: 컨트롤러가 실행 중일 때 0.1~1초',
  },
  *judge(view) {
    for (const { object, generation, observed, isLasting, touches } of staleConditions(view)) {
      if (isLasting || observed === undefined) continue;
      yield {
        object,
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
