import { ageOf } from '../../model/time.ts';
import { movingSince, onItsWay, type Moving } from '../../model/moving.ts';
import { isAutomated, syncOf } from '../../model/sync/sync.ts';
import { nextLookOf } from '../../model/sync/unseen.ts';
import { checkOfApplication } from '../shapes.ts';
import type { Application } from '../../see/objects/application.ts';
import { quote } from '../../see/quote.ts';
import type { View } from '../../see/view.ts';

/** Milliseconds: a certificate makes its Application Degraded for a moment when its issuance ends. */
const MOMENT = 10_000;

/** Milliseconds that something may be Progressing: as long as a rollout may stand still by default. */
const PATIENCE = 600_000;

export const a25 = checkOfApplication({
  code: 'A25',
  title: { en: 'Argo CD does not call the Application Healthy', ko: 'Argo CD에서 Application이 Healthy가 아닙니다' },
  means: {
    en: 'One of its objects is not healthy, or not there. The health of an Application is the worst among its objects, and does not say which one.',
    ko: '리소스 중 하나가 정상이 아니거나 없습니다. Application의 health는 전체 리소스 가운데 가장 나쁜 것을 따르며, 어느 리소스 때문인지는 알려 주지 않습니다.',
  },
  remedy: {
    en: 'Look at its objects in the tree of Argo CD; a frequent cause is an Ingress that no controller serves.',
    ko: 'Argo CD의 트리에서 리소스를 살펴보세요. 처리하는 컨트롤러가 없는 Ingress가 흔한 원인입니다.',
  },
  mayPass: true,
  consequenceOf: ['A*', 'C*', 'G4', 'G8', 'H*', 'O*', 'T14', 'R17', 'R18', 'W*'],
  source: 'measured; https://argo-cd.readthedocs.io/en/stable/operator-manual/health/',
  find(view, application) {
    const { status = 'Unknown', message = '' } = application.status?.health ?? {};
    if (status === 'Healthy') return undefined;
    const words = message === '' ? '' : `: ${quote(message, 200)}`;
    const { namespace = '', name } = application.metadata;
    return {
      ...(status === 'Suspended' ? { level: 'warning' } : onItsWay(syncOf(application), passing(view, application))),
      field: 'status.health.status',
      seen: { en: `its health is ${status}${words}`, ko: `health가 ${status}입니다${words}` },
      next: [`kubectl get application ${name} -n ${namespace} -o yaml`],
    };
  },
});

/** What its health is waiting for, where that is known. */
function passing(view: View, application: Application): Moving | undefined {
  const { health, operationState, reconciledAt = '' } = application.status ?? {};
  const { status = 'Unknown', lastTransitionTime } = health ?? {};
  const by = { en: 'what it holds', ko: '관리하는 리소스의 상태 변화' };
  if (status === 'Degraded') return movingSince(lastTransitionTime, MOMENT, by);
  if (status === 'Progressing') return movingSince(lastTransitionTime, PATIENCE, by);
  // What is missing may be so since before the first sync or, until Argo CD looks again, since before the last one.
  const { finishedAt: ended } = operationState ?? {};
  const isOfBefore =
    ended === undefined || ageOf(view, ended) < MOMENT || Date.parse(reconciledAt) <= Date.parse(ended);
  return status === 'Unknown' || (isAutomated(application) && isOfBefore) ? nextLookOf(view, application) : undefined;
}
