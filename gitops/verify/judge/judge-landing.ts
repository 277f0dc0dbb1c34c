import { look } from './look.ts';
import { judge } from './judge.ts';
import { checks } from './checks/index.ts';
import { keyOf, type Reference } from '../model/reference.ts';
import type { Finding } from '../model/finding.ts';
import { askGit } from '../model/settled/git-witness.ts';
import { settledObjects, withCharts } from '../model/settled/git-world.ts';
import type { Landing } from '../see/manifests/landing.ts';
import { storedObjects, type Stored } from '../see/manifests/stored.ts';
import { EMPTY_SCOPE } from '../see/scope.ts';
import { Snapshot } from '../see/snapshot.ts';
import type { World } from '../see/world.ts';
import type { KindId } from '../see/kinds.ts';

interface Options {
  /** What the cluster has besides: nothing else of the kinds in it. */
  readonly facts: readonly Stored[];
  readonly isClosed: boolean;
  /** RFC 3339. */
  readonly takenAt: string;
}

/** What is wrong in a landing, and the manifests that the objects of the findings come from. */
export interface JudgedLanding {
  readonly findings: readonly Finding[];
  readonly stored: ReadonlyMap<string, Stored>;
}

/** Judges what manifests become in a cluster in which nothing else goes wrong. */
export async function judgeLanding(written: Landing, { facts, isClosed, takenAt }: Options): Promise<JudgedLanding> {
  const landing = withCharts(written);
  const stored = [...storedObjects(landing), ...facts];
  const objects = settledObjects(landing, stored, takenAt);
  const snapshot = new Snapshot(EMPTY_SCOPE, takenAt);
  for (const [kind, all] of Object.entries(objects) as [KindId, World['objects'][KindId] & object][])
    snapshot.add({ ask: 'list', kind }, [], { objects: all });
  const witness = askGit({
    ...{ objects, isClosed, missing: landing.missing },
    stated: new Set(facts.map(({ kind }) => kind)),
  });
  const seen = await look(EMPTY_SCOPE, witness, takenAt, snapshot);
  return {
    findings: judge(seen, checks),
    stored: new Map(stored.map((each) => [keyOf(referenceOf(each)), each])),
  };
}

function referenceOf({ kind, object: { metadata } }: Stored): Reference {
  const { namespace, name } = metadata;
  return namespace === undefined ? { kind, name } : { kind, namespace, name };
}
