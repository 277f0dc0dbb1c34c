import { getObject } from '../../kubectl.ts';
import type { Certificate } from '../../verify/see/objects/cert-manager.ts';
import { conditionOf } from '../../verify/see/objects/kubernetes-object.ts';
import { argoCdTells, syncSays } from './evidence.ts';
import type { Lab, WrittenFault } from './fault.ts';
import { changed, type Installation, type Names } from './installation.ts';
import { scale } from './scale.ts';

const NAMESPACE = 'cert-manager';
const CONTROLLER = 'cert-manager';
const WEBHOOK = 'cert-manager-webhook';

function withAnotherName(sound: Installation, { host }: Names): Installation {
  return changed(sound, 'certificate', 'spec.dnsNames', [host, `www.${host}`]);
}

/** Stop a part of cert-manager for everybody, for as long as they last. */
export const partFaults: readonly WrittenFault[] = [
  {
    name: 'webhook-down',
    what: "cert-manager's webhook does not run, so no Certificate can be written",
    roots: ['C1'],
    by: 'argo-cd',
    prepare: ({ kubectl }: Lab) => scale(kubectl, NAMESPACE, WEBHOOK, 0),
    change: withAnotherName,
    restore: ({ kubectl }) => scale(kubectl, NAMESPACE, WEBHOOK, 1),
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
    prepare: ({ kubectl }: Lab) => scale(kubectl, NAMESPACE, CONTROLLER, 0),
    change: withAnotherName,
    restore: ({ kubectl }) => scale(kubectl, NAMESPACE, CONTROLLER, 1),
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
