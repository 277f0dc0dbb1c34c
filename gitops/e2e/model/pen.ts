import type { Draw } from '../mutations/draw.ts';
import { LABEL } from '../faults/installation.ts';
import type { Manifest } from '../faults/manifest.ts';
import type { Ground } from '../trace/ground.ts';

/** The namespace whose Pods have sidecars. */
export const MESH = 'tx-mesh';

export type Fields = Readonly<Record<string, unknown>>;

/** What a world is drawn with. */
export interface Pen {
  readonly draw: Draw;
  readonly ground: Ground;
  readonly name: string;
  readonly host: string;
  /** Whether something happens that has this probability. */
  readonly chance: (probability: number) => boolean;
  /** One of the choices, each as often as its weight says. */
  readonly weighted: <T>(choices: readonly (readonly [number, T])[]) => T;
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
