import { httpsStatuses, levelOfAnswer } from '../../model/trace/answers.ts';
import { isOfGateway } from '../../model/trace/health.ts';
import { hostsOf } from '../../model/trace/hosts.ts';
import { servicesOfHost } from '../../model/trace/destinations.ts';
import { routesOf } from '../../model/trace/routes.ts';
import { readyEndpoints } from '../../model/workload/workloads.ts';
import { check } from '../check.ts';
import { quote } from '../../see/quote.ts';
import { host, referenceTo } from '../../model/reference.ts';
import type { Text } from '#program/language.ts';
import type { View } from '../../see/view.ts';
import { SYNC_CAUSES } from './sync-causes.ts';

export const r16 = check({
  code: 'R16',
  title: { en: 'the gateway answers 503', ko: '게이트웨이가 503으로 응답합니다' },
  means: {
    en: 'The gateway has a rule for the request but gets no answer from what it leads to.',
    ko: '요청에 맞는 규칙은 있지만, 규칙이 가리키는 대상에서 응답을 받지 못합니다.',
  },
  remedy: {
    en: 'See that the Service of the rule exists, has the port, and has Pods that are ready.',
    ko: '규칙이 가리키는 Service가 있는지, 그 포트가 있는지, 준비된 Pod가 있는지 확인하세요.',
  },
  mayPass: true,
  consequenceOf: ['R5', 'R6', 'R8', 'R9', 'R12', 'R17', 'R18', 'R22', 'R23', 'R24', 'R25', 'W*', ...SYNC_CAUSES],
  source: 'measured; https://istio.io/latest/docs/ops/common-problems/network-issues/',
  *judge(view) {
    for (const name of hostsOf(view))
      for (const answer of httpsStatuses(view, name)) {
        const { status, body, address } = answer;
        if (status === 404 || !isOfGateway(answer)) continue;
        const reason = reasonOf(body.trim(), isAllThere(view, name));
        const said = body.trim() === '' ? '' : ` ${quote(body, 160)}`;
        yield {
          object: host(name),
          level: levelOfAnswer(view, name, 'error'),
          seen: {
            en: `${status}${said} from ${address} for ${view.scope.path}: ${reason.en}`,
            ko: `${address}에서 ${view.scope.path} 요청에 ${status}${said} 응답: ${reason.ko}`,
          },
          touches: [
            ...routesOf(view, name).map((route) => referenceTo('VirtualService', route)),
            ...servicesOfHost(view, name).map((each) => ({ kind: 'Service' as const, ...each })),
          ],
        };
        break;
      }
  },
});

/** Whether every Service that the routes lead to has ready Pods. */
function isAllThere(view: View, name: string): boolean {
  const services = servicesOfHost(view, name);
  return (
    services.length > 0 &&
    services.every((each) => {
      const service = view.get('Service', each.namespace, each.name);
      return service !== undefined && readyEndpoints(view, service) > 0;
    })
  );
}

/** The meaning of the bodies that Envoy itself answers with. */
function reasonOf(text: string, isThere: boolean): Text {
  if (text.startsWith('no healthy upstream'))
    return { en: 'no Pod of the Service is ready', ko: 'Service에 준비된 Pod가 없습니다' };
  if (text.startsWith('upstream connect error'))
    return { en: 'the connection to the Pod fails', ko: 'Pod에 연결하지 못합니다' };
  if (text !== '')
    return { en: 'the application does not answer in time', ko: '애플리케이션이 제때 응답하지 않습니다' };
  return isThere
    ? {
        en: 'the Service does not have the port or subset of the rule, or the application answers so itself',
        ko: '규칙의 포트나 서브셋이 Service에 없거나, 애플리케이션 자체가 이렇게 응답합니다',
      }
    : { en: 'the destination of the rule does not exist', ko: '규칙이 가리키는 대상이 없습니다' };
}
