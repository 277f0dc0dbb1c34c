import { onItsWay } from '../../model/moving.ts';
import { changeBehind } from '../../model/trace/answers.ts';
import { healthUrl } from '../../model/trace/dns.ts';
import { expectedRevision, healthOf, isAnswer, isGood, sameCommit, saidOf } from '../../model/trace/health.ts';
import { checkOfHost } from '../shapes.ts';
import { quote } from '../../see/quote.ts';
import { SYNC_CAUSES } from './sync-causes.ts';

export const w18 = checkOfHost({
  code: 'W18',
  title: { en: 'another version answers than the one deployed', ko: '배포한 것과 다른 버전이 응답합니다' },
  means: {
    en: 'The site is fine, but the image that answers was built from another commit than the one expected.',
    ko: '사이트는 정상이지만, 응답하는 이미지가 배포한 것과 다른 커밋에서 빌드되었습니다.',
  },
  remedy: {
    en: 'See whether the new image is in the synced commit, its rollout finished, and no other Pod or gateway answers for the host.',
    ko: '새 이미지가 동기화된 커밋에 들어 있는지, 롤아웃이 끝났는지, 이 호스트로 온 요청에 다른 Pod나 게이트웨이가 응답하고 있지는 않은지 확인하세요.',
  },
  mayPass: true,
  consequenceOf: ['W17', 'W12', 'W13', 'W14', 'W15', 'W16', 'W20', 'W22', 'G8', ...SYNC_CAUSES],
  source: 'measured; https://github.com/opencontainers/image-spec/blob/main/annotations.md',
  find(view, name) {
    const expected = expectedRevision(view, name);
    if (expected === undefined) return undefined;
    const told = healthOf(view, name)
      .flatMap(({ answers }) => answers.filter(isAnswer).filter(isGood))
      .map((answer) => ({ address: answer.address, revision: saidOf(answer, 'revision') ?? '' }))
      .filter(({ revision }) => revision !== '');
    const others = told.filter(({ revision }) => !sameCommit(revision, expected));
    const [other] = others;
    if (!other) return undefined;
    const { address } = other;
    const revision = quote(other.revision, 40);
    return {
      ...onItsWay(changeBehind(view, name)),
      seen: {
        en: `${others.length} of ${told.length} answers from ${address} tell revision ${revision}, expected ${expected}`,
        ko: `${address}의 응답 ${told.length}개 중 ${others.length}개의 리비전이 ${revision}입니다. 기대한 값은 ${expected}입니다`,
      },
      next: [`curl -s ${healthUrl(view, name)}`],
    };
  },
});
