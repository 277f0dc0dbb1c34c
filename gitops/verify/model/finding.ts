import { keyOf, type Reference } from './reference.ts';
import type { Moving } from './moving.ts';
import type { Place } from '../see/manifests/place.ts';
import type { Text } from '#program/language.ts';

/** Worst first. `progress` is on its way; `unknown` is what could not be judged. */
export const LEVELS = ['error', 'unknown', 'warning', 'progress', 'info'] as const;
export type Level = (typeof LEVELS)[number];

/** What a check may say: that something is on its way follows from what moves it alone. */
export type SaidLevel = Exclude<Level, 'progress'>;

/** What a check says about an object. */
export interface Observation {
  readonly object: Reference;
  /** In place of the check's level. */
  readonly level?: SaidLevel;
  /** What will move it on; until then it is on its way. */
  readonly moving?: Moving;
  /** What was seen, in a sentence; words that come from the cluster are quoted (quote.ts). */
  readonly seen: Text;
  /** Where in the object: `spec.servers[0].tls.httpsRedirect`. */
  readonly field?: string | undefined;
  /** What a change of Git has to be made in, where that is not the field. */
  readonly remedyAt?: { readonly object: Reference; readonly field: string };
  /** Where the value of the field stands in Git, as far as that is known. */
  readonly place?: Place;
  /** Commands to copy, or files to edit; they are told before the remedy of the check. */
  readonly next?: readonly string[];
  /** What else is affected: the certificates, hosts and Applications that the object belongs to. */
  readonly touches?: readonly Reference[];
}

export interface Finding extends Omit<Observation, 'level'> {
  readonly code: string;
  readonly level: Level;
  /** The finding that explains this one, where there is one. */
  readonly cause?: { readonly code: string; readonly object: Reference };
  /** Where Git holds several deployments: those that it was found in, in the order they were judged. */
  readonly deployments?: readonly string[];
}

/** What a finding is known by in its deployment, and how a consequence names its cause. */
export function identityOf({ code, object }: Pick<Finding, 'code' | 'object'>): string {
  return `${code} ${keyOf(object)}`;
}

/** Whether a finding is the one that another names as its cause: in several deployments objects may have one name. */
export function isCauseOf(finding: Finding, { cause, deployments }: Finding): boolean {
  if (!cause || identityOf(finding) !== identityOf(cause)) return false;
  const others = finding.deployments;
  return !deployments || !others || deployments.some((each) => others.includes(each));
}
