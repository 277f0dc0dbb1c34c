import { onItsWay } from '../../model/moving.ts';
import { httpsStatuses, changeBehind } from '../../model/trace/answers.ts';
import { servicesOfHost } from '../../model/trace/destinations.ts';
import { gatewayServersOf } from '../../model/trace/gateways.ts';
import { isOfGateway } from '../../model/trace/health.ts';
import { healthAtGateway } from '../../model/trace/health-trace.ts';
import { decisionOf, statusOf } from '../../model/trace/outcome.ts';
import { routesOf } from '../../model/trace/routes.ts';
import { referenceTo, wordsOf, type Reference } from '../../model/reference.ts';
import { quote } from '../../see/quote.ts';
import type { HttpAnswer } from '../../see/question.ts';
import type { View } from '../../see/view.ts';
import type { Text } from '#program/language.ts';
import { inBoth } from '../in-both.ts';
import { checkOfHost, type Found } from '../shapes.ts';
import { SYNC_CAUSES } from './sync-causes.ts';

// What the gateway itself answers to the request for a host's health; what it is told to do says why.

export const r15 = checkOfHost({
  code: 'R15',
  title: { en: 'the gateway answers 404', ko: '게이트웨이가 404로 응답합니다' },
  means: {
    en: 'The request reaches the gateway, but no rule takes it; the application does not see it.',
    ko: '요청이 게이트웨이까지는 오지만, 맞는 규칙이 없어 애플리케이션에는 도달하지 않습니다.',
  },
  remedy: {
    en: 'See that a VirtualService names the host and the Gateway, and has a rule for this path.',
    ko: '이 호스트와 Gateway를 지정하고 이 경로에 맞는 규칙을 가진 VirtualService가 있는지 확인하세요.',
  },
  mayPass: true,
  consequenceOf: ['R1', 'R2', 'R3', 'R4', 'T4', 'T15', 'H11', 'R20', 'R21', ...SYNC_CAUSES],
  source: 'measured; https://istio.io/latest/docs/ops/common-problems/network-issues/',
  find(view, name) {
    const answer = httpsStatuses(view, name).find((each) => each.status === 404 && isOfGateway(each));
    const gateways = gatewayServersOf(view, name).map(({ gateway }) => referenceTo('Gateway', gateway));
    const routes = routesOf(view, name).map((route) => wordsOf(referenceTo('VirtualService', route)));
    const otherwise = {
      en: `although ${routes.join(', ')} has the host`,
      ko: `${routes.join(', ')}에 이 호스트가 있는데도 그렇습니다`,
    };
    return answer && answered(view, name, answer, gateways, routes.length > 0 ? otherwise : undefined);
  },
});

export const r16 = checkOfHost({
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
  find(view, name) {
    const answer = httpsStatuses(view, name).find((each) => each.status !== 404 && isOfGateway(each));
    const services = servicesOfHost(view, name).map((each): Reference => ({ kind: 'Service', ...each }));
    return answer && answered(view, name, answer, services, meaningOf(answer.body.trim()));
  },
});

/** @param otherwise why, where the way of the request does not end so */
function answered(
  view: View,
  name: string,
  { status, body, address }: HttpAnswer,
  others: readonly Reference[],
  otherwise: Text | undefined,
): Found {
  const branch = healthAtGateway(view, name).branches.find(({ outcome }) => statusOf(outcome) === status);
  const { object, did } = (branch && decisionOf(branch)) ?? {};
  const decided = did && inBoth`${object ? `${wordsOf(object)}: ` : ''}${did}`;
  const { en, ko } = decided ?? otherwise ?? { en: '', ko: '' };
  const isEmpty = body.trim() === '';
  const said = `${status} ${quote(body, 160)}`;
  return {
    ...onItsWay(changeBehind(view, name)),
    seen: {
      en: `${isEmpty ? `${status} with an empty body` : said} from ${address} for ${view.scope.path}${en && `; ${en}`}`,
      ko: `${address}에서 ${view.scope.path} 요청에 ${isEmpty ? `본문 없는 ${status}` : said} 응답${ko && `. ${ko}`}`,
    },
    touches: [...routesOf(view, name).map((route) => referenceTo('VirtualService', route)), ...others],
  };
}

/** The meaning of the bodies that Envoy itself answers with. */
function meaningOf(body: string): Text {
  if (body.startsWith('no healthy upstream'))
    return { en: 'no Pod of the Service is ready', ko: 'Service에 준비된 Pod가 없습니다' };
  if (body.startsWith('upstream connect error'))
    return { en: 'the connection to the Pod fails', ko: 'Pod에 연결하지 못합니다' };
  return body === ''
    ? { en: 'the application may answer so itself', ko: '애플리케이션 자체의 응답일 수 있습니다' }
    : { en: 'the application does not answer in time', ko: '애플리케이션이 제때 응답하지 않습니다' };
}
