import { sameRepository, sourcesOf } from './applications.ts';
import type { Application } from '../../see/objects/application.ts';
import type { Clone } from '../../see/clone.ts';
import type { Scope } from '../../see/scope.ts';

interface Judged {
  readonly scope: Scope;
  /** How many commits are not pushed yet that an Application of the cluster would follow. */
  readonly ahead: number;
}

/**
 * Narrows a scope by what the clone knows: only the Applications of its remotes are judged. Where one of them follows
 * the branch that is checked out, the branch's newest pushed commit is what must have arrived.
 */
export function inLightOfClone(scope: Scope, clone: Clone | undefined, applications: readonly Application[]): Judged {
  if (!clone) return { scope, ahead: 0 };
  const { remotes, pushed, ahead } = clone;
  // Both Applications and a commit were named, so the clone has nothing to add.
  const isNamed = scope.applications.length > 0 && scope.revision !== undefined;
  const found = { ...scope, repositories: isNamed ? [] : remotes };
  if (!pushed || !applications.some((application) => follows(application, clone))) return { scope: found, ahead: 0 };
  return { scope: { ...found, revision: scope.revision ?? pushed.commit }, ahead };
}

function follows(application: Application, { remotes, pushed }: Clone): boolean {
  return sourcesOf(application).some(({ repoURL, targetRevision }) => {
    const branch = (targetRevision || 'HEAD').replace(/^refs\/heads\//, '');
    const isBranch = branch === pushed?.branch || (branch === 'HEAD' && pushed?.isDefault === true);
    return isBranch && remotes.some((remote) => sameRepository(remote, repoURL));
  });
}
