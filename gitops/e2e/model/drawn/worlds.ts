import type { Ground } from '../../trace/ground.ts';
import { gatewayApiWorld } from './gateway-api-world.ts';
import { ingressWorld } from './ingress-world.ts';
import { istioWorld } from './istio-world.ts';
import { OWN_GATEWAYS, ownGround } from './own-ground.ts';
import { penOf } from './pen.ts';
import type { RandomWorld } from './random-world.ts';

// Worlds by chance, weighted towards what people write. What draws them knows nothing of what verify makes of them.

/** The kinds of worlds. */
const WORLDS = { istio: istioWorld, 'gateway-api': gatewayApiWorld, ingress: ingressWorld } as const;
/** The share of those that are alone at a gateway of the run's own. */
const ALONE = 0.2;
export type WorldKind = keyof typeof WORLDS;
export const WORLD_KINDS = Object.keys(WORLDS) as readonly WorldKind[];

/**
 * The world of a number; the same seed and number give the same one.
 * @param seed a part of all its names
 */
export function worldOf(kind: WorldKind, seed: string, number: number, ground: Ground): RandomWorld {
  const pen = penOf(kind, seed, number, ground);
  const own = kind !== 'ingress' && pen.chance(ALONE) ? (number % OWN_GATEWAYS) + 1 : undefined;
  if (own === undefined) return { kind, ...WORLDS[kind](pen) };
  const at = ownGround(ground, own);
  return { kind, own, ...WORLDS[kind]({ ...pen, ground: at, isAlone: true, mesh: at.gatewayNamespace }) };
}
