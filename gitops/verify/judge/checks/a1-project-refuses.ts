import { checkOfRefusal } from '../shapes.ts';
import { quote } from '../../see/quote.ts';
import { referenceTo } from '../../model/reference.ts';
import type { Text } from '#program/language.ts';

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
    const isAbsent = refusals.every(({ message }) => message.endsWith('which does not exist'));
    const sentences = refusals.flatMap(({ message }) => message.split('; ')).map(refusedIn);
    const refused = (language: keyof Text) => [...new Set(sentences.map((each) => each[language]))].join(', ');
    return {
      field: 'spec.project',
      seen: isAbsent
        ? { en: `there is no AppProject ${project}`, ko: `${project} AppProject가 없습니다` }
        : {
            en: `AppProject ${project} does not permit ${refused('en')}`,
            ko: `${project} AppProject가 허용하지 않는 것: ${refused('ko')}`,
          },
      next: [isAbsent ? 'kubectl get appprojects -n argocd' : `kubectl edit appproject ${project} -n argocd`],
      touches: refusals.flatMap(({ touches, object }) => [object, ...touches]),
    };
  },
});

/** The namespace or kind that a sentence is about; a sentence of another form is quoted. */
function refusedIn(sentence: string): Text {
  const [, namespace] = /^namespace (\S+) is not permitted/.exec(sentence) ?? [];
  if (namespace !== undefined) return { en: `namespace ${namespace}`, ko: `${namespace} 네임스페이스` };
  const [, group, kind] = /^resource (\S*):(\w+) is not permitted/.exec(sentence) ?? [];
  const words = kind === undefined ? quote(sentence, 200) : `kind ${kind}${group ? `.${group}` : ''}`;
  return { en: words, ko: words };
}
