import { getObject, type Kubectl } from '../kubectl.ts';
import { ARGO_CD_NAMESPACE, createArgoCd } from './argo-cd.ts';
import { waitFor } from './patience.ts';
import { APPLICATIONS, NAME } from './world.ts';

const APPROVAL = 'argocd.argoproj.io/deletion-approved';

/**
 * Removes an environment as gitops/README.md says: the root Application is deleted, and with it, in the reverse order of
 * the waves, all that it manages; once the skill's turn has come, the deletion of its namespace and its Certificate is
 * approved. Secrets that cert-manager leaves on purpose are deleted last. What an interrupted run left is deleted by name.
 */
export async function remove(kubectl: Kubectl, gatewayNamespace: string): Promise<void> {
  const argoCd = createArgoCd(kubectl);
  for (const name of [APPLICATIONS.root, APPLICATIONS.skill, APPLICATIONS.platform])
    if (await argoCd.read(name)) await removeApplication(name);
  for (const name of Object.values(APPLICATIONS))
    await kubectl(['-n', ARGO_CD_NAMESPACE, 'delete', `appproject/${name}`, '--ignore-not-found']);
  await waitFor({
    what: `the end of namespace ${NAME}`,
    within: 240,
    look: async () => {
      const seen = await getObject(kubectl, `namespace/${NAME}`);
      return { isThere: seen === undefined, seen };
    },
  });
  for (const [namespace, secret] of [
    [gatewayNamespace, `${NAME}-tls`],
    ['cert-manager', NAME],
  ] as const)
    await kubectl(['-n', namespace, 'delete', 'secret', secret, '--ignore-not-found']);

  async function removeApplication(name: string): Promise<void> {
    await kubectl(['-n', ARGO_CD_NAMESPACE, 'delete', `application/${name}`, '--ignore-not-found', '--wait=false']);
    await waitFor({
      what: `the end of Application ${name}`,
      within: 300,
      look: async () => {
        const skill = await argoCd.read(APPLICATIONS.skill);
        // An approval counts only once the deletion has begun.
        if (skill?.metadata.deletionTimestamp && !skill.metadata.annotations?.[APPROVAL]) await approve();
        // Argo CD deletes nothing while a sync is still tried again, as after a broken push.
        if (skill?.metadata.deletionTimestamp && skill.status?.operationState?.phase === 'Running') await terminate();
        const seen = await argoCd.read(name);
        return { isThere: seen === undefined, seen };
      },
    });
  }

  async function approve(): Promise<void> {
    await kubectl([
      ...['-n', ARGO_CD_NAMESPACE, 'annotate', '--overwrite', `application/${APPLICATIONS.skill}`],
      `${APPROVAL}=${new Date().toISOString()}`,
    ]);
  }

  /** What `argocd app terminate-op` does. */
  async function terminate(): Promise<void> {
    await kubectl([
      ...['-n', ARGO_CD_NAMESPACE, 'patch', `application/${APPLICATIONS.skill}`, '--type=merge'],
      ...['-p', JSON.stringify({ status: { operationState: { phase: 'Terminating' } } })],
    ]);
  }
}
