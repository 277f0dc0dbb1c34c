import { drawsOf } from '../mutations/draw.ts';
import type { Ground } from '../trace/ground.ts';
import { gatewayApiWorld } from './gateway-api-world.ts';
import { ingressWorld } from './ingress-world.ts';
import { istioWorld } from './istio-world.ts';
import type { Pen } from './pen.ts';
import type { RandomWorld } from './random-world.ts';

// Worlds by chance, weighted towards what people write. What draws them knows nothing of what verify makes of them.

/** The kinds of worlds. */
const WORLDS = { istio: istioWorld, 'gateway-api': gatewayApiWorld, ingress: ingressWorld } as const;
export type WorldKind = keyof typeof WORLDS;
export const WORLD_KINDS = Object.keys(WORLDS) as readonly WorldKind[];

/**
 * The world of a number; the same seed and number give the same one.
 * @param seed a part of all its names
 */
export function worldOf(kind: WorldKind, seed: string, number: number, ground: Ground): RandomWorld {
  const draw = drawsOf(`${seed} ${kind} ${number}`);
  const thousand = Array.from({ length: 1_000 }, (_, index) => index);
  const chance = (probability: number) => draw.of(thousand) < probability * 1_000;
  // Most of what people write is plain: of the choices it has the first, nine times of ten.
  const isPlain = chance(0.6);
  const weighted = <T>(choices: readonly (readonly [number, T])[]): T => {
    if (isPlain && chance(0.9)) return choices[0]?.[1] as T;
    let left = draw.of(thousand) % choices.reduce((sum, [weight]) => sum + weight, 0);
    return (choices.find(([weight]) => (left -= weight) < 0) ?? choices[0])?.[1] as T;
  };
  const name = `tx-${kind}-${seed}-${number}`;
  const pen: Pen = { draw, ground, name, host: `${name}.${ground.domain}`, chance, weighted };
  return { kind, ...WORLDS[kind](pen) };
}
