import { argoCdSays, COMMANDS } from '../../model/sync/sync.ts';
import { onItsWay } from '../../model/moving.ts';
import { isApplied, nextSync } from '../../model/sync/next-sync.ts';
import { checkOfApplication, type Found } from '../shapes.ts';
import { inBoth } from '../in-both.ts';
import type { Application } from '../../see/objects/application.ts';
import { quote } from '../../see/quote.ts';
import type { View } from '../../see/view.ts';

const NAMES = 3;

export const a24 = checkOfApplication({
  code: 'A24',
  title: { en: 'out of sync with git', ko: 'Git과 동기화되지 않았습니다' },
  means: {
    en: 'What is in git is not what is in the cluster. Unless a sync is due, Argo CD does not change that by itself.',
    ko: 'Git과 클러스터의 내용이 다릅니다. 예정된 동기화가 없다면 Argo CD가 자동으로 맞추지 않습니다.',
  },
  remedy: {
    en: 'Sync by hand, or set `spec.syncPolicy.automated` with `prune` and `selfHeal`.',
    ko: '직접 동기화하거나, `spec.syncPolicy.automated`를 설정하고 `prune`과 `selfHeal`을 켜세요.',
  },
  consequenceOf: ['A1', 'A2', 'A9', 'A10', 'A16', 'A19', 'A20', 'A21', 'A22', 'A26', 'C6', 'C11', 'G4', 'O5'],
  source: 'measured; https://argo-cd.readthedocs.io/en/stable/user-guide/auto_sync/',
  find(view, application) {
    const found = whyNotSynced(view, application);
    return (
      found && {
        ...found,
        seen: inBoth`${found.seen}${namesOf(application)}`,
        next: [COMMANDS.sync(application)],
      }
    );
  },
});

function whyNotSynced(view: View, application: Application): Found | undefined {
  const next = nextSync(view, application);
  switch (next.is) {
    case 'confirmed by hand':
      return { seen: argoCdSays(quote(application.status?.operationState?.message ?? '')) };
    case 'skipped':
      return { seen: argoCdSays(quote(next.message, 300)) };
    case 'synced by hand':
      return {
        level: isApplied(application) ? 'warning' : 'error',
        field: 'spec.syncPolicy.automated',
        seen: { en: 'out of sync, and not synced automatically', ko: 'OutOfSync이며, 자동으로 동기화되지 않습니다' },
      };
    case 'pruned by hand':
      return {
        level: 'warning',
        field: 'spec.syncPolicy.automated.prune',
        seen: { en: 'objects that git no longer has are not removed', ko: 'Git에서 없어진 리소스가 삭제되지 않습니다' },
      };
    case 'healed by hand':
      return {
        level: 'warning',
        field: 'spec.syncPolicy.automated.selfHeal',
        seen: {
          en: 'changed since the sync, and not reverted automatically',
          ko: '동기화한 뒤에 바뀌었고, 자동으로 되돌아가지 않습니다',
        },
      };
    case 'due':
      return {
        ...onItsWay(next.moving),
        seen: { en: 'out of sync; a sync is due', ko: 'OutOfSync이며 곧 동기화됩니다' },
      };
    case 'compared again':
      return {
        ...onItsWay(next.moving),
        seen: { en: 'out of sync a moment after the sync', ko: '동기화가 끝난 직후인데 OutOfSync입니다' },
      };
    // Other checks tell these.
    case 'closed':
    case 'failed':
    case 'in place':
    case 'under way':
    case 'unseen':
      return undefined;
  }
}

function namesOf({ status }: Application): string {
  const all = (status?.resources ?? [])
    .filter((resource) => resource.status === 'OutOfSync')
    .map(({ kind, namespace, name }) => `${kind} ${namespace ? `${namespace}/` : ''}${name}`);
  const more = all.length > NAMES ? ` (+${all.length - NAMES})` : '';
  return all.length === 0 ? '' : `: ${all.slice(0, NAMES).join(', ')}${more}`;
}
