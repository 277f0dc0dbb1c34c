import { look } from './look.ts';
import { judge } from './judge.ts';
import { checks } from './checks/index.ts';
import { keyOf, referenceTo, type Reference } from '../model/reference.ts';
import { WORKLOAD_KINDS } from '../model/workload/workloads.ts';
import { workloadName } from '../model/settled/pods.ts';
import type { Finding } from '../model/finding.ts';
import { askGit } from '../model/settled/git-witness.ts';
import { settledObjects, withCharts } from '../model/settled/git-world.ts';
import type { RenderedObject } from '../../render/objects.ts';
import { definedKind } from '../model/rendered.ts';
import type { Manifests, YamlFile } from '../see/manifests/manifests.ts';
import type { Landing } from '../see/manifests/landing.ts';
import { storedObjects, type Stored } from '../see/manifests/stored.ts';
import { EMPTY_SCOPE } from '../see/scope.ts';
import { Snapshot } from '../see/snapshot.ts';
import type { World } from '../see/world.ts';
import type { KindId } from '../see/kinds.ts';

/** All that lands; Secrets are those that controllers make. */
const SCOPE = { ...EMPTY_SCOPE, withSecrets: true };

interface Options {
  /** What the cluster has besides: nothing else of the kinds in it. */
  readonly facts: readonly RenderedObject[];
  readonly isClosed: boolean;
  /** Those of the repository, which are judged with one of its landings. */
  readonly workflows: readonly YamlFile[];
  /** RFC 3339. */
  readonly takenAt: string;
}

/** What is wrong in a landing, and the manifests that the objects of the findings come from. */
export interface JudgedLanding {
  readonly findings: readonly Finding[];
  /** The manifest of an object or, of a Pod, of its workload; undefined where nothing in Git makes it. */
  readonly sourceOf: (object: Reference) => Stored | undefined;
}

/** Judges what manifests become in a cluster in which nothing else goes wrong. */
export async function judgeLanding(
  written: Landing,
  { facts, isClosed, workflows, takenAt }: Options,
): Promise<JudgedLanding> {
  const landing = withCharts(written);
  const given = storedObjects({ rendered: [{ objects: facts }] });
  const stored = [...storedObjects(landing), ...given];
  const objects = settledObjects(landing, stored, takenAt);
  const snapshot = new Snapshot(SCOPE, takenAt);
  for (const [kind, all] of Object.entries(objects) as [KindId, World['objects'][KindId] & object][])
    snapshot.add({ ask: 'list', kind }, [], { objects: all });
  const witness = askGit({
    ...{ objects, isClosed, missing: landing.missing },
    stated: new Set(given.map(({ kind }) => kind)),
  });
  const seen = await look(SCOPE, witness, takenAt, snapshot);
  return {
    findings: judge(seen, checks, {
      ...{ kustomizations: landing.kustomizations, renders: landing.rendered, workflows },
      ...kindsOf(facts, isClosed && landing.missing.length === 0),
    }),
    sourceOf: sourcesIn(stored),
  };
}

/** Argo CD brings these itself. */
const OF_ARGO_CD = ['Application', 'ApplicationSet', 'AppProject'].map((kind) => `argoproj.io/${kind}`);

/** The kinds that the cluster has besides, where that is known. @param isAll whether nothing else brings any */
function kindsOf(facts: readonly RenderedObject[], isAll: boolean): Pick<Manifests, 'kinds'> {
  const definitions = facts.filter(({ kind }) => kind === 'CustomResourceDefinition');
  return isAll || definitions.length > 0 ? { kinds: new Set([...OF_ARGO_CD, ...definitions.map(definedKind)]) } : {};
}

function sourcesIn(stored: readonly Stored[]): JudgedLanding['sourceOf'] {
  const byName = new Map(stored.map((each) => [keyOf(referenceTo(each.kind, each.object)), each]));
  return (object) => {
    const kinds = object.kind === 'Pod' ? (['Pod', ...WORKLOAD_KINDS] as const) : [object.kind];
    const name = object.kind === 'Pod' ? workloadName(object.name) : object.name;
    return kinds.map((kind) => byName.get(keyOf({ ...object, kind, name }))).find((found) => found !== undefined);
  };
}
