import { movingSince, onItsWay } from '../../model/moving.ts';
import { linesOf } from '../../model/workload/pods.ts';
import { fieldsOf } from '../../model/workload/telling-line.ts';
import { checkOfContainer } from '../shapes.ts';
import { quote } from '../../see/quote.ts';

/** Milliseconds in which the first attempts may fail, for example until the sidecar is ready. */
const MOMENT = 30_000;
const AGAIN = { en: "the service's next attempt", ko: '서비스의 다음 시도' };

export const w20 = checkOfContainer({
  code: 'W20',
  title: { en: 'the service has no public key', ko: '서비스에 공개 키가 없습니다' },
  means: {
    en: 'Without a public key no signature can be verified, so the service does not become ready. It tries again, at most a minute apart.',
    ko: '공개 키가 없으면 서명을 검증할 수 없어 서비스가 준비되지 않습니다. 늦어도 1분마다 다시 시도합니다.',
  },
  remedy: {
    en: 'Let the Pods reach the address (egress, NetworkPolicy, ServiceEntry, DNS), correct the URL, or mount the keys.',
    ko: 'Pod가 이 주소에 접속할 수 있게 하거나(egress, NetworkPolicy, ServiceEntry, DNS), URL을 고치거나, 키를 마운트하세요.',
  },
  mayPass: true,
  source: 'service/key-ring.ts',
  find(view, place) {
    const { pod, status } = place;
    const { running } = status.state ?? {};
    if (!running || status.ready) return undefined;
    const attempts = linesOf(view, place, false)
      .map((line) => fieldsOf(line) ?? {})
      .filter(({ msg }) => msg === 'public keys fetched' || msg === 'public keys not fetched');
    const { msg, url, problem } = attempts.at(-1) ?? {};
    if (msg !== 'public keys not fetched' || typeof url !== 'string' || typeof problem !== 'string') return undefined;
    const { namespace = '', name } = pod.metadata;
    const said = `${url}: ${quote(problem, 200)}`;
    return {
      ...onItsWay(movingSince(running.startedAt, MOMENT, AGAIN)),
      seen: { en: `public keys not fetched from ${said}`, ko: `공개 키를 가져오지 못했습니다. ${said}` },
      next: [`kubectl logs -n ${namespace} ${name} -c ${status.name}`],
    };
  },
});
