import { getObject, type Kubectl } from '../kubectl.ts';
import { ARGO_CD_NAMESPACE, createArgoCd } from './argo-cd.ts';
import { waitFor } from './patience.ts';
import { APPLICATIONS, NAME } from './world.ts';

/**
 * What README says of removal: the deletion of the namespace and the Certificate is approved, then the root goes, and
 * with it, in the reverse order of the waves, all that it keeps. What cert-manager leaves on purpose goes last.
 */
export async function remove(kubectl: Kubectl, gatewayNamespace: string): Promise<void> {
  const argoCd = createArgoCd(kubectl);
  if (await argoCd.read(APPLICATIONS.skill))
    await kubectl([
      ...['-n', ARGO_CD_NAMESPACE, 'annotate', '--overwrite', `application/${APPLICATIONS.skill}`],
      `argocd.argoproj.io/deletion-approved=${new Date().toISOString()}`,
    ]);
  await kubectl([
    ...['-n', ARGO_CD_NAMESPACE, 'delete', 'application', APPLICATIONS.root, '--ignore-not-found', '--wait=false'],
  ]);
  await waitFor({
    what: 'the end of the Applications and the namespace',
    within: 240,
    look: async () => {
      const applications = Object.values(APPLICATIONS).map(async (name) => await argoCd.read(name));
      const left = [...(await Promise.all(applications)), await getObject(kubectl, `namespace/${NAME}`)];
      const seen = left.flatMap((object) => (object ? [`${object.kind} ${object.metadata.name}`] : []));
      return { isThere: seen.length === 0, seen };
    },
  });
  for (const [namespace, secret] of [
    [gatewayNamespace, `${NAME}-tls`],
    ['cert-manager', NAME],
  ] as const)
    await kubectl(['-n', namespace, 'delete', 'secret', secret, '--ignore-not-found']);
}
