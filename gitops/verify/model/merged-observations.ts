import type { Observation } from './finding.ts';
import { distinctReferences, keyOf } from './reference.ts';

/** Merges the observations of several hosts about the same place; the result touches what all of them touch. */
export function mergedByPlace(observations: Iterable<Observation>): Iterable<Observation> {
  const byPlace = new Map<string, Observation>();
  for (const observation of observations) {
    const place = `${keyOf(observation.object)} ${observation.field ?? ''}`;
    const before = byPlace.get(place);
    const touches = [...(before?.touches ?? []), ...(observation.touches ?? [])];
    byPlace.set(place, { ...(before ?? observation), touches: distinctReferences(touches) });
  }
  return byPlace.values();
}
