import { onItsWay } from '../../model/moving.ts';
import { ageOf } from '../../model/time.ts';
import { httpsStatuses } from '../../model/trace/answers.ts';
import { isOfGateway } from '../../model/trace/health.ts';
import { foundOn, healthAtGateway, changeOnWay, objectsOn } from '../../model/trace/health-trace.ts';
import { checkOfHost } from '../shapes.ts';
import type { Branch } from '../../model/trace/outcome.ts';
import { wordsOf } from '../../model/reference.ts';
import type { View } from '../../see/view.ts';

/** Milliseconds after the last write on the way from which the gateway must have it, however often it is looked at. */
const SETTLED = 5_000;

export const o10 = checkOfHost({
  code: 'O10',
  title: {
    en: 'the gateway does not do what its configuration says',
    ko: '게이트웨이가 설정과 다르게 동작합니다',
  },
  means: {
    en: 'By everything that verify reads the Pods should have answered. Something that it does not read decides, or the gateway has not got its configuration.',
    ko: 'verify가 읽은 설정대로라면 Pod가 응답해야 합니다. verify가 읽지 않는 설정이 끼어들었거나, 게이트웨이에 설정이 전달되지 않은 것입니다.',
  },
  remedy: {
    en: 'Look for EnvoyFilters, WasmPlugins and Sidecars that select these Pods, and compare with `istioctl proxy-status`. `verify trace HOST` shows each step.',
    ko: '이 Pod를 선택하는 EnvoyFilter, WasmPlugin, Sidecar를 찾고 `istioctl proxy-status`와 비교하세요. `verify trace HOST`로 단계별로 볼 수 있습니다.',
  },
  level: 'warning',
  mayPass: true,
  isDoubted: true,
  consequenceOf: ['A*', 'C*', 'G*', 'H*', 'R*', 'T*', 'W*'],
  source: 'measured',
  find(view, name) {
    const answer = httpsStatuses(view, name).find((each) => isOfGateway(each) && each.status !== 504);
    const { branches } = healthAtGateway(view, name);
    const [branch] = branches;
    const isAnswered = branches.every(({ outcome }) => outcome.end === 'answered');
    if (!answer || !branch || !isAnswered || !isSettled(view, branch)) return undefined;
    const way = branch.steps
      .flatMap(({ object, field }) => (object ? `${wordsOf(object)} ${field ?? ''}`.trim() : []))
      .join(' → ');
    return {
      level: 'warning',
      ...onItsWay(changeOnWay(view, name, branch)),
      seen: {
        en: `it answers ${answer.status} itself, although the way leads to Pods: ${way}`,
        ko: `Pod까지 이어지는데도 게이트웨이가 직접 ${answer.status}로 응답합니다: ${way}`,
      },
      touches: objectsOn(branch),
    };
  },
});

/** Whether everything on the way was written long enough ago. */
function isSettled(view: View, branch: Branch): boolean {
  return foundOn(view, branch).every(
    ({ metadata }) => ageOf(view, metadata.writtenAt ?? metadata.creationTimestamp) > SETTLED,
  );
}
