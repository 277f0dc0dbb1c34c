import type { Text } from '#program/language.ts';
import { timeOf } from './time.ts';

/**
 * What will move something on, and when that must have happened at the latest. Only what has both is on its way; after
 * that moment, or without it, it is as wrong as its check says.
 */
export interface Moving {
  readonly by: Text;
  /** Milliseconds since 1970. */
  readonly until: number;
}

/** @param since RFC 3339; without it nothing is known to move @param patience milliseconds */
export function movingSince(since: string | undefined, patience: number, by: Text): Moving | undefined {
  const time = timeOf(since);
  return time === undefined ? undefined : { by, until: time + patience };
}

/** The one that may take the longest. */
export function lastOf(movings: readonly (Moving | undefined)[]): Moving | undefined {
  return movings.reduce((last, next) => (next && !(last && last.until >= next.until) ? next : last), undefined);
}

/** The part of an observation that says so. */
export function onItsWay(...movings: readonly (Moving | undefined)[]): { readonly moving?: Moving } {
  const moving = lastOf(movings);
  return moving ? { moving } : {};
}
