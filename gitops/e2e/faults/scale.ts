import { getObject, type Kubectl } from '../../kubectl.ts';
import type { Workload } from '../../verify/see/objects/workload.ts';
import { waitFor } from '../patience.ts';

/** Waits until a Deployment has as many Pods as are asked for, all of them available. */
export async function scale(kubectl: Kubectl, namespace: string, deployment: string, replicas: number): Promise<void> {
  await kubectl(['-n', namespace, 'scale', `deployment/${deployment}`, `--replicas=${replicas}`]);
  await waitFor({
    what: `${replicas} Pods of ${deployment}`,
    within: 90,
    look: async () => {
      const { status } = (await getObject<Workload>(kubectl, `deployment/${deployment}`, namespace)) ?? {};
      const isThere = (status?.availableReplicas ?? 0) === replicas && (status?.replicas ?? 0) === replicas;
      return { isThere, seen: status };
    },
  });
}
