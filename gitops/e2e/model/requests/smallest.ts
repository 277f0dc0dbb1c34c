import { compareBatch, type Run } from './comparison.ts';
import { smaller, worldText } from './shrinking.ts';
import type { RandomWorld } from '../drawn/random-world.ts';

/** Attempts to make a configuration that disagrees smaller. */
const MOST_ATTEMPTS = 60;

/**
 * Tells whether a configuration disagrees alone and, if so, the smallest part of it that still does.
 * @returns whether it does
 */
export async function shrinkWorld(world: RandomWorld, run: Run): Promise<boolean> {
  const { say } = run.lab;
  const disagrees = async (each: RandomWorld) => {
    const { compared } = await compareBatch([each], run);
    return compared.some(({ problem }) => problem !== undefined);
  };
  if (!(await disagrees(world))) {
    say(`\n${world.name} agrees alone: another configuration of its batch interferes`);
    return false;
  }
  let smallest = world;
  let attempts = 0;
  for (let candidates = smaller(smallest); attempts < MOST_ATTEMPTS;) {
    const next = candidates.next();
    if (next.done) break;
    attempts++;
    if (!(await disagrees(next.value))) continue;
    smallest = next.value;
    candidates = smaller(smallest);
  }
  say(`\n# ${world.name}, made smaller in ${attempts} attempts; --replay sends it again\n${worldText(smallest)}`);
  return true;
}
