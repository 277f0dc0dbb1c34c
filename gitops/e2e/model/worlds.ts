import type { Ground } from '../trace/ground.ts';
import { gatewayApiWorld } from './gateway-api-world.ts';
import { ingressWorld } from './ingress-world.ts';
import { istioWorld } from './istio-world.ts';
import { penOf } from './pen.ts';
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
  return { kind, ...WORLDS[kind](penOf(kind, seed, number, ground)) };
}
