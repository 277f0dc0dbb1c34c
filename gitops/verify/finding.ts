import { keyOf, type Reference } from './reference.ts';
import type { Text } from './text.ts';

/** Worst first. `progress` may still become right by itself, `unknown` could not be judged. */
export const LEVELS = ['error', 'unknown', 'warning', 'progress', 'info'] as const;
export type Level = (typeof LEVELS)[number];

/** What a check says of an object. */
export interface Observation {
  readonly object: Reference;
  /** Another one than the check's. */
  readonly level?: Level;
  /** What was seen, in a sentence; words of the cluster are quoted (quote.ts). */
  readonly seen: Text;
  /** Where in the object: `spec.servers[0].tls.httpsRedirect`. */
  readonly field?: string;
  /** Commands to copy, or files to edit; before the remedy of the check. */
  readonly next?: readonly string[];
  /** What it belongs to or has consequences for, besides the object: certificates, hosts, Applications. */
  readonly touches?: readonly Reference[];
}

export interface Finding extends Observation {
  readonly code: string;
  readonly level: Level;
  /** What it is only a consequence of. */
  readonly cause?: { readonly code: string; readonly object: Reference };
}

/** The order of the chain, in which what comes first hides what comes later. */
const STAGES = ['G', 'A', 'C', 'H', 'T', 'R', 'W', 'O'] as const;

export function stageOf(code: string): number {
  return STAGES.findIndex((stage) => code.startsWith(stage));
}

/** Worst first, then in the order of the chain, then by name, so that two runs of the same tell the same. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level) ||
    stageOf(a.code) - stageOf(b.code) ||
    Number(a.code.slice(1)) - Number(b.code.slice(1)) ||
    keyOf(a.object).localeCompare(keyOf(b.object), 'en')
  );
}
