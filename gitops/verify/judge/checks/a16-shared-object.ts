import { applicationsOf, isElsewhere } from '../../model/sync/applications.ts';
import { argoCdSays, conditionsOf } from '../../model/sync/sync.ts';
import { checkOfApplication, type Found } from '../shapes.ts';
import type { Application } from '../../see/objects/application.ts';
import { quote } from '../../see/quote.ts';
import { isNamespaced } from '../../see/scopes.ts';
import { referenceTo, wordsOf, type Reference } from '../../model/reference.ts';
import { remembered, type View } from '../../see/view.ts';

export const a16 = checkOfApplication({
  code: 'A16',
  title: { en: 'two Applications own one object', ko: '두 Application이 같은 리소스를 관리합니다' },
  means: {
    en: 'They overwrite each other in turn. Each is OutOfSync half of the time, and the object is what the last one wrote.',
    ko: '두 Application이 번갈아 덮어씁니다. 그래서 한쪽이 Synced이면 다른 쪽은 OutOfSync이고, 리소스에는 마지막에 적용한 쪽의 내용이 남습니다.',
  },
  remedy: {
    en: 'Leave it to one of them; objects without a namespace belong in an Application of their own. The sync option `FailOnSharedResource=true` refuses such a commit from the start.',
    ko: '한쪽에만 두세요. 클러스터 범위의 리소스는 별도의 Application으로 옮기세요. 동기화 옵션 `FailOnSharedResource=true`를 켜면 이런 커밋은 처음부터 거부됩니다.',
  },
  level: 'warning',
  source: 'measured; https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/',
  find(view, application) {
    const warnings = conditionsOf(application, 'SharedResourceWarning').map(({ message = '' }) => message);
    if (warnings.length === 0) return claimedBefore(view, application);
    return {
      seen: argoCdSays(warnings.map((warning) => quote(warning, 200)).join(', ')),
      touches: warnings.flatMap((warning) => othersOf(warning, application.metadata.namespace ?? '')),
    };
  },
});

/** The Applications that a warning names: `namespace/name`, or a name alone in the first one's namespace. */
function othersOf(warning: string, own: string): readonly Reference[] {
  const [, ...names] = / is part of applications (\S+) and (\S+)$/.exec(warning) ?? [];
  return names.map((text) => {
    const [name = '', namespace = own] = text.split('/').reverse();
    return { kind: 'Application', namespace, name };
  });
}

/** What an Application holds that one before it holds too, where Argo CD has said nothing yet. */
function claimedBefore(view: View, application: Application): Found | undefined {
  if (isElsewhere(application)) return undefined;
  const shared = heldBy(application).flatMap(({ key, words }) => {
    const first = firstHolders(view).get(key);
    return first && first !== application ? [{ other: referenceTo('Application', first), words }] : [];
  });
  if (shared.length === 0) return undefined;
  const what = shared.map(({ words, other }) => `${words} (${wordsOf(other)})`).join(', ');
  return {
    seen: { en: `another Application holds them too: ${what}`, ko: `다른 Application에도 있는 리소스: ${what}` },
    touches: shared.map(({ other }) => other),
  };
}

/** The first Application that holds an object; none where Argo CD itself says which are shared. */
const firstHolders = remembered('first holders', (view): ReadonlyMap<string, Application> => {
  const all = applicationsOf(view).filter((each) => !isElsewhere(each));
  if (all.some((each) => conditionsOf(each, 'SharedResourceWarning').length > 0)) return new Map();
  return new Map([...all].reverse().flatMap((each) => heldBy(each).map(({ key }) => [key, each] as const)));
});

function heldBy({ status }: Application): readonly { readonly key: string; readonly words: string }[] {
  return (status?.resources ?? [])
    .filter(({ requiresPruning }) => requiresPruning !== true)
    .map(({ group = '', kind, namespace = '', name }) => {
      const place = isNamespaced(group, kind) === false ? '' : namespace;
      return { key: [group, kind, place, name].join('/'), words: `${kind} ${place && `${place}/`}${name}` };
    });
}
