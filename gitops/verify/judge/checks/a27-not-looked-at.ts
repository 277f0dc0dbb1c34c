import { arrivalOf, type Arrival } from '../../model/sync/sync.ts';
import { unseenBecause, type Unseen } from '../../model/sync/unseen.ts';
import { checkOfApplication, type Found } from '../shapes.ts';

export const a27 = checkOfApplication({
  code: 'A27',
  title: { en: 'Argo CD does not look at the Application', ko: 'Argo CD가 Application을 처리하지 않습니다' },
  means: {
    en: 'It neither compares nor syncs it, whatever is pushed and however long one waits. What its status says, if anything, is old.',
    ko: '무엇을 푸시하든, 얼마나 기다리든 비교도 동기화도 하지 않습니다. status에 내용이 있더라도 예전 내용입니다.',
  },
  remedy: {
    en: 'Argo CD looks into its own namespace and those that `application.namespaces` in the ConfigMap argocd-cmd-params-cm names; after a change of it, restart the controller. The annotation `argocd.argoproj.io/skip-reconcile` pauses an Application.',
    ko: 'Argo CD는 자신의 네임스페이스와 ConfigMap argocd-cmd-params-cm의 `application.namespaces`에 적힌 네임스페이스만 봅니다. 이 값을 바꾼 뒤에는 컨트롤러를 재시작하세요. `argocd.argoproj.io/skip-reconcile` 어노테이션이 있으면 그 Application은 처리하지 않습니다.',
  },
  source: 'https://argo-cd.readthedocs.io/en/stable/operator-manual/app-any-namespace/',
  find(view, application) {
    const because = unseenBecause(view, application);
    if (!because) return undefined;
    const { namespace = '', name, creationTimestamp = '' } = application.metadata;
    const found: Readonly<Record<Unseen, Found>> = {
      paused: {
        ...(isInPlace(arrivalOf(view, application)) && application.status?.sync?.status === 'Synced'
          ? { level: 'warning' }
          : {}),
        field: 'metadata.annotations[argocd.argoproj.io/skip-reconcile]',
        seen: { en: 'it is paused by an annotation', ko: '어노테이션 때문에 처리가 멈춰 있습니다' },
        next: [`kubectl annotate application ${name} -n ${namespace} argocd.argoproj.io/skip-reconcile-`],
      },
      namespace: {
        field: 'metadata.namespace',
        seen: {
          en: `no Argo CD looks for Applications in namespace ${namespace}`,
          ko: `${namespace} 네임스페이스의 Application을 보는 Argo CD가 없습니다`,
        },
        next: [`kubectl get configmaps -A --field-selector metadata.name=argocd-cmd-params-cm -o yaml`],
      },
      silence: {
        field: 'status',
        seen: {
          en: `it was made at ${creationTimestamp}, and no Argo CD has looked at it`,
          ko: `${creationTimestamp}에 만들어졌지만 아직 어떤 Argo CD도 처리하지 않았습니다`,
        },
        next: ['kubectl get pods -A -l app.kubernetes.io/name=argocd-application-controller'],
      },
    };
    return found[because];
  },
});

function isInPlace(arrival: Arrival): boolean {
  return arrival === 'arrived' || arrival === 'notHeld';
}
