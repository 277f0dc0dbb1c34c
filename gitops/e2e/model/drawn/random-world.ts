import type { Manifest } from '../../faults/manifest.ts';

/** A configuration made by chance, and what is asked with it. */
export interface RandomWorld extends Drawn {
  /** Which kind of world it is, as `--only` takes it. */
  readonly kind: string;
}

/** What is drawn of a world. */
export interface Drawn {
  readonly name: string;
  /** The number of the run's own gateway at which it is alone; without it, it shares the usual one with others. */
  readonly own?: number;
  /** Whether it is for all workloads, so that no other may be there at the same time. */
  readonly isForAll?: boolean;
  /** Made at least two seconds before the others. */
  readonly older: readonly Manifest[];
  readonly manifests: readonly Manifest[];
  readonly requests: readonly RandomRequest[];
}

export interface RandomRequest {
  readonly scheme: 'http' | 'https';
  readonly host: string;
  readonly port: number;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}
