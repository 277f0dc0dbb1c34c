import { applicationsOf, holdersOf, isSyncing, ownNames } from '../chain/applications.ts';
import { check } from '../check.ts';
import { keyOf, referenceTo, wordsOf, type Reference } from '../reference.ts';

export const c25 = check({
  code: 'C25',
  title: { en: 'the Certificate does not exist', ko: 'Certificate가 없습니다' },
  means: {
    en: 'It was named, or an Application holds it, but it is not in the cluster, so no CA is asked for anything.',
    ko: '이름이 지정되었거나 Application에 속해 있지만 클러스터에 없습니다. 아무도 CA에 발급을 요청하지 않습니다.',
  },
  remedy: {
    en: 'Check that it was applied at all, under this name and in this namespace; for an Application, look at its sync.',
    ko: '이 이름으로 이 네임스페이스에 적용되었는지, Application이라면 동기화 결과가 무엇인지 확인하세요.',
  },
  mayPass: true,
  consequenceOf: ['A1', 'A2', 'A10', 'A20', 'A21', 'A23', 'A24', 'C1', 'C6', 'C11', 'G*', 'O5'],
  source: 'measured: A1 and C4 at once',
  *judge(view) {
    const syncing = new Set(
      applicationsOf(view)
        .filter(isSyncing)
        .map((application) => keyOf(referenceTo('Application', application))),
    );
    for (const { namespace, name } of ownNames(view, 'Certificate')) {
      if (!view.isAbsent('Certificate', namespace, name)) continue;
      const reference: Reference = { kind: 'Certificate', namespace, name };
      const holders = holdersOf(view, reference);
      const held = holders.map(wordsOf).join(', ');
      yield {
        object: reference,
        ...(holders.some((holder) => syncing.has(keyOf(holder))) ? { level: 'progress' } : {}),
        seen: {
          en: `${wordsOf(reference)} is not in the cluster${held && `, though ${held} holds it`}`,
          ko: `${held && `${held}에 속한 `}${wordsOf(reference)}가 클러스터에 없습니다`,
        },
        next: ['kubectl get certificates --all-namespaces'],
        touches: holders,
      };
    }
  },
});
