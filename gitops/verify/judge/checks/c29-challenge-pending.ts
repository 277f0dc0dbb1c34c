import { ageOf } from '../../model/time.ts';
import { addressesOfIngress, answersTo, normalizeMessage, startOf } from '../../model/issuance/challenges.ts';
import { pendingHttp01, solverIngresses, solverPods, wordsOfAnswer } from '../../model/issuance/challenges.ts';
import { holderOf } from '../../model/issuance/certificates.ts';
import { resolutionOf } from '../../model/trace/dns.ts';
import { touchedDown } from '../../model/issuance/solvers.ts';
import { lastOf, movingSince, onItsWay } from '../../model/moving.ts';
import { check } from '../check.ts';
import { inBoth, joined } from '../in-both.ts';
import { conditionOf } from '../../see/objects/kubernetes-object.ts';
import type { Challenge } from '../../see/objects/cert-manager.ts';
import { quote } from '../../see/quote.ts';
import { referenceTo } from '../../model/reference.ts';
import type { Text } from '#program/language.ts';
import type { View } from '../../see/view.ts';

/** Milliseconds that a sound Challenge may take, until the gateway has a route. */
const HTTP01 = 30_000;
const SELF_CHECK = { en: "cert-manager's self-check", ko: 'cert-manager의 자체 점검' };

export const c29 = check({
  code: 'C29',
  title: { en: 'the challenge is pending', ko: '챌린지가 pending 상태입니다' },
  means: {
    en: 'Before cert-manager calls the CA it asks for the challenge itself, from inside the cluster, under the public name (self-check). It goes on asking for ever, and reports no error.',
    ko: 'cert-manager는 CA에 검증을 요청하기 전에 클러스터 안에서 공개 호스트 이름으로 챌린지를 직접 확인합니다(자체 점검, self-check). 통과할 때까지 끝없이 반복하며 오류는 알리지 않습니다.',
  },
  remedy: {
    en: 'Request the URL of the challenge yourself: the answer must be the key and nothing else. Whatever answers instead has to be changed.',
    ko: '챌린지 URL에 직접 요청을 보내 보세요. 응답에는 키 값만 있어야 합니다. 다른 응답이 온다면, 그 응답을 보내는 쪽을 고쳐야 합니다.',
  },
  mayPass: true,
  consequenceOf: [
    ...['C1', 'C5', 'C7', 'C8', 'C18', 'C19', 'C22', 'C23', 'C24', 'C28', 'C31', 'C39'],
    ...['H1', 'H2', 'H4', 'H5', 'H6', 'H7', 'H8', 'H10', 'H11', 'H12', 'H14'],
    ...['T4', 'T10', 'T15', 'R9', 'R15', 'R16', 'R18'],
  ],
  source: 'measured; https://cert-manager.io/docs/troubleshooting/acme/',
  *judge(view) {
    for (const { certificate, challenge } of pendingHttp01(view)) {
      if (holderOf(view, challenge)) continue;
      const { reason = '' } = challenge.status ?? {};
      const passed = ageOf(view, challenge.metadata.creationTimestamp, 0);
      const moving = lastOf([
        movingSince(challenge.metadata.creationTimestamp, HTTP01, SELF_CHECK),
        startOf(view, challenge),
      ]);
      const isEarly = moving !== undefined && moving.until > view.now;
      const words = reason === '' ? undefined : quote(normalizeMessage(reason, challenge), 300);
      const seconds = Math.round(passed / 1000);
      const said = {
        en: `for ${seconds} s; the self-check says ${words ?? 'nothing yet'}`,
        ko: `${seconds}초째, 자체 점검 결과: ${words ?? '아직 없음'}`,
      };
      yield {
        object: referenceTo('Challenge', challenge),
        ...onItsWay(moving),
        seen: joined('; ', [said, ...(isEarly ? [] : factsOf(view, challenge))]),
        next: [`kubectl describe challenge -n ${challenge.metadata.namespace ?? ''} ${challenge.metadata.name}`],
        touches: touchedDown(view, certificate),
      };
    }
  },
});

/** The facts that help to go on where no cause is found. */
function factsOf(view: View, challenge: Challenge): readonly Text[] {
  const answers = answersTo(view, challenge).map(({ address, answer }) => {
    const { en, ko } = wordsOfAnswer(answer);
    return {
      en: `asked from here, ${address} answers ${normalizeMessage(en, challenge)}`,
      ko: `여기서 요청하면 ${address}의 응답: ${normalizeMessage(ko, challenge)}`,
    };
  });
  const { a = [], aaaa = [] } = resolutionOf(view, challenge.spec.dnsName) ?? {};
  const addresses = [...a, ...aaaa].join(', ');
  const ingresses = solverIngresses(view, challenge);
  const served = ingresses.flatMap(addressesOfIngress).join(', ');
  const pods = solverPods(view, challenge);
  const ready = pods.filter((pod) => conditionOf(pod, 'Ready')?.status === 'True').length;
  const facts = [
    [addresses !== '', inBoth`${{ en: 'DNS here', ko: '여기서 조회한 DNS' }}: ${addresses}`],
    [
      ingresses.length > 0,
      { en: `its Ingress has ${served ? `address ${served}` : 'no address'}`, ko: `Ingress 주소: ${served || '없음'}` },
    ],
    [
      pods.length > 0,
      { en: `${ready} of ${pods.length} solver Pods ready`, ko: `준비된 solver Pod: ${pods.length}개 중 ${ready}개` },
    ],
  ] as const;
  return [...answers, ...facts.flatMap(([isKnown, fact]) => (isKnown ? [fact] : []))];
}
