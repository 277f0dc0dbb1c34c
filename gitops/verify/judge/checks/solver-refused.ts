import { normalizeMessage, presentError } from '../../model/issuance/challenges.ts';
import { checkOfChallenge } from '../shapes.ts';
import { quote } from '../../see/quote.ts';

const REFUSAL = /\bis forbidden\b|denied the request|denied request|admission webhook .* denied/i;
/** Words of a ResourceQuota or a LimitRange. */
const QUOTA =
  /exceeded quota|failed quota|(minimum|maximum) \S+ usage per|(limit|request)s? to .*ratio|(minimum|maximum) \S+ (limit|request) per/i;

export const c19 = checkOfChallenge({
  code: 'C19',
  title: { en: "the cluster refuses the solver's objects", ko: '클러스터가 solver의 리소스를 거부합니다' },
  means: {
    en: 'cert-manager may not create what answers the challenge (Pod, Service, Ingress), so the challenge stays pending for ever.',
    ko: 'cert-manager가 챌린지에 응답할 리소스(Pod, Service, Ingress)를 만들 수 없어 챌린지가 끝없이 pending에 머뭅니다.',
  },
  remedy: {
    en: 'Exempt these objects from the policy or webhook that is named, or adapt them by `podTemplate` and `ingressTemplate` of the solver. An old ingress-nginx refuses the path type Exact: upgrade it.',
    ko: '메시지에 나온 정책이나 웹훅에서 이 리소스를 예외로 두거나, solver의 `podTemplate`과 `ingressTemplate`으로 정책이 요구하는 값을 넣으세요. 오래된 ingress-nginx는 경로 유형 Exact를 거부하므로 업그레이드하세요.',
  },
  source: 'measured; https://cert-manager.io/docs/releases/release-notes/release-notes-1.18/',
  find(view, { challenge }) {
    const said = presentError(view, challenge) ?? '';
    if (!REFUSAL.test(said) || QUOTA.test(said)) return undefined;
    const words = quote(normalizeMessage(said, challenge), 300);
    return {
      field: 'status.reason',
      seen: { en: `it cannot be presented: ${words}`, ko: `챌린지를 준비할 수 없습니다: ${words}` },
    };
  },
});

export const c24 = checkOfChallenge({
  code: 'C24',
  title: { en: 'a quota or LimitRange stops the solver', ko: '쿼터나 LimitRange 때문에 solver가 실행되지 않습니다' },
  means: {
    en: "The Pod that answers the challenge runs in the Certificate's namespace, and its quota has no room for it.",
    ko: '챌린지에 응답하는 Pod는 Certificate의 네임스페이스에서 실행되는데, 그곳의 쿼터에 여유가 없습니다.',
  },
  remedy: {
    en: "Make room in the quota for one small Pod for each name, or set what it asks for by the solver's `podTemplate`.",
    ko: '이름 하나당 작은 Pod 하나가 더 뜰 만큼 쿼터에 여유를 두거나, solver의 `podTemplate`으로 요청량을 조정하세요.',
  },
  mayPass: true,
  source: 'measured',
  find(view, { challenge }) {
    const said = presentError(view, challenge) ?? '';
    if (!QUOTA.test(said)) return undefined;
    const words = quote(normalizeMessage(said, challenge), 300);
    const { namespace = '' } = challenge.metadata;
    return {
      field: 'status.reason',
      seen: {
        en: `the solver's Pod cannot be created in ${namespace}: ${words}`,
        ko: `${namespace} 네임스페이스에 solver의 Pod를 만들 수 없습니다: ${words}`,
      },
      next: [`kubectl describe resourcequotas,limitranges -n ${namespace}`],
    };
  },
});
