import type { Reply, SessionAttributes } from '../cek/reply.ts';
import type { Catalogue } from '../tips.ts';

/** What a handler may know and use: no header, no network, no clock. */
export interface Turn {
  /** What the last reply of this session stored; it may contain anything. */
  readonly attributes: SessionAttributes;
  /** The skill was asked without being opened first, so no follow-up is expected. */
  readonly isOneShot: boolean;
  /** Slot name → the representative word that CLOVA filled in. */
  readonly slots: ReadonlyMap<string, string>;
  readonly catalogue: Catalogue;
  /** Gives a number from 0 up to, not including, 1. */
  readonly random: () => number;
}

export type Answer = (turn: Turn) => Reply;

/** One intent of the interaction model, or one built into the platform, and its answer. */
export interface Intent {
  readonly name: string;
  readonly answer: Answer;
}
