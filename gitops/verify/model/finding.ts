import { keyOf, type Reference } from './reference.ts';
import type { Text } from '#program/language.ts';

/** Worst first. `progress` may still become right by itself; `unknown` is what could not be judged. */
export const LEVELS = ['error', 'unknown', 'warning', 'progress', 'info'] as const;
export type Level = (typeof LEVELS)[number];

/** What a check says about an object. */
export interface Observation {
  readonly object: Reference;
  /** In place of the check's level. */
  readonly level?: Level;
  /** What was seen, in a sentence; words that come from the cluster are quoted (quote.ts). */
  readonly seen: Text;
  /** Where in the object: `spec.servers[0].tls.httpsRedirect`. */
  readonly field?: string;
  /** Commands to copy, or files to edit; they are told before the remedy of the check. */
  readonly next?: readonly string[];
  /** What else is affected: the certificates, hosts and Applications that the object belongs to. */
  readonly touches?: readonly Reference[];
}

export interface Finding extends Observation {
  readonly code: string;
  readonly level: Level;
  /** The finding that explains this one, where there is one. */
  readonly cause?: { readonly code: string; readonly object: Reference };
}

/** The series in the order of the chain: what breaks early hides what comes later. */
const STAGES = ['G', 'A', 'C', 'H', 'T', 'R', 'W', 'O'] as const;

export function stageOf(code: string): number {
  return STAGES.findIndex((stage) => code.startsWith(stage));
}

/** Worst first, then in the order of the chain, then by name, so that two runs give the same order. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level) ||
    stageOf(a.code) - stageOf(b.code) ||
    Number(a.code.slice(1)) - Number(b.code.slice(1)) ||
    keyOf(a.object).localeCompare(keyOf(b.object), 'en')
  );
}
