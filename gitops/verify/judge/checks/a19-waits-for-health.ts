import { failureOf } from '../../model/sync/next-sync.ts';
import { referenceOf } from '../../model/sync/consequences.ts';
import { failedResources, refusedResources } from '../../model/sync/refusals.ts';
import { attemptsOf, isOwnHook, operationPhaseOf, syncOf } from '../../model/sync/sync.ts';
import { onItsWay } from '../../model/moving.ts';
import { checkOfApplication, type Found } from '../shapes.ts';
import { inBoth } from '../in-both.ts';
import type { Application } from '../../see/objects/application.ts';
import { quote } from '../../see/quote.ts';
import type { View } from '../../see/view.ts';
import { ISSUANCE_CAUSES } from './issuance-causes.ts';

export const a19 = checkOfApplication({
  code: 'A19',
  title: {
    en: 'the sync waits for something to become healthy',
    ko: '동기화가 아직 Healthy가 아닌 리소스를 기다리고 있습니다',
  },
  means: {
    en: 'With waves or hooks, Argo CD goes on only when what it has applied is Healthy. It waits for ever for what is Progressing, and fails on what is Degraded.',
    ko: 'wave나 훅이 있으면 Argo CD는 적용한 리소스가 Healthy가 되어야 다음으로 넘어갑니다. Progressing이면 끝없이 기다리고, Degraded이면 동기화가 실패합니다.',
  },
  remedy: {
    en: 'Look at what the named object needs. If that comes in a later wave, put both into the same one.',
    ko: '위에 나온 리소스가 왜 Healthy가 되지 않는지 확인하세요. 필요한 리소스가 뒤쪽 wave에 있어서라면 둘을 같은 wave에 두세요.',
  },
  mayPass: true,
  // A sync does not wait for a Certificate that does not exist (C25).
  consequenceOf: [
    ...ISSUANCE_CAUSES.filter((code) => code !== 'C25'),
    ...['A4', 'A7', 'A26', 'C14', 'C27', 'G4', 'G8', 'O5', 'R17', 'R18', 'T14', 'W*'],
  ],
  source: 'measured; https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/',
  find(view, application) {
    const standing = operationPhaseOf(application);
    if (standing === 'running') return waiting(view, application);
    return standing === 'retrying' || standing === 'failed' ? unwell(view, application) : undefined;
  },
});

function waiting(view: View, application: Application): Found | undefined {
  if (refusedResources(application).length > 0 || isOwnHook(view, application)) return undefined;
  const { message = '', startedAt = '', syncResult } = application.status?.operationState ?? {};
  const [, ...awaited] = /^waiting for healthy state of (\S*)\/(\S+)\/(\S+)/.exec(message) ?? [];
  const objects = [...(syncResult?.resources ?? []), ...(application.status?.resources ?? [])]
    .filter(({ group = '', kind, name }) => [group, kind, name].join() === awaited.join())
    .flatMap((resource) => referenceOf(resource) ?? []);
  const said = quote(message || 'Running', 200);
  return {
    ...onItsWay(syncOf(application)),
    field: 'status.operationState',
    seen: {
      en: `the sync has been running since ${startedAt}: ${said}`,
      ko: `동기화가 ${startedAt}부터 진행 중입니다: ${said}`,
    },
    ...(objects.length > 0 ? { touches: objects } : {}),
  };
}

/** An object of a wave that was written and then became Degraded; a sound certificate is so for a moment. */
function unwell(view: View, application: Application): Found | undefined {
  const failure = failureOf(view, application);
  const failed = failedResources(application).filter(({ hookType }) => hookType === undefined);
  if (!failure || failed.length === 0) return undefined;
  const names = failed.map(({ kind, namespace = '', name }) => `${kind} ${namespace && `${namespace}/`}${name}`);
  const said = `${names.join(', ')}: ${quote(failed.find(({ message }) => message)?.message ?? '', 200)}`;
  return {
    ...onItsWay(failure.moving, syncOf(application)),
    field: 'status.operationState',
    seen: inBoth`${{ en: 'the sync failed because of', ko: '동기화 실패의 원인:' }} ${said}${attemptsOf(application)}`,
    touches: failed.flatMap((resource) => referenceOf(resource) ?? []),
  };
}
