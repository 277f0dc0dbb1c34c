import { getObject, type Kubectl } from '../../kubectl.ts';
import type { Certificate } from '../../verify/see/objects/cert-manager.ts';
import { conditionOf } from '../../verify/see/objects/kubernetes-object.ts';
import type { Workload } from '../../verify/see/objects/workload.ts';
import { waitFor } from '../patience.ts';
import { argoCdTells, syncSays } from './evidence.ts';
import type { Lab, WrittenFault } from './fault.ts';
import type { Installation, Names } from './installation.ts';
import { set } from './manifest.ts';

const NAMESPACE = 'cert-manager';
const CONTROLLER = 'cert-manager';
const WEBHOOK = 'cert-manager-webhook';

/** Waits until a Deployment has as many Pods as are asked for, all of them available. */
async function scale(kubectl: Kubectl, deployment: string, replicas: number): Promise<void> {
  await kubectl(['-n', NAMESPACE, 'scale', `deployment/${deployment}`, `--replicas=${replicas}`]);
  await waitFor({
    what: `${replicas} Pods of ${deployment}`,
    within: 90,
    look: async () => {
      const { status } = (await getObject<Workload>(kubectl, `deployment/${deployment}`, NAMESPACE)) ?? {};
      const isThere = (status?.availableReplicas ?? 0) === replicas && (status?.replicas ?? 0) === replicas;
      return { isThere, seen: status };
    },
  });
}

function withAnotherName(sound: Installation, { host }: Names): Installation {
  return { ...sound, certificate: set(sound.certificate, 'spec.dnsNames', [host, `www.${host}`]) };
}

/** Stop a part of cert-manager for everybody, for as long as they last. */
export const partFaults: readonly WrittenFault[] = [
  {
    name: 'webhook-down',
    what: "cert-manager's webhook does not run, so no Certificate can be written",
    roots: ['C1'],
    by: 'argo-cd',
    prepare: ({ kubectl }: Lab) => scale(kubectl, WEBHOOK, 0),
    change: withAnotherName,
    restore: ({ kubectl }) => scale(kubectl, WEBHOOK, 1),
    isVisible: syncSays(/failed calling webhook/),
    cause: /failed calling webhook/,
    seconds: 70,
    stopsAPart: true,
  },
  {
    name: 'stale-ready',
    what: "Ready is from before dnsNames changed, because cert-manager's controller does not run",
    roots: ['C31'],
    by: 'argo-cd',
    prepare: ({ kubectl }: Lab) => scale(kubectl, CONTROLLER, 0),
    change: withAnotherName,
    restore: ({ kubectl }) => scale(kubectl, CONTROLLER, 1),
    isVisible: async (lab) =>
      (await argoCdTells(({ status }) => status?.sync?.status === 'Synced' && isOld(status.operationState?.startedAt))(
        lab,
      )) && (await isStale(lab)),
    cause: /observedGeneration|controller/,
    seconds: 110,
    stopsAPart: true,
  },
];

/** Seconds from the begin of a sync after which its Certificate should have been looked at. */
const MOMENT = 40;

function isOld(time = ''): boolean {
  return Date.now() - Date.parse(time) > MOMENT * 1000;
}

async function isStale({ kubectl, names, ground }: Lab): Promise<boolean> {
  const certificate = await getObject<Certificate>(kubectl, `certificate/${names.name}`, ground.gatewayNamespace);
  const ready = certificate && conditionOf(certificate, 'Ready');
  return ready?.status === 'True' && (ready.observedGeneration ?? 0) < (certificate?.metadata.generation ?? 0);
}
