import type { Relation } from '#program/git.ts';
import type { Build } from './build.ts';

interface Decision {
  readonly action: 'write' | 'leave' | 'refuse';
  /** Why, in a few words. */
  readonly because: string;
}

/** The revision that is written there before the first promotion. */
const NONE = '0'.repeat(40);

/**
 * Whether a build replaces another. An older one never replaces a newer one by itself: two promotions may overtake each
 * other, and a job that is run again must not bring back what it once built.
 * @param relation of the wanted build's commit to the present one's
 */
export function decide(
  wanted: Build,
  present: Build,
  relation: Relation,
  { allowOlder }: { allowOlder: boolean },
): Decision {
  const name = short(present.revision);
  if (present.revision === NONE) return { action: 'write', because: 'nothing was promoted before' };
  if (wanted.revision === present.revision) {
    const isSame = wanted.service === present.service && wanted.verify === present.verify;
    return isSame
      ? { action: 'leave', because: 'this build is there already' }
      : { action: 'write', because: `${name} was built again` };
  }
  if (relation === 'descendant') return { action: 'write', because: `it follows ${name}` };
  if (allowOlder) return { action: 'write', because: `it takes the place of ${name}, as asked` };
  if (relation === 'ancestor') return { action: 'leave', because: `the newer ${name} is there` };
  if (relation === 'diverged')
    return {
      action: 'refuse',
      because: `neither it nor ${name}, which is there, follows the other; --allow-older takes it`,
    };
  return {
    action: 'refuse',
    because: `this clone does not know ${name}, which is there: git fetch --unshallow, or --allow-older`,
  };
}

export function short(revision: string): string {
  return revision.slice(0, 7);
}
