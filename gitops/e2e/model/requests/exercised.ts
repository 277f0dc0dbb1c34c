import { reduced } from './shrinking.ts';
import type { RandomWorld } from '../drawn/random-world.ts';

/** Configurations that are looked at for this, from all over the run; more say little more. */
const MOST = 200;

/**
 * For each field, in how many configurations its absence would change what is said.
 * @param said what is said of each request of a configuration
 */
export function exercised(
  worlds: readonly RandomWorld[],
  said: (world: RandomWorld) => readonly string[],
): readonly string[] {
  const counts = new Map<string, { there: number; decides: number }>();
  const step = Math.ceil(worlds.length / MOST);
  const looked = worlds.filter((_, index) => index % step === 0);
  for (const world of looked) {
    const whole = said(world).join('\n');
    const seen = new Set<string>();
    const decides = new Set<string>();
    for (const list of ['older', 'manifests'] as const)
      for (const [index, manifest] of world[list].entries())
        for (const { path, without } of reduced(manifest)) {
          seen.add(path);
          if (!decides.has(path) && said({ ...world, [list]: world[list].with(index, without) }).join('\n') !== whole)
            decides.add(path);
        }
    for (const path of seen) {
      const count = counts.get(path) ?? { there: 0, decides: 0 };
      counts.set(path, { there: count.there + 1, decides: count.decides + (decides.has(path) ? 1 : 0) });
    }
  }
  const sorted = [...counts].sort(([a], [b]) => a.localeCompare(b, 'en'));
  const idle = sorted.filter(([, { decides }]) => decides === 0).map(([path]) => path);
  return [
    `\nfields that decide, in ${looked.length} configurations:`,
    ...sorted
      .filter(([, { decides }]) => decides > 0)
      .map(([path, { there, decides }]) => `  ${path.padEnd(72)} ${decides} of ${there}`),
    `fields that never decide: ${idle.join(', ') || 'none'}`,
  ];
}
