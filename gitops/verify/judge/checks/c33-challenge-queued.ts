import { holderOf, openChallenges } from '../../model/issuance/certificates.ts';
import { normalizeMessage, startOf } from '../../model/issuance/challenges.ts';
import { touchedDown } from '../../model/issuance/solvers.ts';
import { onItsWay } from '../../model/moving.ts';
import { ageOf, durationText } from '../../model/time.ts';
import { check } from '../check.ts';
import { quote } from '../../see/quote.ts';
import { referenceTo, wordsOf } from '../../model/reference.ts';
import { ISSUANCE_CAUSES } from './issuance-causes.ts';

export const c33 = check({
  code: 'C33',
  title: { en: 'another challenge holds the name', ko: '다른 챌린지가 같은 이름을 먼저 검증하고 있습니다' },
  means: {
    en: 'cert-manager works on one challenge at a time for a name and a type, in the whole cluster. The others have no state at all, and begin when that one has ended or is gone.',
    ko: 'cert-manager는 클러스터 전체에서 이름과 유형마다 챌린지를 한 번에 하나씩만 처리합니다. 나머지는 state가 비어 있으며, 앞선 챌린지가 끝나거나 없어져야 시작됩니다.',
  },
  remedy: {
    en: 'Cure what keeps the other challenge, or delete its Certificate if nobody needs it. One Certificate for a name is enough: others can use its Secret, or a copy of it.',
    ko: '앞선 챌린지가 끝나지 않는 원인을 없애거나, 필요 없다면 그 Certificate를 삭제하세요. 이름마다 Certificate는 하나면 충분합니다. 다른 곳에서는 그 Secret이나 사본을 쓰면 됩니다.',
  },
  mayPass: true,
  consequenceOf: ISSUANCE_CAUSES.filter((code) => code !== 'C33'),
  source: 'measured; cert-manager/cert-manager#6536; cert-manager, pkg/controller/acmechallenges/scheduler',
  *judge(view) {
    for (const { certificate, challenge } of openChallenges(view)) {
      const holder = holderOf(view, challenge);
      if (!holder) continue;
      const { namespace = '', name, creationTimestamp } = holder.metadata;
      const since = durationText(ageOf(view, creationTimestamp, 0));
      const { reason = '', state = '' } = holder.status ?? {};
      const words = quote(normalizeMessage(reason || state || 'pending', holder), 300);
      const other = referenceTo('Challenge', holder);
      yield {
        object: referenceTo('Challenge', challenge),
        field: 'status.processing',
        ...onItsWay(startOf(view, holder)),
        seen: {
          en: `${wordsOf(other)} holds ${holder.spec.dnsName}, for ${since.en}: ${words}`,
          ko: `${since.ko} 전부터 ${holder.spec.dnsName} 이름을 검증 중인 챌린지: ${wordsOf(other)}, ${words}`,
        },
        next: [`kubectl -n ${namespace} describe challenge ${name}`],
        touches: [other, ...touchedDown(view, certificate)],
      };
    }
  },
});
