import type { RenderedObject } from '../../render/objects.ts';

/** Objects in the order of their waves, which are whole numbers in an annotation; without one, 0. */
export function inWaves(objects: readonly RenderedObject[]): RenderedObject[][] {
  const waves = [...new Set(objects.map(waveOf))].sort((a, b) => a - b);
  return waves.map((wave) => objects.filter((object) => waveOf(object) === wave));
}

function waveOf({ metadata }: RenderedObject): number {
  const annotations = metadata.annotations as Readonly<Record<string, string>> | undefined;
  return Number(annotations?.['argocd.argoproj.io/sync-wave'] ?? 0);
}
