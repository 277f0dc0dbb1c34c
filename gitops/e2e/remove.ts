import { getObject, type Kubectl } from '../kubectl.ts';
import { ARGO_CD_NAMESPACE, createArgoCd } from './argo-cd.ts';
import { waitFor } from './patience.ts';
import { APPLICATIONS, NAME } from './world.ts';

/**
 * What README says of removal: the deletion of the namespace and the Certificate is approved, then the root goes, and
 * with it, in the reverse order of the waves, all that it keeps. What cert-manager leaves on purpose goes last. What an
 * interrupted run left is deleted by name.
 */
export async function remove(kubectl: Kubectl, gatewayNamespace: string): Promise<void> {
  const argoCd = createArgoCd(kubectl);
  if (await argoCd.read(APPLICATIONS.skill))
    await kubectl([
      ...['-n', ARGO_CD_NAMESPACE, 'annotate', '--overwrite', `application/${APPLICATIONS.skill}`],
      `argocd.argoproj.io/deletion-approved=${new Date().toISOString()}`,
    ]);
  for (const name of [APPLICATIONS.root, APPLICATIONS.skill, APPLICATIONS.platform]) {
    const object = `application/${name}`;
    await kubectl(['-n', ARGO_CD_NAMESPACE, 'delete', object, '--ignore-not-found', '--wait=false']);
    await gone(object, ARGO_CD_NAMESPACE);
  }
  for (const name of Object.values(APPLICATIONS))
    await kubectl(['-n', ARGO_CD_NAMESPACE, 'delete', `appproject/${name}`, '--ignore-not-found']);
  await gone(`namespace/${NAME}`);
  for (const [namespace, secret] of [
    [gatewayNamespace, `${NAME}-tls`],
    ['cert-manager', NAME],
  ] as const)
    await kubectl(['-n', namespace, 'delete', 'secret', secret, '--ignore-not-found']);

  async function gone(what: string, namespace?: string): Promise<void> {
    await waitFor({
      what: `the end of ${what}`,
      within: 240,
      look: async () => {
        const seen = await getObject(kubectl, what, namespace);
        return { isThere: seen === undefined, seen };
      },
    });
  }
}
