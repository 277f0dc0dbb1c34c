import { applicationsOf } from '../../model/sync/applications.ts';
import { referenceOf, touchedByApplication } from '../../model/sync/consequences.ts';
import { hasNoProject, projectOf, refusedBy, type Refused } from '../../model/sync/project.ts';
import { operationPhaseOf } from '../../model/sync/sync.ts';
import { checkOfRefusal, type Found } from '../shapes.ts';
import type { Application } from '../../see/objects/application.ts';
import { isNamespaced } from '../../see/scopes.ts';
import { quote } from '../../see/quote.ts';
import { referenceTo } from '../../model/reference.ts';
import type { Text } from '#program/language.ts';
import type { View } from '../../see/view.ts';

export const a1 = checkOfRefusal({
  code: 'A1',
  title: { en: 'the AppProject does not permit it', ko: 'AppProject가 허용하지 않는 것이 있습니다' },
  means: {
    en: 'Argo CD applies nothing of the commit, not even what the project permits.',
    ko: 'Argo CD가 이 커밋에서 아무것도 적용하지 않습니다. 프로젝트가 허용하는 리소스도 마찬가지입니다.',
  },
  remedy: {
    en: 'Add namespaces to `spec.destinations` of the AppProject, kinds without a namespace to `spec.clusterResourceWhitelist`, repositories to `spec.sourceRepos`. If the object is not meant to be there, remove it from the commit.',
    ko: 'AppProject의 `spec.destinations`에 네임스페이스를, `spec.clusterResourceWhitelist`에 클러스터 범위의 kind를, `spec.sourceRepos`에 저장소를 추가하세요. 실수로 들어간 리소스라면 커밋에서 빼세요.',
  },
  source: 'measured; https://argo-cd.readthedocs.io/en/stable/user-guide/projects/',
  reason: 'project',
  of: ({ application }) => referenceTo('Application', application),
  find({ application }, refusals) {
    const { project } = application.spec;
    const touches = refusals.flatMap((refusal) => [refusal.object, ...refusal.touches]);
    if (refusals.every(({ message }) => message.endsWith('which does not exist')))
      return { ...notThere(project), touches };
    const sentences = refusals.flatMap(({ message }) => message.split('; ')).map(refusedIn);
    return { ...notPermitted(project, sentences), touches };
  },
  *foresee(view) {
    for (const application of applicationsOf(view)) {
      const found = expected(view, application);
      const touches = [...touchedByApplication(view, application), ...(found?.touches ?? [])];
      if (found) yield { object: referenceTo('Application', application), ...found, touches };
    }
  },
});

function expected(view: View, application: Application): Found | undefined {
  const { spec, status, metadata } = application;
  const wasCompared = (status?.sync?.revision ?? status?.sync?.revisions) !== undefined;
  // Where Argo CD has compared it, the project was there; else Argo CD says so itself.
  if (!wasCompared && hasNoProject(view, application)) return notThere(spec.project);
  const project = projectOf(view, application);
  const refused = project && refusedBy(view, project, application);
  if (!refused) return undefined;
  const { sources, destination, objects, isForeign } = refused;
  const [source] = sources;
  const own = metadata.namespace ?? '';
  return {
    ...(wasCompared && operationPhaseOf(application) === 'succeeded' ? { level: 'warning' } : {}),
    ...notPermitted(spec.project, [
      ...sources.map(({ repoURL }) => ({ en: `repository ${repoURL}`, ko: `${repoURL} 저장소` })),
      ...(destination ? [destinationText(destination)] : []),
      ...objects.map(({ object, because }) =>
        because === 'kind' ? kindText(object) : namespaceText(object.namespace ?? ''),
      ),
      ...(isForeign ? [{ en: `Applications in namespace ${own}`, ko: `${own} 네임스페이스의 Application` }] : []),
    ]),
    field: source?.field ?? (destination ? 'spec.destination' : 'spec.project'),
    remedyAt: { object: referenceTo('AppProject', project), field: `spec.${listIn(refused)}` },
    touches: objects.flatMap(({ object }) => referenceOf(object) ?? []),
  };
}

/** The list of a project that lacks something. */
function listIn({ sources, destination, objects: [object] }: Refused): string {
  if (sources.length > 0) return 'sourceRepos';
  if (destination || object?.because === 'namespace') return 'destinations';
  if (!object) return 'sourceNamespaces';
  const { group = '', kind } = object.object;
  return isNamespaced(group, kind) === false ? 'clusterResourceWhitelist' : 'namespaceResourceWhitelist';
}

function notThere(project: string): Found {
  return {
    field: 'spec.project',
    seen: { en: `there is no AppProject ${project}`, ko: `${project} AppProject가 없습니다` },
    next: ['kubectl get appprojects -n argocd'],
  };
}

function notPermitted(project: string, what: readonly Text[]): Found {
  const refused = (language: keyof Text) => [...new Set(what.map((each) => each[language]))].join(', ');
  return {
    field: 'spec.project',
    seen: {
      en: `AppProject ${project} does not permit ${refused('en')}`,
      ko: `${project} AppProject가 허용하지 않는 것: ${refused('ko')}`,
    },
    next: [`kubectl edit appproject ${project} -n argocd`],
  };
}

/** The namespace or kind that a sentence of Argo CD is about; a sentence of another form is quoted. */
function refusedIn(sentence: string): Text {
  const [, namespace] = /^namespace (\S+) is not permitted/.exec(sentence) ?? [];
  if (namespace !== undefined) return namespaceText(namespace);
  const [, group, kind] = /^resource (\S*):(\w+) is not permitted/.exec(sentence) ?? [];
  if (kind !== undefined) return kindText({ kind, ...(group === undefined ? {} : { group }) });
  return { en: quote(sentence, 200), ko: quote(sentence, 200) };
}

function namespaceText(namespace: string): Text {
  return { en: `namespace ${namespace}`, ko: `${namespace} 네임스페이스` };
}

function kindText({ group, kind }: { readonly group?: string; readonly kind: string }): Text {
  const words = `kind ${kind}${group ? `.${group}` : ''}`;
  return { en: words, ko: words };
}

function destinationText({ server, name, namespace = '' }: Application['spec']['destination']): Text {
  const cluster = name || server || '';
  return { en: `destination ${cluster} ${namespace}`.trim(), ko: `destination ${cluster} ${namespace}`.trim() };
}
