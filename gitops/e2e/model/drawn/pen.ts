import { drawsOf, type Draw } from '../../mutations/draw.ts';
import { LABEL } from '../../faults/installation.ts';
import type { Manifest } from '../../faults/manifest.ts';
import type { Ground } from '../../trace/ground.ts';

/** The namespace whose Pods have sidecars. */
export const MESH = 'tx-mesh';

export type Fields = Readonly<Record<string, unknown>>;

/** What a world is drawn with. */
export interface Pen {
  readonly draw: Draw;
  readonly ground: Ground;
  readonly name: string;
  readonly host: string;
  /** A namespace whose Pods have sidecars. */
  readonly mesh: string;
  /** Whether nobody else is at the gateway, so that any host and port will do. */
  readonly isAlone: boolean;
  /** Whether something happens that has this probability. */
  readonly chance: (probability: number) => boolean;
  /** One of the choices, each as often as its weight says. */
  readonly weighted: <T>(choices: readonly (readonly [number, T])[]) => T;
}

/**
 * What the thing of a number is drawn with; the same seed and number draw the same.
 * @param plain how many are plain: of the choices such a one has the first, nine times of ten
 */
export function penOf(kind: string, seed: string, number: number, ground: Ground, plain = 0.74): Pen {
  const draw = drawsOf(`${seed} ${kind} ${number}`);
  const thousand = Array.from({ length: 1_000 }, (_, index) => index);
  const chance = (probability: number) => draw.of(thousand) < probability * 1_000;
  const isPlain = chance(plain);
  const weighted = <T>(choices: readonly (readonly [number, T])[]): T => {
    if (isPlain && chance(0.9)) return choices[0]?.[1] as T;
    let left = draw.of(thousand) % choices.reduce((sum, [weight]) => sum + weight, 0);
    return (choices.find(([weight]) => (left -= weight) < 0) ?? choices[0])?.[1] as T;
  };
  const name = `tx-${kind}-${seed}-${number}`;
  const host = `${name}.${ground.domain}`;
  return { draw, ground, name, host, mesh: MESH, isAlone: false, chance, weighted };
}

export function some<T>({ draw }: Pen, most: number, make: (index: number) => T): readonly T[] {
  const count = Math.min(draw.of(range(most)), draw.of(range(most)));
  return range(count).map((index) => make(index - 1));
}

/** From 1 to a number. */
export function range(most: number): readonly number[] {
  return Array.from({ length: most }, (_, index) => index + 1);
}

/** A manifest with the label by which all is removed. */
export function object(apiVersion: string, kind: string, namespace: string, name: string, spec: Fields): Manifest {
  return { apiVersion, kind, metadata: { namespace, name, labels: { [LABEL]: 'model' } }, spec };
}
