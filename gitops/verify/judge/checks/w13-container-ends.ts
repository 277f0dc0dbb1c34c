import { isLive } from '../../see/objects/workload.ts';
import { movingSince, onItsWay } from '../../model/moving.ts';
import { ageOf } from '../../model/time.ts';
import { allContainers, eventsOfPod, lastLines } from '../../model/workload/pods.ts';
import { plainLine, tellingLine } from '../../model/workload/telling-line.ts';
import { checkOfContainer } from '../shapes.ts';
import { quote } from '../../see/quote.ts';

/** Ended runs that count as a failure: after a single one, what the program needs may have come. */
const ENDS = 2;

/** Milliseconds after which a run no longer counts as one that ends at once. */
const SHORT = 10_000;

/** EX_CONFIG of sysexits.h, with which our service ends; it prints one problem of its configuration a line. */
const CONFIGURATION = 78;

/** Milliseconds: the first restart comes at once, the second after 10 s. */
const RESTART = 30_000;
const RESTARTS = { en: 'the restart of the container', ko: '컨테이너 재시작' };
const PROBLEMS = 5;

export const w13 = checkOfContainer({
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
  places: (view) => allContainers(view).filter(({ pod }) => isLive(pod)),
  find(view, place) {
    const { pod, status, container } = place;
    const { waiting, running, terminated } = status.state ?? {};
    const { exitCode, reason = '', finishedAt } = terminated ?? status.lastState?.terminated ?? {};
    // A container that could not be started is a case for W22, one that the kubelet ended for its probes for W14.
    if (exitCode === undefined || ['StartError', 'ContainerCannotRun'].includes(reason)) return undefined;
    const killing = eventsOfPod(view, pod, 'Killing', status.name);
    if (killing.some(({ message = '' }) => message.includes('probe'))) return undefined;
    const ends = status.restartCount + (terminated ? 1 : 0);
    const isDown = waiting?.reason === 'CrashLoopBackOff' || (terminated && !status.ready && exitCode !== 0);
    const isYoung = running && (!status.ready || ageOf(view, running.startedAt) < SHORT);
    if (!isDown && !(isYoung && ends >= ENDS)) return undefined;
    const { memory } = container?.resources?.limits ?? {};
    const [en, ko] =
      reason === 'OOMKilled'
        ? [
            ` (OOMKilled${memory ? `, memory limit ${memory}` : ''})`,
            `(OOMKilled${memory ? `, 메모리 한도 ${memory}` : ''})`,
          ]
        : ['', ''];
    const lines = lastLines(view, place);
    const chosen = exitCode === CONFIGURATION ? lines.slice(-PROBLEMS).map(plainLine) : [tellingLine(lines) ?? ''];
    const words = chosen.filter((line) => line !== '').map((line) => quote(line, 200));
    const said = words.length > 0 ? `: ${words.join(', ')}` : '';
    const { namespace = '', name } = pod.metadata;
    return {
      // After its first end a program may find what it needs, but its configuration stays as it is.
      ...(ends < ENDS && exitCode !== CONFIGURATION ? onItsWay(movingSince(finishedAt, RESTART, RESTARTS)) : {}),
      seen: {
        en: `container ${status.name} ended with exit code ${exitCode}${en}${said}`,
        ko: `컨테이너 ${status.name}의 종료 코드는 ${exitCode}입니다${ko}${said}`,
      },
      next: [`kubectl logs -n ${namespace} ${name} -c ${status.name}${terminated ? '' : ' --previous'}`],
    };
  },
});
