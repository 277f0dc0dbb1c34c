import type { Check } from '../../judge/check.ts';
import { exitStatus, verdictOf, type Threshold, type Verdict } from '../../judge/exit-status.ts';
import type { Fine } from '../../judge/healthy-links.ts';
import { identityOf, isCauseOf, LEVELS, type Finding, type Level } from '../../model/finding.ts';
import type { Reference } from '../../model/reference.ts';
import { grouped } from '../../see/grouped.ts';
import type { Place } from '../../see/manifests/place.ts';
import type { Language } from '#program/language.ts';
import { asksCluster, inContext } from './in-context.ts';
import { plain } from './printable.ts';

/** The outcome of a run, in one language and safe to print (plain.ts); every format is made from it. */
export interface Report {
  readonly language: Language;
  /** When the look began, RFC 3339. */
  readonly takenAt: string;
  readonly verdict: Verdict;
  readonly exitStatus: number;
  /** The lowest level that makes the verdict `wrong`. */
  readonly failOn: Threshold;
  /** What was looked for, in the order of the catalogue. */
  readonly judged: readonly Pick<Told, 'code' | 'title'>[];
  /** The root causes, worst first, each with its consequences. */
  readonly roots: readonly Root[];
  readonly fine: readonly FineLink[];
  /** How many findings were left out (ignored.ts). */
  readonly ignored: number;
}

/** A finding with its entry in the catalogue. */
export interface Told {
  readonly code: string;
  readonly level: Level;
  readonly title: string;
  readonly object: Reference;
  readonly seen: string;
  readonly means: string;
  readonly remedy: string;
  readonly field?: string;
  readonly place?: Place;
  /** Of what is on its way: what moves it, and the time (RFC 3339) by which that must have happened. */
  readonly moving?: { readonly by: string; readonly until: string };
  readonly deployments?: readonly string[];
  readonly next: readonly string[];
  readonly touches: readonly Reference[];
  readonly mayPass: boolean;
  readonly source: string;
}

export interface Root extends Told {
  readonly consequences: readonly Told[];
}

export interface FineLink {
  readonly object: Reference;
  readonly text: string;
}

interface Options {
  readonly takenAt: string;
  /** Sorted, each consequence with its cause (judge.ts). */
  readonly findings: readonly Finding[];
  readonly fine: readonly Fine[];
  readonly ignored: number;
  readonly checks: readonly Check[];
  readonly language: Language;
  readonly failOn: Threshold;
  /** The value of `--context`, which is added to the commands. */
  readonly context: string | undefined;
  /** Leaves out commands that ask a cluster, because what was judged is not there yet. */
  readonly isBeforePush?: boolean;
}

export function createReport(options: Options): Report {
  const { takenAt, findings, fine, ignored, checks, language, failOn } = options;
  const tell = (finding: Finding) => told(finding, options);
  const roots = grouped(
    findings.filter(({ cause }) => !cause),
    identityOf,
  );
  const rootOf = (finding: Finding) =>
    finding.cause && roots.get(identityOf(finding.cause))?.find((root) => isCauseOf(root, finding));
  const byRoot = grouped(findings, rootOf);
  return {
    ...{ language, takenAt, ignored, failOn },
    judged: checks.map(({ code, title }) => ({ code, title: title[language] })),
    verdict: verdictOf(findings, failOn),
    exitStatus: exitStatus(findings, failOn),
    roots: (byRoot.get(undefined) ?? [])
      .map((root) => ({ ...tell(root), consequences: (byRoot.get(root) ?? []).map(tell) }))
      .sort((a, b) => rank(a) - rank(b)),
    fine: fine.map(({ object, text }) => ({ object: plainReference(object), text: plain(text[language]) })),
  };
}

function told(finding: Finding, { checks, language, context, isBeforePush = false }: Options): Told {
  const { code, level, object, seen, field, place, deployments, moving, next = [], touches = [] } = finding;
  const check = checks.find((each) => each.code === code);
  const text = (part: 'title' | 'means' | 'remedy' | 'source') => check?.[part][language] ?? '';
  return {
    ...{ code, level, title: text('title'), means: text('means'), remedy: text('remedy') },
    object: plainReference(object),
    seen: plain(seen[language]),
    ...(field === undefined ? {} : { field: plain(field) }),
    ...(place === undefined ? {} : { place: { ...place, file: plain(place.file) } }),
    ...(deployments === undefined ? {} : { deployments: deployments.map(plain) }),
    ...(moving === undefined || level !== 'progress'
      ? {}
      : { moving: { by: plain(moving.by[language]), until: new Date(moving.until).toISOString() } }),
    next: next
      .filter((command) => !isBeforePush || !asksCluster(command))
      .map((command) => plain(inContext(command, context))),
    touches: touches.map(plainReference),
    ...{ mayPass: check?.mayPass ?? true, source: text('source') },
  };
}

/** The place in LEVELS of the worst level among a finding and its consequences. */
function rank({ level, consequences }: Root): number {
  return Math.min(...[level, ...consequences.map((each) => each.level)].map((each) => LEVELS.indexOf(each)));
}

/** The worst level among a finding and its consequences. */
export function worstOf(root: Root): Level {
  return LEVELS[rank(root)] ?? root.level;
}

function plainReference({ kind, namespace, name }: Reference): Reference {
  return { kind, ...(namespace === undefined ? {} : { namespace: plain(namespace) }), name: plain(name) };
}
