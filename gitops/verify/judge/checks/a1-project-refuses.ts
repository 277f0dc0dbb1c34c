import { refusalsByApplication, type Refusal } from '../../model/sync/refusals.ts';
import { check } from '../check.ts';
import { quote } from '../../see/quote.ts';
import { referenceTo } from '../../model/reference.ts';

export const a1 = check({
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
  *judge(view) {
    for (const refusals of refusalsByApplication(view, 'project')) {
      const [first] = refusals;
      if (!first) continue;
      const { application, attempts, level } = first;
      const { project } = application.spec;
      const refused = wordsOf(refusals);
      const isAbsent = refusals.every(({ message }) => message.endsWith('which does not exist'));
      yield {
        object: referenceTo('Application', application),
        level,
        field: 'spec.project',
        seen: isAbsent
          ? { en: `there is no AppProject ${project}`, ko: `${project} AppProject가 없습니다` }
          : {
              en: `AppProject ${project} does not permit ${refused.en}${attempts.en}`,
              ko: `${project} AppProject가 허용하지 않는 것: ${refused.ko}${attempts.ko}`,
            },
        next: [isAbsent ? 'kubectl get appprojects -n argocd' : `kubectl edit appproject ${project} -n argocd`],
        touches: refusals.flatMap(({ touches, object }) => [object, ...touches]),
      };
    }
  },
});

/** The namespaces and kinds of all refusals, each once; sentences of another form are quoted. */
function wordsOf(refusals: readonly Refusal[]): { readonly en: string; readonly ko: string } {
  const all = refusals.flatMap(({ message }) => message.split('; ')).map(translate);
  const join = (words: readonly string[]) => [...new Set(words)].join(', ');
  return { en: join(all.map(({ en }) => en)), ko: join(all.map(({ ko }) => ko)) };
}

function translate(sentence: string): { readonly en: string; readonly ko: string } {
  const [, namespace] = /^namespace (\S+) is not permitted/.exec(sentence) ?? [];
  if (namespace !== undefined) return { en: `namespace ${namespace}`, ko: `${namespace} 네임스페이스` };
  const [, group, kind] = /^resource (\S*):(\w+) is not permitted/.exec(sentence) ?? [];
  if (kind !== undefined) {
    const name = group ? `${kind}.${group}` : kind;
    return { en: `kind ${name}`, ko: `kind ${name}` };
  }
  return { en: quote(sentence, 200), ko: quote(sentence, 200) };
}
