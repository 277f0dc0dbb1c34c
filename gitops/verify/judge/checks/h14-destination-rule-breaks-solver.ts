import { isServed, pendingHttp01 } from '../../model/issuance/challenges.ts';
import { entrancesOf, gatewayPods } from '../../model/trace/gateways.ts';
import { http01Validations, namesOf, touchedDown, type Validation } from '../../model/issuance/solvers.ts';
import { check } from '../check.ts';
import type { Certificate } from '../../see/objects/cert-manager.ts';
import type { DestinationRule } from '../../see/objects/istio.ts';
import { referenceTo } from '../../model/reference.ts';
import { destinationRulesOf, ROOT_NAMESPACE } from '../../model/relations.ts';
import type { View } from '../../see/view.ts';

const TLS = ['ISTIO_MUTUAL', 'MUTUAL', 'SIMPLE'];
const SOLVER_PORT = 8089;
/** A Service of the name that cert-manager gives to those of its solvers. */
const SOLVER = 'cm-acme-http-solver-x';

export const h14 = check({
  code: 'H14',
  title: {
    en: 'a DestinationRule makes the gateway speak TLS to the solver',
    ko: 'DestinationRule 때문에 게이트웨이가 solver에 TLS로 연결합니다',
  },
  means: {
    en: 'The solver has no sidecar and speaks plain HTTP. The gateway answers 503 for the challenge: nothing is issued or renewed.',
    ko: 'solver는 사이드카가 없어 평문 HTTP로 통신합니다. 게이트웨이가 챌린지 요청에 503으로 응답하므로 발급도 갱신도 되지 않습니다.',
  },
  remedy: {
    en: 'Let the rule name the Services it is for, or leave `tls` out: Istio chooses mutual TLS by itself wherever both ends have it.',
    ko: '규칙에 대상 Service를 명시하거나 `tls`를 지우세요. 양쪽이 모두 지원하면 Istio가 자동으로 mTLS를 씁니다.',
  },
  source: 'measured; istio/istio#15148',
  *judge(view) {
    const found = new Map<DestinationRule, { mode: string; certificates: readonly Certificate[] }>();
    for (const validation of http01Validations(view)) {
      if (isAnswered(view, validation)) continue;
      const { certificate } = validation;
      const rule = ruleFor(view, validation);
      const mode = rule && modeOf(rule);
      if (!rule || mode === undefined || !TLS.includes(mode)) continue;
      const certificates = [...new Set([...(found.get(rule)?.certificates ?? []), certificate])];
      found.set(rule, { mode, certificates });
    }
    for (const [rule, { mode, certificates }] of found)
      yield {
        object: referenceTo('DestinationRule', rule),
        field: 'spec.trafficPolicy.tls.mode',
        seen: {
          en: `host ${rule.spec.host} matches the solver too, and sets ${mode}; needed by ${namesOf(certificates)}`,
          ko: `host ${rule.spec.host}: solver도 포함하며 ${mode} 모드를 지정합니다. 영향을 받는 Certificate: ${namesOf(certificates)}`,
        },
        touches: certificates.flatMap((certificate) => touchedDown(view, certificate)),
      };
  },
});

/** Among the rules that the gateway considers for the solver's Service, the one with the most exact host. */
function ruleFor(view: View, { certificate, name }: Validation): DestinationRule | undefined {
  const { namespace = '' } = certificate.metadata;
  const pods = entrancesOf(view, name).flatMap(({ gateway }) => gatewayPods(view, gateway));
  const client = pods[0]?.metadata.namespace ?? ROOT_NAMESPACE;
  for (const place of new Set([client, namespace, ROOT_NAMESPACE])) {
    const [best] = view
      .list(destinationRulesOf(SOLVER, namespace))
      .filter(
        ({ spec, metadata }) =>
          metadata.namespace === place &&
          (place === client || !(spec.exportTo?.length === 1 && spec.exportTo[0] === '.')),
      )
      .filter(({ spec }) => spec.host.startsWith('*'))
      .sort((a, b) => b.spec.host.length - a.spec.host.length);
    if (best) return best;
  }
  return undefined;
}

function modeOf({ spec }: DestinationRule): string | undefined {
  const { tls, portLevelSettings = [] } = spec.trafficPolicy ?? {};
  return (portLevelSettings.find(({ port }) => port?.number === SOLVER_PORT)?.tls ?? tls)?.mode;
}

function isAnswered(view: View, { certificate, name }: Validation): boolean {
  return pendingHttp01(view).some(
    (link) =>
      link.certificate === certificate && link.challenge.spec.dnsName === name && isServed(view, link.challenge),
  );
}
