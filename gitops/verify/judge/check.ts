import type { Level, Observation, SaidLevel } from '../model/finding.ts';
import { distinctReferences, keyOf } from '../model/reference.ts';
import type { Text } from '#program/language.ts';
import type { Manifests } from '../see/manifests/manifests.ts';
import type { View } from '../see/view.ts';

/** One trap: its entry in the catalogue, and the function that finds it. */
export interface Check {
  /** Its name in the catalogue, such as C4; a code never changes its meaning. */
  readonly code: string;
  /** The trap, in one line. */
  readonly title: Text;
  /** What it means for the user, one to three sentences. */
  readonly means: Text;
  /** What to do, one to three sentences. */
  readonly remedy: Text;
  /** The level of its findings, unless an observation gives another one. */
  readonly level: SaidLevel;
  /** Whether it may pass although nothing is known to move it; otherwise it ends `--wait` at once. */
  readonly mayPass: boolean;
  /** Whether two looks some seconds apart must see it, where there is time for a second one. */
  readonly isDoubted?: true;
  /** Whether it is on purpose where it stands in a manifest: before the push, nothing that follows from it is an error. */
  readonly isMeantInGit?: true;
  /** Codes that may be the cause of this one, where both touch the same object; `C*` stands for a whole series. */
  readonly consequenceOf?: readonly string[];
  /** Where the rule comes from: a page, an issue, or how it was measured. */
  readonly source: Text;
  judge(view: View): Iterable<Observation>;
  /** What it finds in Git beside that, because no cluster shows it. */
  readonly inGit?: (manifests: Manifests) => Iterable<Observation>;
}

/**
 * The level of an observation at a time: what something moves is on its way until that must have happened. This is the
 * one place that says so.
 * @param now milliseconds since 1970
 */
export function levelAt(now: number, { level: usual }: Check, { level = usual, moving }: Observation): Level {
  const isWrong = level === 'error' || level === 'warning';
  return isWrong && moving !== undefined && moving.until > now ? 'progress' : level;
}

/**
 * A check as it is written: an error that nothing but a change heals, unless it says otherwise. What it says twice about
 * one place is one observation, which touches what both touch.
 */
export function check({ source, judge, ...written }: Written): Check {
  const text = typeof source === 'string' ? { en: source, ko: source.replace(/^measured\b/, '실측') } : source;
  return {
    ...{ level: 'error', mayPass: false, source: text },
    ...written,
    judge: (view) => (judge ? mergedByPlace(judge(view)) : []),
  };
}

/** A source in one language is addresses, which need no other, perhaps after the word “measured”. */
export type Written = Omit<Check, Common | 'source'> &
  Partial<Pick<Check, Common>> & { readonly source: string | Text };
type Common = 'level' | 'mayPass' | 'judge';

function mergedByPlace(observations: Iterable<Observation>): Iterable<Observation> {
  const byPlace = new Map<string, Observation>();
  for (const observation of observations) {
    const place = `${keyOf(observation.object)} ${observation.field ?? ''}`;
    const before = byPlace.get(place);
    const touches = [...(before?.touches ?? []), ...(observation.touches ?? [])];
    byPlace.set(place, { ...(before ?? observation), touches: distinctReferences(touches) });
  }
  return byPlace.values();
}
