import { onItsWay } from '../../model/moving.ts';
import { arrivalOf, COMMANDS, commitsOf, shortRevision } from '../../model/sync/sync.ts';
import { nextLookOf } from '../../model/sync/unseen.ts';
import { checkOfApplication } from '../shapes.ts';

export const a9 = checkOfApplication({
  code: 'A9',
  title: { en: 'Argo CD has not seen the pushed commit yet', ko: 'Argo CD가 푸시된 커밋을 아직 감지하지 못했습니다' },
  means: {
    en: 'Everything that Argo CD says now, Synced and Healthy included, is about another commit.',
    ko: '지금 Argo CD가 보여 주는 상태는 Synced든 Healthy든 모두 다른 커밋의 상태입니다.',
  },
  remedy: {
    en: 'A refresh makes it look at once. If the commit is not there even then, the Application follows another branch: compare `targetRevision`.',
    ko: 'refresh를 요청하면 바로 확인합니다. 그래도 커밋이 보이지 않으면 Application이 다른 브랜치를 따라가고 있는 것이니 `targetRevision`을 확인하세요.',
  },
  mayPass: true,
  consequenceOf: ['A1', 'A14', 'A20', 'A21', 'A27', 'A28'],
  source: 'measured; https://argo-cd.readthedocs.io/en/stable/operator-manual/webhook/',
  find(view, application) {
    const arrival = arrivalOf(view, application);
    if (arrival === 'notHeld' || arrival === 'arrived') return undefined;
    const { revision = '', repositories } = view.scope;
    const { compared = '' } = commitsOf(application, repositories);
    const [pushed, at] = [shortRevision(revision), shortRevision(compared)];
    const branch = application.spec.source?.targetRevision ?? 'HEAD';
    const isBehind = arrival === 'older' || arrival === 'diverged';
    const pushedAt = isBehind ? view.ask({ ask: 'ancestry', of: revision, to: compared })?.pushedBefore : undefined;
    return {
      ...onItsWay(nextLookOf(view, application, pushedAt)),
      field: 'status.sync.revision',
      seen: {
        notCompared: {
          en: `no commit is compared yet; ${pushed} was pushed`,
          ko: `아직 비교한 커밋이 없습니다. 푸시된 커밋: ${pushed}`,
        },
        older: {
          en: `Argo CD is at ${at} of ${branch}, which is older than ${pushed}`,
          ko: `Argo CD가 보고 있는 커밋: ${branch}의 ${at}. 푸시된 커밋 ${pushed}보다 오래되었습니다`,
        },
        diverged: {
          en: `Argo CD is at ${at} of ${branch}, which does not contain ${pushed}`,
          ko: `Argo CD가 보고 있는 커밋: ${branch}의 ${at}. 푸시된 커밋 ${pushed}의 변경이 들어 있지 않습니다`,
        },
        unknown: {
          en: `Argo CD is at ${at} of ${branch}, not at ${pushed}; no clone here knows which is newer`,
          ko: `Argo CD가 보고 있는 커밋: ${branch}의 ${at}, 푸시된 커밋: ${pushed}. 이곳의 클론만으로는 어느 쪽이 새것인지 알 수 없습니다`,
        },
      }[arrival],
      next: [COMMANDS.refresh(application)],
    };
  },
});
