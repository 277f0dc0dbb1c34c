import { referenceOf, touchedByApplication } from '../../model/sync/consequences.ts';
import { failedResources, refusedResources } from '../../model/sync/refusals.ts';
import { applicationsThat, attemptsOf, isOwnHook, levelOfFailure, standingOf } from '../../model/sync/sync.ts';
import { check } from '../check.ts';
import type { Observation } from '../../model/finding.ts';
import type { Application } from '../../see/objects/application.ts';
import { quote } from '../../see/quote.ts';
import { referenceTo, type Reference } from '../../model/reference.ts';
import type { View } from '../../see/view.ts';
import { ISSUANCE_CAUSES } from './issuance-causes.ts';

export const a19 = check({
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
    ko: '위에 나온 리소스가 Healthy가 되는 데 무엇이 필요한지 확인하세요. 그것이 뒤쪽 wave에 있다면 둘을 같은 wave에 두세요.',
  },
  level: 'progress',
  mayPass: true,
  // A sync does not wait for a Certificate that does not exist (C25).
  consequenceOf: [
    ...ISSUANCE_CAUSES.filter((code) => code !== 'C25'),
    ...['A7', 'C14', 'C27', 'G4', 'G8', 'O5', 'R17', 'R18', 'T14', 'W*'],
  ],
  source: 'measured; https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/',
  *judge(view) {
    for (const application of applicationsThat(view, 'running')) yield* waiting(view, application);
    for (const application of applicationsThat(view, 'retrying', 'failed')) yield* unwell(view, application);
  },
});

function* waiting(view: View, application: Application): Iterable<Observation> {
  if (refusedResources(application).length > 0 || isOwnHook(view, application)) return;
  const { message = '', startedAt = '' } = application.status?.operationState ?? {};
  const [, group = '', kind, name] = /^waiting for healthy state of (\S*)\/(\S+)\/(\S+)/.exec(message) ?? [];
  const awaited = kind === undefined || name === undefined ? [] : find(application, group, kind, name);
  const said = quote(message || 'Running', 200);
  yield {
    object: referenceTo('Application', application),
    field: 'status.operationState',
    seen: {
      en: `the sync has been running since ${startedAt}: ${said}`,
      ko: `동기화가 ${startedAt}부터 진행 중입니다: ${said}`,
    },
    touches: awaited.length > 0 ? awaited : touchedByApplication(view, application),
  };
}

/** An object of a wave that was written and then became Degraded; a sound certificate is so for a moment. */
function* unwell(view: View, application: Application): Iterable<Observation> {
  const level = levelOfFailure(view, application);
  const failed = failedResources(application).filter(({ hookType }) => hookType === undefined);
  if (level === undefined || failed.length === 0) return;
  const names = failed.map(({ kind, namespace = '', name }) => `${kind} ${namespace && `${namespace}/`}${name}`);
  const message = failed.find((resource) => resource.message)?.message ?? '';
  const attempts = attemptsOf(application);
  yield {
    object: referenceTo('Application', application),
    level: standingOf(application) === 'retrying' ? 'progress' : level,
    field: 'status.operationState',
    seen: {
      en: `the sync failed because of ${names.join(', ')}: ${quote(message, 200)}${attempts.en}`,
      ko: `동기화 실패의 원인: ${names.join(', ')}: ${quote(message, 200)}${attempts.ko}`,
    },
    touches: failed.flatMap((resource) => referenceOf(resource) ?? []),
  };
}

function find({ status }: Application, group: string, kind: string, name: string): readonly Reference[] {
  return [...(status?.operationState?.syncResult?.resources ?? []), ...(status?.resources ?? [])]
    .filter((resource) => (resource.group ?? '') === group && resource.kind === kind && resource.name === name)
    .flatMap((resource) => referenceOf(resource) ?? []);
}
