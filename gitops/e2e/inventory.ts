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
