import { argoCdSays, conditionsOf } from '../../model/sync/sync.ts';
import { checkOfApplication } from '../shapes.ts';
import { quote } from '../../see/quote.ts';
import type { Reference } from '../../model/reference.ts';

export const a16 = checkOfApplication({
  code: 'A16',
  title: { en: 'two Applications own one object', ko: '두 Application이 같은 리소스를 관리합니다' },
  means: {
    en: 'They overwrite each other in turn. Each is OutOfSync half of the time, and the object is what the last one wrote.',
    ko: '두 Application이 번갈아 덮어씁니다. 그래서 둘 다 시간의 절반은 OutOfSync 상태이고, 리소스에는 마지막에 적용한 쪽의 내용이 남습니다.',
  },
  remedy: {
    en: 'Leave it to one of them; objects without a namespace belong in an Application of their own. The sync option `FailOnSharedResource=true` refuses such a commit from the start.',
    ko: '한쪽에만 두세요. 클러스터 범위의 리소스는 별도의 Application으로 옮기세요. 동기화 옵션 `FailOnSharedResource=true`를 켜면 이런 커밋은 처음부터 거부됩니다.',
  },
  level: 'warning',
  source: 'measured; https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/',
  find(_, application) {
    const warnings = conditionsOf(application, 'SharedResourceWarning').map(({ message = '' }) => message);
    if (warnings.length === 0) return undefined;
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
