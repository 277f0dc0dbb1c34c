import { look } from './look.ts';
import { judge } from './judge.ts';
import { checks } from './checks/index.ts';
import { keyOf, referenceTo, type Reference } from '../model/reference.ts';
import { WORKLOAD_KINDS } from '../model/workload/workloads.ts';
import { workloadName } from '../model/settled/pods.ts';
import type { Finding } from '../model/finding.ts';
import { askGit } from '../model/settled/git-witness.ts';
import { settledObjects, standIn, withCharts } from '../model/settled/git-world.ts';
import { definedKind } from '../model/rendered.ts';
import type { Manifests, YamlFile } from '../see/manifests/manifests.ts';
import { applicationKey } from '../see/manifests/application.ts';
import type { Given } from '../see/manifests/documents.ts';
import type { Landing, Missing } from '../see/manifests/landing.ts';
import { kindOf, storedObjects, withSpecs, type Stored } from '../see/manifests/stored.ts';
import { EMPTY_SCOPE } from '../see/scope.ts';
import { Snapshot } from '../see/snapshot.ts';
import type { World } from '../see/world.ts';
import type { KindId } from '../see/kinds.ts';

/** All that lands; Secrets are those that controllers make. */
const SCOPE = { ...EMPTY_SCOPE, withSecrets: true };

interface Options {
  /** What the cluster has besides: nothing else of the kinds in it. */
  readonly facts: readonly Given[];
  readonly isClosed: boolean;
  /** Those of the repository, which are judged with one of its landings; and the kustomizations that none has. */
  readonly workflows: readonly YamlFile[];
  readonly others: readonly YamlFile[];
  /** RFC 3339. */
  readonly takenAt: string;
}

/** What is wrong in a landing, and the manifests that the objects of the findings come from. */
interface JudgedLanding {
  readonly findings: readonly Finding[];
  /** The sources of which it is not known what they bring. */
  readonly missing: readonly Missing[];
  /** The manifest of an object or, of a Pod, of its workload; undefined where nothing in Git makes it. */
  readonly sourceOf: (object: Reference) => Stored | undefined;
}

/** Judges what manifests become in a cluster in which nothing else goes wrong. */
export async function judgeLanding(
  written: Landing,
  { facts, isClosed, workflows, others, takenAt }: Options,
): Promise<JudgedLanding> {
  const landing = withSpecs(withCharts(written));
  const given = storedObjects({ rendered: facts });
  const stored = [...storedObjects(landing), ...given];
  const objects = settledObjects(landing, stored, takenAt);
  const snapshot = new Snapshot(SCOPE, takenAt);
  for (const [kind, all] of Object.entries(objects) as [KindId, World['objects'][KindId] & object][])
    snapshot.add({ ask: 'list', kind }, [], { objects: all });
  const witness = askGit({
    ...{ objects, isClosed, missing: landing.missing },
    stated: new Set([
      ...given.map(({ kind }) => kind),
      ...facts.flatMap(({ listed }) => listed.flatMap((each) => kindOf(each) ?? [])),
    ]),
  });
  const seen = await look(SCOPE, witness, takenAt, snapshot);
  const findings = judge(seen, checks, {
    ...{ kustomizations: landing.kustomizations, renders: landing.rendered, workflows, others },
    ...kindsOf(facts, isClosed && landing.missing.length === 0),
  });
  return {
    findings: findings.map((finding) => withoutStandIn(placed(meant(finding), landing), landing)),
    missing: landing.missing.filter(({ isBroken }) => !isBroken),
    sourceOf: sourcesIn(stored),
  };
}

const MEANT = new Set(checks.filter(({ isMeantInGit }) => isMeantInGit).map(({ code }) => code));

/** What is written on purpose, and what follows from it, is no error. */
function meant(finding: Finding): Finding {
  return MEANT.has(finding.cause?.code ?? finding.code) && finding.level === 'error'
    ? { ...finding, level: 'warning' }
    : finding;
}

/** What Argo CD cannot generate because a file cannot be read has the place where that breaks off. */
function placed(finding: Finding, { missing, applications }: Landing): Finding {
  const isAbout = ({ application }: Missing) =>
    application === undefined
      ? applications.length === 0
      : `Application/${applicationKey(application)}` === keyOf(finding.object);
  const [problem] = finding.code === 'A20' ? missing.filter(isAbout).flatMap(({ problems = [] }) => problems) : [];
  return problem ? { ...finding, place: problem.place } : finding;
}

/** Where there is no Application, what is said of the one that stands in for it, or of a folder, is said of a file. */
function withoutStandIn(finding: Finding, landing: Landing): Finding {
  if (landing.applications.length > 0) return finding;
  const key = keyOf(referenceTo('Application', standIn(landing)));
  const first = landing.file ?? landing.rendered.flatMap(({ files = [] }) => files)[0] ?? landing.name;
  const inPlace = (reference: Reference): Reference => {
    const of = landing.kustomizations.find(({ folder }) => folder === reference.name)?.file;
    if (keyOf(reference) === key) return { kind: 'File', name: first };
    return reference.kind === 'File'
      ? { ...reference, name: of ?? (reference.name === '.' ? first : reference.name) }
      : reference;
  };
  const { field, touches, cause, ...others } = finding;
  const object = inPlace(finding.object);
  const isMoved = keyOf(object) !== keyOf(finding.object);
  return {
    ...{ ...others, object },
    ...(isMoved ? { place: finding.place ?? { file: object.name, line: 1, column: 1 } } : {}),
    ...(isMoved || field === undefined ? {} : { field }),
    ...(touches ? { touches: touches.map(inPlace) } : {}),
    ...(cause ? { cause: { ...cause, object: inPlace(cause.object) } } : {}),
  };
}

/** Argo CD brings these itself. */
const OF_ARGO_CD = ['Application', 'ApplicationSet', 'AppProject'].map((kind) => `argoproj.io/${kind}`);

/** The kinds that the cluster has besides, where that is known. @param isAll whether nothing else brings any */
function kindsOf(facts: readonly Given[], isAll: boolean): Pick<Manifests, 'kinds'> {
  const isDefinition = ({ kind }: { readonly kind: string }) => kind === 'CustomResourceDefinition';
  const definitions = facts.flatMap(({ objects }) => objects.filter(isDefinition));
  const isKnown = isAll || definitions.length > 0 || facts.some(({ listed }) => listed.some(isDefinition));
  return isKnown ? { kinds: new Set([...OF_ARGO_CD, ...definitions.map(definedKind)]) } : {};
}

function sourcesIn(stored: readonly Stored[]): JudgedLanding['sourceOf'] {
  const byName = new Map(stored.map((each) => [keyOf(referenceTo(each.kind, each.object)), each]));
  return (object) => {
    const kinds = object.kind === 'Pod' ? (['Pod', ...WORKLOAD_KINDS] as const) : [object.kind];
    const name = object.kind === 'Pod' ? workloadName(object.name) : object.name;
    return kinds.map((kind) => byName.get(keyOf({ ...object, kind, name }))).find((found) => found !== undefined);
  };
}
