import type { Challenge } from '../../see/objects/cert-manager.ts';
import { misledSelfChecks, type SelfCheck } from '../../model/issuance/self-check.ts';
import { touchedDown } from '../../model/issuance/solvers.ts';
import type { Observation } from '../../model/finding.ts';
import { referenceTo } from '../../model/reference.ts';
import type { View } from '../../see/view.ts';

/** C22 and C23: challenges whose key the probes get and cert-manager's self-check does not, by what it gets instead. */
export function* selfCheckFindings(
  view: View,
  kind: SelfCheck,
  next: (challenge: Challenge) => string,
): Iterable<Observation> {
  for (const { certificate, challenge, words, reached } of misledSelfChecks(view, kind))
    yield {
      object: referenceTo('Challenge', challenge),
      seen: {
        en: `from here ${reached} answers with the key; the self-check says ${words}`,
        ko: `여기서 요청하면 ${reached}에서 올바른 키로 응답하지만, 자체 점검(self-check)의 결과는 ${words}입니다`,
      },
      next: [next(challenge)],
      touches: touchedDown(view, certificate),
    };
}
