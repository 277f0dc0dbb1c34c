import { onItsWay } from '../../model/moving.ts';
import { holdersOf, ownNames } from '../../model/sync/applications.ts';
import { writingOf } from '../../model/sync/sync.ts';
import { check } from '../check.ts';
import { wordsOf, type Reference } from '../../model/reference.ts';

export const c25 = check({
  code: 'C25',
  title: { en: 'the Certificate does not exist', ko: 'Certificate가 없습니다' },
  means: {
    en: 'It was named, or an Application holds it, but it is not in the cluster, so no CA is asked for anything.',
    ko: '직접 지정했거나 Application이 관리하는 Certificate인데 클러스터에 없습니다. 그래서 어떤 CA에도 발급이 요청되지 않습니다.',
  },
  remedy: {
    en: 'Check that it was applied at all, under this name and in this namespace; for an Application, look at its sync.',
    ko: '실제로 적용되었는지, 이름과 네임스페이스가 맞는지 확인하세요. Application이 관리한다면 동기화 결과를 보세요.',
  },
  mayPass: true,
  consequenceOf: ['A1', 'A2', 'A10', 'A20', 'A21', 'A23', 'A24', 'C1', 'C6', 'C11', 'G*', 'O5'],
  source: { en: 'measured: A1 and C4 at once', ko: '실측: A1과 C4가 동시에 있을 때' },
  *judge(view) {
    for (const { namespace, name } of ownNames(view, 'Certificate')) {
      if (!view.isAbsent('Certificate', namespace, name)) continue;
      const object: Reference = { kind: 'Certificate', namespace, name };
      const holders = holdersOf(view, object);
      const held = holders.map(wordsOf).join(', ');
      yield {
        object,
        ...onItsWay(writingOf(view, object)),
        seen: {
          en: `${wordsOf(object)} is not in the cluster${held && `, though ${held} holds it`}`,
          ko: `클러스터에 없습니다: ${wordsOf(object)}${held && `(${held}에 속함)`}`,
        },
        next: ['kubectl get certificates --all-namespaces'],
        touches: holders,
      };
    }
  },
});
