import { isReady } from '../../see/objects/workload.ts';
import { currentPods } from '../../model/workload/pods.ts';
import { isRollingOut, isUnobserved, podsOf, replicasOf } from '../../model/workload/workloads.ts';
import { onItsWay } from '../../model/moving.ts';
import { changeOf } from '../../model/workload/rollout.ts';
import { checkOfWorkload } from '../shapes.ts';
import { inBoth } from '../in-both.ts';
import { conditionOf } from '../../see/objects/kubernetes-object.ts';
import { quote } from '../../see/quote.ts';

const UNOBSERVED = {
  en: '; the last change is not observed yet',
  ko: '. 컨트롤러가 마지막 변경을 아직 처리하지 않았습니다',
};
const PAUSED = { en: '; it is paused (spec.paused)', ko: '. 일시 중지되어 있습니다(spec.paused)' };

export const w17 = checkOfWorkload({
  code: 'W17',
  title: { en: 'the rollout is not finished', ko: '롤아웃이 끝나지 않았습니다' },
  means: {
    en: 'New Pods have not yet taken the place of the old ones. Where old ones are ready they go on serving: the site answers, with the old version.',
    ko: '새 Pod가 이전 Pod를 아직 대체하지 못했습니다. 준비된 이전 Pod가 있으면 계속 응답하므로, 사이트는 이전 버전으로 동작합니다.',
  },
  remedy: {
    en: 'Wait while it makes progress. If it does not, the cause is with the new Pods: their events and their log.',
    ko: '진행 중이면 기다리세요. 멈추었다면 원인은 새 Pod에 있으니 이벤트와 로그를 보세요.',
  },
  consequenceOf: ['W12', 'W13', 'W14', 'W15', 'W16', 'W20', 'W22', 'G8'],
  source: 'measured; https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#deployment-status',
  find(view, { kind, workload }) {
    if (!isRollingOut(workload)) return undefined;
    const { namespace = '', name } = workload.metadata;
    const { wanted, updated } = replicasOf(workload);
    const ready = currentPods(view, kind, workload).filter(isReady).length;
    const old = podsOf(view, workload).filter(isReady).length - ready;
    const so = {
      en: `${updated} of ${wanted} Pods of the new template, ${ready} of them ready`,
      ko: `새 템플릿의 Pod ${wanted}개 중 ${updated}개가 생성되었고 ${ready}개가 준비되었습니다`,
    };
    const goesOn = {
      en: `; ${old} of the old ones ${old === 1 ? 'goes' : 'go'} on serving`,
      ko: `. 이전 Pod ${old}개가 계속 응답합니다`,
    };
    const { reason, message } = conditionOf(workload, 'Progressing') ?? {};
    const isUnseen = isUnobserved(workload);
    const isPaused = workload.spec.paused === true && updated < wanted;
    const isLate = reason === 'ProgressDeadlineExceeded';
    const said = isLate && message !== undefined ? `: ${quote(message, 200)}` : '';
    return {
      ...(!isUnseen && (isPaused || isLate) ? {} : onItsWay(changeOf(view, kind, workload))),
      seen: inBoth`${so}${isUnseen ? UNOBSERVED : isPaused ? PAUSED : said}${old === 0 ? '' : goesOn}`,
      next: [`kubectl rollout status -n ${namespace} ${kind.toLowerCase()}/${name} --watch=false`],
    };
  },
});
