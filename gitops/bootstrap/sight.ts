import type { Facts } from '../facts.ts';
import type { Application } from '../verify/see/objects/application.ts';
import { conditionOf } from '../verify/see/objects/kubernetes-object.ts';
import type { Pod, Service } from '../verify/see/objects/workload.ts';

/** What of a cluster shows how far it is. */
export interface Sight {
  /** Argo CD's own. */
  readonly pods: readonly Pod[];
  /** All that are in Argo CD's namespace. */
  readonly applications: readonly Application[];
  /** The Services of the gateway's Pods. */
  readonly gateways: readonly Service[];
}

/** How far each part is, by the name of the part; a line each. */
export function stateOf({ pods, applications, gateways }: Sight, facts: Facts): ReadonlyMap<string, string> {
  const address = gateways.flatMap(({ status }) => status?.loadBalancer?.ingress ?? []).at(0);
  const of = (application: Application) => [application.metadata.name, stateText(application)] as const;
  return new Map([
    ['Argo CD', podsInWords(pods)],
    ...ofEnvironment(applications, facts).map(of),
    ...(address
      ? [['gateway', `${address.ip ?? address.hostname ?? ''}, where ${facts.host} has to lead`] as const]
      : []),
  ]);
}

/** The root Application of an environment, and those that it has made. */
export function ofEnvironment(applications: readonly Application[], { name }: Facts): readonly Application[] {
  const root = applications.find(({ metadata }) => metadata.name === name);
  const children = new Set(
    root?.status?.resources?.filter(({ kind }) => kind === 'Application').map(({ name }) => name),
  );
  return [...(root ? [root] : []), ...applications.filter(({ metadata }) => children.has(metadata.name))];
}

/** Whether an Application is not as it should be, and nothing is done about it. */
export function isIdle({ status }: Application): boolean {
  const { sync, health, operationState } = status ?? {};
  const isFine = sync?.status === 'Synced' && health?.status === 'Healthy';
  return !isFine && operationState?.phase !== 'Running';
}

/** Whether there is an environment, and Argo CD has nothing more to do for it. */
export function isSettled(applications: readonly Application[]): boolean {
  return (
    applications.length > 1 &&
    applications.every(
      ({ status }) =>
        status?.sync?.status === 'Synced' &&
        status.health?.status === 'Healthy' &&
        status.operationState?.phase === 'Succeeded',
    )
  );
}

function stateText({ status }: Application): string {
  const { sync, health, operationState } = status ?? {};
  if (!sync?.status) return 'Argo CD has not looked at it yet';
  const { phase, retryCount = 0, message = '' } = operationState ?? {};
  const trouble = phase === 'Failed' || phase === 'Error' || retryCount > 0;
  const operation =
    phase === undefined || phase === 'Succeeded' ? [] : [phase === 'Running' ? 'syncing' : `sync: ${phase}`];
  // The words of a sync change with each attempt.
  const words = [sync.status, health?.status ?? 'health unknown', ...operation].join(', ');
  return trouble && phase !== 'Succeeded' ? `${words}: ${oneLine(message)}` : words;
}

function podsInWords(pods: readonly Pod[]): string {
  if (pods.length === 0) return 'no Pods yet';
  const unready = pods.filter((pod) => conditionOf(pod, 'Ready')?.status !== 'True');
  const reasons = unready.flatMap((pod) => {
    const reason = reasonOf(pod);
    return reason === undefined ? [] : [`${pod.metadata.name}: ${reason}`];
  });
  return [`${pods.length - unready.length} of ${pods.length} Pods ready`, ...reasons].join('; ');
}

/** Why a container does not run, where that is more than that it has just begun, or has just failed again. */
function reasonOf({ status }: Pod): string | undefined {
  const containers = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  const reasons = containers.map(({ state }) => state?.waiting?.reason?.replace('ErrImagePull', 'ImagePullBackOff'));
  return reasons.find((reason) => reason !== undefined && !['PodInitializing', 'ContainerCreating'].includes(reason));
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').slice(0, 160);
}
