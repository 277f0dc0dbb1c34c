import { policiesOn } from './authorization.ts';
import type { FilterChain } from './filter-chains.ts';
import { ending, type Branch, type Step } from './outcome.ts';
import { readyPodsOf } from './proxies.ts';
import { acted, type Way } from './rule-ways.ts';

/** What becomes of a connection whose bytes the gateway passes on as they are, by a `tcp` or `tls` route. @param more steps before it */
export function atStream(way: Way, { placed, rule, does }: FilterChain, more: readonly Step[]): readonly Branch[] {
  if (!rule) return [];
  const { view, proxy, request } = way;
  const { object, field } = rule;
  const did = { en: 'it passes the bytes on as they are', ko: '바이트를 그대로 전달합니다' };
  const steps = [...way.steps, ...more, { object, field: does === 'PASSTHROUGH' ? `${field}.match` : field, did }];
  const [pod] = readyPodsOf(proxy);
  if (pod && policiesOn(view, pod).length > 0) return ending({ end: 'unknown' }, [...steps, UNFOLLOWED]);
  const isTlsBeyond = request.scheme === 'https' && does !== 'TLS';
  return acted({ ...way, steps, port: placed.server.port.number }, rule).map((branch): Branch => {
    const { outcome } = branch;
    // There is no HTTP in which the gateway could answer.
    if (outcome.end === 'no cluster' || outcome.end === 'no endpoints' || outcome.end === 'no TLS')
      return { ...branch, outcome: { end: 'reset' } };
    if (!isTlsBeyond || (outcome.end !== 'answered' && outcome.end !== 'refused')) return branch;
    const pods = outcome.end === 'answered' ? outcome.pods : [];
    const hasPolicies = pods.some(({ namespace, name }) => {
      const found = view.get('Pod', namespace, name);
      return found !== undefined && policiesOn(view, found).length > 0;
    });
    if (outcome.end === 'refused' || hasPolicies)
      return { ...branch, outcome: { end: 'unknown' }, steps: [...branch.steps, UNFOLLOWED] };
    return does === 'PASSTHROUGH'
      ? branch
      : { ...branch, outcome: { end: 'unknown' }, steps: [...branch.steps, UNSPOKEN] };
  });
}

const UNFOLLOWED: Step = {
  did: {
    en: 'what policies make of a connection that is no HTTP here is not followed',
    ko: 'HTTP가 아닌 연결에 정책이 어떻게 적용되는지는 모델이 따라가지 않습니다',
  },
};

const UNSPOKEN: Step = {
  did: {
    en: 'whether the Pods speak TLS stands in no object',
    ko: 'Pod가 TLS를 쓰는지는 어떤 리소스에도 없습니다',
  },
};
