import { LABEL } from '../../faults/installation.ts';
import { listObjects, type KubernetesObject } from '../../../kubectl.ts';
import type { Service } from '../../../verify/see/objects/workload.ts';
import type { Manifest } from '../../faults/manifest.ts';
import type { Ground } from '../../trace/ground.ts';
import { ask } from '../../trace/ask.ts';
import { apply, EVIDENCE_PORT, secretsIn, type Lab } from '../../trace/lab.ts';
import { getOf } from '../../../verify/model/trace/request.ts';
import { OWN_GATEWAYS, ownGround, OWN_PORTS } from '../drawn/own-ground.ts';

/** A gateway of the run's own, which stands ready. */
export interface OwnGateway {
  readonly ground: Ground;
  /** The address of its Pod with a sidecar. */
  readonly pod: string;
}

interface MeshPod extends KubernetesObject {
  readonly status: { readonly podIP?: string };
}

/**
 * Makes the gateways of the run's own, each in a namespace with Pods of its own, and waits until they are ready.
 * @returns none where this machine does not reach the addresses of Pods
 */
export async function raiseOwnGateways({ kubectl, ground, server, say }: Lab): Promise<readonly OwnGateway[]> {
  const grounds = Array.from({ length: OWN_GATEWAYS }, (_, index) => ownGround(ground, index + 1));
  const secrets = await Promise.all(grounds.map(async (own) => await secretsIn(own, own.gatewayNamespace)));
  await apply(kubectl, [...grounds.flatMap((own) => manifestsOf(own, server)), ...secrets.flat()]);
  const owns = await Promise.all(
    grounds.map(async (own) => {
      const { gatewayNamespace: namespace, gatewayService } = own;
      await kubectl(['-n', namespace, 'wait', 'pod', '--all', '--for=condition=Ready', '--timeout=120s']);
      const services = await listObjects<Service>(kubectl, 'services', namespace);
      const address = services.find(({ metadata }) => metadata.name === gatewayService)?.spec.clusterIP ?? '';
      const [pod] = await listObjects<MeshPod>(kubectl, 'pods', namespace, ['-l', 'app=mesh']);
      return { ground: { ...own, gatewayAddress: address }, pod: pod?.status.podIP ?? '' };
    }),
  );
  const url = `http://tx-evidence.${ground.domain}:${EVIDENCE_PORT}/`;
  const answers = await Promise.all(owns.map(async ({ pod }) => await ask(getOf(url), pod)));
  if (answers.every((answer) => 'status' in answer)) return owns;
  say('this machine does not reach the Pods: configurations that need a gateway of their own are left out');
  return [];
}

function manifestsOf(own: Ground, server: string): readonly Manifest[] {
  const { gatewayNamespace: namespace, gatewayLabel, gatewayService, gatewayAccount, image } = own;
  const object = (apiVersion: string, kind: string, name: string, rest: object, more: object = {}) =>
    ({ apiVersion, kind, metadata: { namespace, name, labels: { [LABEL]: 'model' }, ...more }, ...rest }) as Manifest;
  const rbac = 'rbac.authorization.k8s.io/v1';
  const pod = (app: string, labels: object) =>
    object(
      ...(['v1', 'Pod', `${namespace}-${app}`] as const),
      {
        spec: {
          containers: [
            {
              ...{ name: 'web', image, command: ['/nodejs/bin/node', '-e', server] },
              ports: [{ name: 'http', containerPort: 8080 }],
              readinessProbe: { httpGet: { port: 8080 }, periodSeconds: 1 },
            },
          ],
        },
      },
      { labels: { [LABEL]: 'model', app, ...labels } },
    );
  return [
    {
      ...{ apiVersion: 'v1', kind: 'Namespace' },
      metadata: { name: namespace, labels: { [LABEL]: 'model', 'istio-injection': 'enabled' } },
    },
    object('v1', 'ServiceAccount', gatewayAccount, {}),
    // istiod gives a gateway only Secrets that its account may read.
    object(rbac, 'Role', gatewayAccount, {
      rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list', 'watch'] }],
    }),
    object(rbac, 'RoleBinding', gatewayAccount, {
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: gatewayAccount },
      subjects: [{ kind: 'ServiceAccount', name: gatewayAccount, namespace }],
    }),
    object(
      ...(['v1', 'Pod', `${namespace}-gateway`] as const),
      {
        spec: {
          serviceAccountName: gatewayAccount,
          containers: [{ name: 'istio-proxy', image: 'auto', imagePullPolicy: 'IfNotPresent' }],
        },
      },
      {
        labels: { [LABEL]: 'model', istio: gatewayLabel, 'sidecar.istio.io/inject': 'true' },
        annotations: { 'inject.istio.io/templates': 'gateway' },
      },
    ),
    object('v1', 'Service', gatewayService, { spec: { selector: { istio: gatewayLabel }, ports: OWN_PORTS } }),
    pod('mesh', { version: 'v1' }),
    pod('web', { version: 'v1', 'sidecar.istio.io/inject': 'false' }),
  ];
}
