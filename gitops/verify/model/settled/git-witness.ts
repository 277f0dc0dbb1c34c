import type { Witness } from '../../see/collect.ts';
import { every, nameIn, textOf, type Demand } from '../../see/demand.ts';
import type { Gap } from '../../see/gap.ts';
import type { KindId } from '../../see/kinds.ts';
import { applicationKey } from '../../see/manifests/application.ts';
import type { Missing } from '../../see/manifests/landing.ts';
import { ObjectIndex } from '../../see/object-index.ts';
import type { KubernetesObject } from '../../see/objects/kubernetes-object.ts';
import type { Workload } from '../../see/objects/workload.ts';
import type { World } from '../../see/world.ts';

/** What is known to be all there is. */
export interface Completeness {
  readonly objects: World['objects'];
  /** Sources that could not be looked at: they may bring anything to where they are aimed. */
  readonly missing: readonly Missing[];
  /** Whether the cluster has nothing but what Git brings. */
  readonly isClosed: boolean;
  /** Kinds that are known to be complete by given facts. */
  readonly stated: ReadonlySet<KindId>;
}

/**
 * Kinds of which something is wrong where one is not there; the others change what is there, and are taken to be in Git
 * if they are anywhere.
 */
const NEEDED: ReadonlySet<KindId> = new Set([
  ...([
    'APIService',
    'AppProject',
    'Certificate',
    'ClusterIssuer',
    'Issuer',
    'IngressClass',
    'Gateway',
    'Service',
  ] as const),
  ...(['Deployment', 'StatefulSet', 'DaemonSet', 'Pod', 'Secret'] as const),
]);

/** Where there is one of these, it is known what takes requests in. */
const ENTRANCES: readonly KindId[] = ['Gateway', 'GatewayApiGateway'];

/** Each of these comes with the others. */
const PODS: readonly KindId[] = ['Deployment', 'StatefulSet', 'DaemonSet', 'Pod'];

/** Where Git has the same in another place, or of another kind, that is what was meant. */
const MEANT: Partial<Record<KindId, readonly KindId[]>> = {
  Issuer: ['ClusterIssuer'],
  Gateway: ['Gateway'],
  Certificate: ['Certificate'],
};

/** Answers what is not among the objects: it is absent, or it cannot be known from Git. */
export function askGit(known: Completeness): Witness {
  const indexes = new Map(
    Object.entries(known.objects).map(([kind, all]) => [kind, new ObjectIndex(all as readonly KubernetesObject[])]),
  );
  const held: Held = (demand) => indexes.get(demand.kind)?.find(demand) ?? [];
  return {
    objects: (_, demands) =>
      Promise.resolve(
        demands.map((demand) => reasonOf(demand, known, held)).find((gap) => gap !== undefined) ?? { objects: [] },
      ),
    other: () => Promise.resolve(undefined),
  };
}

/** What Git has of what a demand is for. */
type Held = (demand: Demand) => readonly KubernetesObject[];

/** Why absence is not known; undefined where it is. */
function reasonOf(demand: Demand, { missing, isClosed, stated }: Completeness, held: Held): Gap | undefined {
  const { kind, namespace, by } = demand;
  if (!NEEDED.has(kind) || ((isClosed || stated.has(kind)) && kind !== 'Secret')) return undefined;
  const gap: Gap = { gap: 'NotInGit', message: '', sought: demandText(demand) };
  // Nobody should have Secrets in Git.
  if (kind === 'Secret') return gap;
  const isThere = (place: string | undefined) => namespace === undefined || place === namespace;
  // What does not say where it goes may go anywhere.
  const unseen = missing.find(({ application }) => {
    const aim = application?.spec.destination?.namespace;
    return aim === undefined || isThere(aim);
  });
  if (unseen) return { ...gap, message: unseen.isBroken ? `${brokenName(unseen)} cannot be rendered` : unseen.why.en };
  const isOfPods = PODS.includes(kind);
  const isMeant = by !== undefined && MEANT[kind]?.some((each) => held({ kind: each, by }).length > 0);
  if (isMeant) return undefined;
  const alike = isOfPods ? PODS : ENTRANCES.includes(kind) && nameIn(demand) === undefined ? ENTRANCES : [kind];
  // Pods anywhere are known where some have these labels at all, whatever their values.
  const labels = isOfPods && namespace === undefined && typeof by?.value === 'object' ? Object.keys(by.value) : [];
  const isHeld = alike.some((each) =>
    held(every(each, namespace)).some((object) => labels.every((label) => label in podLabels(object))),
  );
  return isHeld ? undefined : gap;
}

function brokenName({ application, source }: Missing): string {
  return application ? `Application ${applicationKey(application)}` : (source?.path ?? 'a kustomization');
}

function podLabels(object: KubernetesObject): Readonly<Record<string, string>> {
  const { template } = (object as Partial<Workload>).spec ?? {};
  return (template ?? object).metadata?.labels ?? {};
}

/** `IngressClass istio`, `Service shop/web`, `Pod istio-system/*`, `Pod with istio=ingressgateway`. */
function demandText({ kind, namespace, by }: Demand): string {
  const { selection, value = '' } = by ?? {};
  if (selection?.atServer === 'metadata.name')
    return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${textOf(value)}`;
  const place = namespace === undefined ? '' : ` ${namespace}/*`;
  return selection === undefined ? `${kind}${place || ' *'}` : `${kind}${place} with ${textOf(value)}`;
}
