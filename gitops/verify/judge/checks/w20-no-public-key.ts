import { ageOf } from '../../model/time.ts';
import { type ContainerPlace, firstOfEach, linesOf, unreadyContainers, whatGoesOn } from '../../model/workload/pods.ts';
import { fieldsOf } from '../../model/workload/telling-line.ts';
import { aboutWorkload } from '../../model/workload/workloads.ts';
import { check } from '../check.ts';
import { quote } from '../../see/quote.ts';
import type { View } from '../../see/view.ts';

/** Milliseconds in which the first attempts may fail, for example until the sidecar is ready. */
const MOMENT = 30_000;

export const w20 = check({
  code: 'W20',
  title: { en: 'the service has no public key', ko: '서비스에 공개 키가 없습니다' },
  means: {
    en: 'Without a public key no signature can be verified, so the service does not become ready. It tries again, at most a minute apart.',
    ko: '공개 키가 없으면 서명을 검증할 수 없어 서비스가 준비되지 않습니다. 길어야 1분 간격으로 다시 시도합니다.',
  },
  remedy: {
    en: 'Let the Pods reach the address (egress, NetworkPolicy, ServiceEntry, DNS), correct the URL, or mount the keys.',
    ko: 'Pod가 이 주소에 접속할 수 있게 하거나(egress, NetworkPolicy, ServiceEntry, DNS), URL을 고치거나, 키를 마운트하세요.',
  },
  mayPass: true,
  source: 'service/key-ring.ts',
  *judge(view) {
    for (const { place, found } of firstOfEach(unreadyContainers(view), (each) => lastFailure(view, each))) {
      const { kind, workload, pod, status, field } = place;
      const { namespace = '', name } = pod.metadata;
      const isNew = ageOf(view, status.state?.running?.startedAt) < MOMENT;
      const goesOn = whatGoesOn(view, workload);
      const said = `${found.url}: ${quote(found.problem, 200)}`;
      yield {
        ...aboutWorkload(view, kind, workload),
        ...(field === undefined ? {} : { field }),
        ...(isNew ? { level: 'progress' } : {}),
        seen: {
          en: `public keys not fetched from ${said}${goesOn.en}`,
          ko: `공개 키를 가져오지 못했습니다. ${said}${goesOn.ko}`,
        },
        next: [`kubectl logs -n ${namespace} ${name} -c ${status.name}`],
      };
    }
  },
});

interface Failure {
  readonly url: string;
  readonly problem: string;
}

/** The outcome of the last attempt, if the log still has it. */
function lastFailure(view: View, place: ContainerPlace): Failure | undefined {
  if (!place.status.state?.running || place.status.ready) return undefined;
  const attempts = linesOf(view, place, false)
    .map((line) => fieldsOf(line) ?? {})
    .filter(({ msg }) => msg === 'public keys fetched' || msg === 'public keys not fetched');
  const { msg, url, problem } = attempts.at(-1) ?? {};
  if (msg !== 'public keys not fetched' || typeof url !== 'string' || typeof problem !== 'string') return undefined;
  return { url, problem };
}
