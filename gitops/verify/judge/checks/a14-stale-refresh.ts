import { ageOf } from '../../model/time.ts';
import { arrivalOf, COMMANDS } from '../../model/sync/sync.ts';
import { nextLookOf, unseenBecause } from '../../model/sync/unseen.ts';
import { checkOfApplication } from '../shapes.ts';

export const a14 = checkOfApplication({
  code: 'A14',
  title: { en: 'Argo CD has not compared for a long time', ko: 'Argo CD가 오랫동안 Git과 비교하지 않았습니다' },
  means: {
    en: 'What Argo CD says about this Application is as old as its last comparison. A push is seen late, or not at all.',
    ko: '지금 보이는 Application의 상태는 마지막으로 비교한 시점의 상태입니다. 푸시해도 늦게 감지하거나 아예 감지하지 못합니다.',
  },
  remedy: {
    en: 'Refresh it. Then check that the application controller runs, that `timeout.reconciliation` is not set high, and that the webhook of the repository is delivered: as application/json, with an address that matches `repoURL`.',
    ko: 'refresh를 요청하세요. 그다음 application controller가 실행 중인지, `timeout.reconciliation`이 너무 길게 설정되어 있지 않은지, 저장소의 웹훅이 제대로 전달되는지(application/json 형식, `repoURL`과 일치하는 주소) 확인하세요.',
  },
  level: 'warning',
  mayPass: true,
  source: 'measured; https://argo-cd.readthedocs.io/en/stable/operator-manual/webhook/',
  find(view, application) {
    const compared = application.status?.reconciledAt;
    const age = ageOf(view, compared);
    const next = nextLookOf(view, application);
    // Where Argo CD is told not to look by itself, or not to look at all (A27), nothing is late.
    if (compared === undefined || !next || next.until > view.now || unseenBecause(view, application)) return undefined;
    const arrival = arrivalOf(view, application);
    const minutes = Math.floor(age / 60_000);
    return {
      level: arrival === 'notHeld' || arrival === 'arrived' ? 'info' : 'warning',
      field: 'status.reconciledAt',
      seen: {
        en: `last compared at ${compared}, ${minutes} minutes ago`,
        ko: `마지막 비교: ${compared}(${minutes}분 전)`,
      },
      next: [COMMANDS.refresh(application), 'kubectl get pods -n argocd'],
      touches: [],
    };
  },
});
