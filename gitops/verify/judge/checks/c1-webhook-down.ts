import { applicationsOf, holdersOf, ownNames } from '../../model/sync/applications.ts';
import {
  certificatesOf,
  isOwnIssuer,
  issuerReference,
  touchedByCertificate,
} from '../../model/issuance/certificates.ts';
import { WEBHOOK, webhookServices } from '../../model/issuance/dns01.ts';
import { onItsWay } from '../../model/moving.ts';
import { changeOf } from '../../model/workload/rollout.ts';
import { readyEndpoints, workloadsBehind } from '../../model/workload/workloads.ts';
import { check } from '../check.ts';
import { inBoth } from '../in-both.ts';
import type { Observation } from '../../model/finding.ts';
import { quote } from '../../see/quote.ts';
import { referenceTo, wordsOf, type Reference } from '../../model/reference.ts';
import type { Text } from '#program/language.ts';
import { slicesOfService } from '../../model/relations.ts';
import type { View } from '../../see/view.ts';

/** In a message of the API server when it cannot ask the webhook; a refusal by the webhook has other words. */
const UNANSWERED = `failed calling webhook "${WEBHOOK}"`;

export const c1 = check({
  code: 'C1',
  title: { en: "cert-manager's webhook does not answer", ko: 'cert-manager의 웹훅이 응답하지 않습니다' },
  means: {
    en: 'No object of cert-manager can be created or changed. Certificates that were issued stay in use, but none is renewed.',
    ko: 'cert-manager 리소스를 만들거나 바꿀 수 없습니다. 이미 발급된 인증서는 계속 쓰이지만 갱신되지 않습니다.',
  },
  remedy: {
    en: 'Bring the webhook back; the API server must reach it (port 10250 of its Pods) and trust its caBundle, which cainjector writes. Argo CD tries again by itself while retries are left.',
    ko: '웹훅을 복구하세요. API 서버가 웹훅(Pod의 10250번 포트)에 접속할 수 있어야 하고, cainjector가 넣어 주는 caBundle로 웹훅의 인증서를 검증할 수 있어야 합니다. 재시도 횟수가 남아 있으면 Argo CD가 알아서 다시 시도합니다.',
  },
  mayPass: true,
  source: 'measured; https://cert-manager.io/docs/troubleshooting/webhook/',
  *judge(view) {
    const down = webhookServices(view).flatMap(
      ({ namespace, name }) => whyDown(view, { kind: 'Service', namespace, name }) ?? [],
    );
    yield* down;
    if (down.length > 0) return;
    for (const application of applicationsOf(view)) {
      const { phase = 'Succeeded', message, syncResult } = application.status?.operationState ?? {};
      const sentences = [message, ...(syncResult?.resources ?? []).map((resource) => resource.message)];
      const sentence = phase === 'Succeeded' ? undefined : sentences.find((each) => each?.includes(UNANSWERED));
      if (sentence === undefined) continue;
      yield {
        object: referenceTo('Application', application),
        field: 'status.operationState.message',
        seen: inBoth`${causeOf(sentence)}: ${quote(sentence.slice(sentence.indexOf(UNANSWERED)), 400)}`,
        next: ['kubectl -n cert-manager get pods,endpointslices', 'cmctl check api'],
        touches: touched(view),
      };
    }
  },
});

function whyDown(view: View, object: Reference): Observation | undefined {
  const { namespace = '', name } = object;
  const service = view.get('Service', namespace, name);
  const isAbsent = view.isAbsent('Service', namespace, name);
  const isEmpty = service && view.isComplete(slicesOfService(service)) && readyEndpoints(view, service) === 0;
  if (!isAbsent && !isEmpty) return undefined;
  const behind = service ? workloadsBehind(view, service) : [];
  const how = isAbsent
    ? { en: 'does not exist', ko: 'Service가 없습니다' }
    : { en: 'has no ready endpoint', ko: 'Service에 준비된 엔드포인트가 없습니다' };
  return {
    object,
    ...onItsWay(...behind.map(({ kind, workload }) => changeOf(view, kind, workload))),
    seen: {
      en: `the webhook ${WEBHOOK} asks ${wordsOf(object)}, which ${how.en}`,
      ko: `웹훅 ${WEBHOOK}의 ${how.ko}: ${wordsOf(object)}`,
    },
    next: [`kubectl -n ${namespace} get pods,endpointslices`],
    touches: touched(view),
  };
}

/** Why the webhook cannot be asked, where its Service is not known to be the reason. */
function causeOf(sentence: string): Text {
  if (sentence.includes('x509'))
    return {
      en: 'the API server does not trust the webhook: its caBundle is missing or stale (cainjector)',
      ko: 'API 서버가 웹훅을 신뢰하지 않습니다. caBundle이 없거나 오래되었습니다(cainjector)',
    };
  if (/deadline exceeded|i\/o timeout|Client\.Timeout/.test(sentence))
    return {
      en: 'the API server gets no answer from the webhook: a firewall or NetworkPolicy, or it is overloaded',
      ko: 'API 서버가 웹훅의 응답을 받지 못합니다. 방화벽이나 NetworkPolicy, 과부하가 원인일 수 있습니다',
    };
  if (/connection refused|no endpoints available/.test(sentence))
    return {
      en: 'the webhook did not run when the sync was tried',
      ko: '동기화를 시도할 때 웹훅이 실행되고 있지 않았습니다',
    };
  return { en: 'the API server could not ask the webhook', ko: 'API 서버가 웹훅을 호출하지 못했습니다' };
}

/** All Certificates and their issuers, also Certificates that could not be created. */
function touched(view: View): readonly Reference[] {
  const certificates = certificatesOf(view);
  const all = [
    ...ownNames(view, 'Certificate').map((name): Reference => ({ kind: 'Certificate', ...name })),
    ...certificates.flatMap((certificate) => touchedByCertificate(view, certificate)),
    ...certificates.filter(isOwnIssuer).map(issuerReference),
  ];
  return [...all, ...all.flatMap((reference) => holdersOf(view, reference))];
}
