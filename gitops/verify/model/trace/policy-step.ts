import { referenceTo } from '../reference.ts';
import type { Pod } from '../../see/objects/workload.ts';
import type { View } from '../../see/view.ts';
import { policiesOn, refuses, type PolicyRequest } from './authorization.ts';
import type { Outcome, Step } from './outcome.ts';

/** What the AuthorizationPolicies at a Pod do with a request; undefined where they let it through. */
export function policyAt(
  view: View,
  pod: Pod,
  request: PolicyRequest,
): { readonly outcome: Outcome; readonly step: Step } | undefined {
  const verdict = refuses(policiesOn(view, pod), request);
  if (verdict.outcome === 'allowed') return undefined;
  const object = verdict.policy && { object: referenceTo('AuthorizationPolicy', verdict.policy) };
  if (verdict.outcome === 'unknown')
    return {
      outcome: { end: 'unknown' },
      step: {
        ...object,
        field: 'spec.rules',
        did: { en: 'whether it lets the request through is not known', ko: '요청을 허용하는지 알 수 없습니다' },
      },
    };
  return {
    outcome: { end: 'refused', status: 403 },
    step: {
      ...{ ...object, field: verdict.field },
      did:
        verdict.by === 'DENY'
          ? { en: 'its DENY refuses the request', ko: 'DENY 규칙이 요청을 거부합니다' }
          : {
              en: 'there are ALLOW policies here, and none lets the request through',
              ko: 'ALLOW 정책이 있지만 이 요청을 허용하는 것이 없습니다',
            },
    },
  };
}
