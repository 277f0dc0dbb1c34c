import { ageOf } from '../../model/time.ts';
import {
  allContainers,
  type ContainerPlace,
  eventsOfPod,
  firstOfEach,
  isLive,
  lastLines,
  whatGoesOn,
} from '../../model/workload/pods.ts';
import { plainLine, tellingLine } from '../../model/workload/telling-line.ts';
import { aboutWorkload } from '../../model/workload/workloads.ts';
import { check } from '../check.ts';
import type { Observation } from '../../model/finding.ts';
import type { ContainerStatus } from '../../see/objects/workload.ts';
import { quote } from '../../see/quote.ts';
import type { View } from '../../see/view.ts';

/** Ended runs that count as a failure: after a single one, what the program needs may have come. */
const ENDS = 2;

/** Milliseconds after which a run no longer counts as one that ends at once. */
const SHORT = 10_000;

/** EX_CONFIG of sysexits.h, with which our service ends; it prints one problem of its configuration a line. */
const CONFIGURATION = 78;
const PROBLEMS = 5;

export const w13 = check({
  code: 'W13',
  title: { en: 'the container ends again and again', ko: '컨테이너가 계속 종료됩니다' },
  means: {
    en: 'The program starts and ends, and is started again at growing intervals. It never takes a request.',
    ko: '프로그램이 시작되었다가 종료되기를 반복하며, 다시 시작하는 간격이 점점 길어집니다. 요청은 하나도 받지 못합니다.',
  },
  remedy: {
    en: 'Correct what its last words name: configuration, a missing file, or its memory limit.',
    ko: '마지막 로그가 가리키는 것(설정, 없는 파일, 메모리 한도)을 고치세요.',
  },
  consequenceOf: ['G8', 'W14', 'W20'],
  source: 'measured; https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy',
  *judge(view) {
    const places = allContainers(view).filter(({ pod }) => isLive(pod));
    for (const { place, found } of firstOfEach(places, (each) => endOf(view, each))) yield observe(view, place, found);
  },
});

interface End {
  readonly exitCode: number;
  readonly reason: string;
  readonly ends: number;
}

function endOf(view: View, { pod, status }: ContainerPlace): End | undefined {
  const { state, lastState, restartCount } = status;
  const last = state?.terminated ?? lastState?.terminated;
  // A container that could not be started is a case for W22, one that the kubelet ended for its probes for W14.
  if (!last || ['StartError', 'ContainerCannotRun'].includes(last.reason ?? '')) return undefined;
  if (eventsOfPod(view, pod, 'Killing', status.name).some(({ message = '' }) => message.includes('probe')))
    return undefined;
  const ends = restartCount + (state?.terminated ? 1 : 0);
  if (!isDown(status) && !(ends >= ENDS && isYoung(view, status))) return undefined;
  return { exitCode: last.exitCode, reason: last.reason ?? '', ends };
}

function isDown({ state, ready }: ContainerStatus): boolean {
  if (state?.waiting?.reason === 'CrashLoopBackOff') return true;
  return state?.terminated !== undefined && !ready && state.terminated.exitCode !== 0;
}

function isYoung(view: View, { state, ready }: ContainerStatus): boolean {
  if (!state?.running) return false;
  const { startedAt } = state.running;
  return !ready || ageOf(view, startedAt) < SHORT;
}

function observe(view: View, place: ContainerPlace, { exitCode, reason, ends }: End): Observation {
  const { kind, workload, pod, status, field, container } = place;
  const limit = container?.resources?.limits?.memory;
  const lines = lastLines(view, place);
  const chosen = exitCode === CONFIGURATION ? lines.slice(-PROBLEMS).map(plainLine) : [tellingLine(lines) ?? ''];
  const words = chosen.filter((line) => line !== '').map((line) => quote(line, 200));
  const said = words.length > 0 ? `: ${words.join(', ')}` : '';
  const memory =
    reason === 'OOMKilled'
      ? {
          en: ` (OOMKilled${limit === undefined ? '' : `, memory limit ${limit}`})`,
          ko: `(OOMKilled${limit === undefined ? '' : `, 메모리 한도 ${limit}`})`,
        }
      : { en: '', ko: '' };
  const goesOn = whatGoesOn(view, workload);
  const { namespace = '', name } = pod.metadata;
  const previous = status.state?.terminated ? '' : ' --previous';
  return {
    ...aboutWorkload(view, kind, workload),
    ...(field === undefined ? {} : { field }),
    // After its first end a program may find what it needs, but its configuration stays as it is.
    ...(ends < ENDS && exitCode !== CONFIGURATION ? { level: 'progress' } : {}),
    seen: {
      en: `container ${status.name} ended with exit code ${exitCode}${memory.en}${said}${goesOn.en}`,
      ko: `컨테이너 ${status.name}의 종료 코드는 ${exitCode}입니다${memory.ko}${said}${goesOn.ko}`,
    },
    next: [`kubectl logs -n ${namespace} ${name} -c ${status.name}${previous}`],
  };
}
