import { matchesAt, placesOf, takerAt } from '../../model/trace/route-rules.ts';
import { speakersOf } from '../../model/trace/routes.ts';
import { check } from '../check.ts';
import type { VirtualService } from '../../see/objects/istio.ts';
import { host, referenceTo } from '../../model/reference.ts';

export const r10 = check({
  code: 'R10',
  title: { en: 'a rule that no request reaches', ko: '어떤 요청도 도달하지 않는 규칙이 있습니다' },
  means: {
    en: 'Istio takes the first rule that matches, in the order written; an earlier rule takes all that this one is for.',
    ko: 'Istio는 적힌 순서대로 보면서 처음 일치하는 규칙을 씁니다. 이 규칙에 올 요청은 모두 앞선 규칙이 가져갑니다.',
  },
  remedy: {
    en: 'Put the exact rules first, and the one without `match` or with prefix `/` last.',
    ko: '구체적인 규칙을 앞에, `match`가 없거나 prefix가 `/`인 규칙을 맨 뒤에 두세요.',
  },
  level: 'warning',
  source: 'measured; https://istio.io/latest/docs/reference/config/analysis/ist0130/',
  *judge(view) {
    for (const { virtualService, hosts } of speakersOf(view)) {
      const places = placesOf(view, virtualService, hosts);
      for (const [index, rule] of (virtualService.spec.http ?? []).entries()) {
        const taker = takerOf(virtualService, index, places);
        if (taker === undefined) continue;
        const first = virtualService.spec.http?.[taker];
        const isSame = JSON.stringify({ ...rule, ...NOTHING }) === JSON.stringify({ ...first, ...NOTHING });
        yield {
          object: referenceTo('VirtualService', virtualService),
          level: isSame ? 'info' : 'warning',
          field: `spec.http[${index}]`,
          seen: {
            en: `whatever it matches is taken by spec.http[${taker}]`,
            ko: `여기에 일치하는 요청을 모두 가져가는 규칙: spec.http[${taker}]`,
          },
          touches: hosts.map(host),
        };
      }
    }
  },
});

/** Removes what may differ between two rules that do the same. */
const NOTHING = { match: undefined, name: undefined };

/** The index of the earlier rule that takes all that a rule matches; undefined if the rule gets any request. */
function takerOf(
  virtualService: VirtualService,
  index: number,
  places: ReturnType<typeof placesOf>,
): number | undefined {
  const rule = virtualService.spec.http?.[index];
  if (!rule) return undefined;
  const takers = places.flatMap((place) =>
    matchesAt(virtualService, rule, place).map((match) => takerAt(virtualService, index, match, place)),
  );
  return takers.includes(undefined) ? undefined : takers[0];
}
