import type { RandomWorld } from '../drawn/random-world.ts';

/**
 * Which configurations are in the cluster at the same time: at the usual gateway up to a number of them, at each of the
 * run's own one, and none beside one that is for all workloads.
 * @param most at the usual gateway
 */
export function batchesOf(worlds: readonly RandomWorld[], most: number): readonly (readonly RandomWorld[])[] {
  const batches: RandomWorld[][] = [];
  for (const world of worlds) {
    const batch = world.isForAll
      ? undefined
      : batches.find(
          (each) =>
            each.every((other) => areTogether(world, other)) && (world.own !== undefined || sharing(each) < most),
        );
    if (batch) batch.push(world);
    else batches.push([world]);
  }
  return batches;
}

function areTogether(one: RandomWorld, other: RandomWorld): boolean {
  return !other.isForAll && (one.own === undefined || one.own !== other.own);
}

function sharing(batch: readonly RandomWorld[]): number {
  return batch.filter(({ own }) => own === undefined).length;
}
