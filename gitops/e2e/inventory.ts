import { createHash } from 'node:crypto';
import { listObjects, type Kubectl } from '../kubectl.ts';
import { ARGO_CD_NAMESPACE } from './argo-cd.ts';
import { NAME } from './world.ts';

const CLUSTER_KINDS = ['namespaces', 'clusterissuers', 'ingressclasses'];
const NAMESPACED_KINDS = [
  ...['applications', 'appprojects', 'secrets', 'configmaps', 'roles', 'rolebindings', 'ingresses', 'pods', 'services'],
  ...['certificates', 'certificaterequests', 'orders.acme.cert-manager.io', 'challenges.acme.cert-manager.io'],
  ...['gateways.networking.istio.io', 'virtualservices'],
];

/** The objects in the places of the cluster in which a run works: kind, namespace and name of each, sorted. */
export async function takeInventory(kubectl: Kubectl, gatewayNamespace: string): Promise<string[]> {
  const lists = [
    listObjects(kubectl, CLUSTER_KINDS.join(',')),
    ...[ARGO_CD_NAMESPACE, 'cert-manager', gatewayNamespace].map((namespace) =>
      listObjects(kubectl, NAMESPACED_KINDS.join(','), namespace),
    ),
  ];
  const objects = (await Promise.all(lists)).flat();
  return objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? '-'}/${metadata.name}`).sort();
}

/** Those that carry the name of a run. */
export function ofARun(inventory: readonly string[]): string[] {
  return inventory.filter((object) => object.includes(NAME));
}

/** Kinds that come and go by themselves. */
const PASSING =
  /^(events|leases|endpoints|endpointslices|pods|replicasets|controllerrevisions|nodes|csinodes|certificatesigningrequests)(\.|$)/;

/** Every object of a cluster, apart from those of kinds that come and go by themselves: kind and name of each, sorted. */
export async function takeWholeInventory(kubectl: Kubectl): Promise<string[]> {
  return [...(await takePicture(kubectl)).keys()].sort();
}

/** What controllers write into an object by themselves. */
const OWN_WORDS = ['argocd.argoproj.io/refresh', 'control-plane.alpha.kubernetes.io/leader'];

/** The same objects, each with a digest of what somebody wrote of it: all but its status. */
export async function takePicture(kubectl: Kubectl): Promise<ReadonlyMap<string, string>> {
  const kinds = await kubectl(['api-resources', '--verbs=list,delete', '-o', 'name']);
  const lasting = kinds.split('\n').filter((kind) => kind !== '' && !PASSING.test(kind));
  const objects = await listObjects(kubectl, lasting.join(), undefined, ['-A']);
  return new Map(
    objects.map((object) => {
      const { kind = '', metadata } = object;
      const { namespace = '-', name, uid, labels, annotations = {} } = metadata;
      const said = Object.entries(annotations).filter(([key]) => !OWN_WORDS.includes(key));
      const written = { ...object, metadata: { uid, labels, said }, status: undefined, operation: undefined };
      return [`${kind} ${namespace}/${name}`, createHash('sha256').update(JSON.stringify(written)).digest('hex')];
    }),
  );
}
