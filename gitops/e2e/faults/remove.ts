import { listObjects, type Kubectl } from '../../kubectl.ts';
import type { Challenge, Issuer } from '../../verify/see/objects/cert-manager.ts';
import { ARGO_CD_NAMESPACE } from '../argo-cd.ts';
import { waitFor } from '../patience.ts';
import { LABEL } from './installation.ts';

/** What the namespace of the gateway may hold of a fault, besides Certificates and Issuers. */
const AT_GATEWAY = [
  ...['gateways.networking.istio.io', 'virtualservices', 'destinationrules', 'authorizationpolicies'],
  ...['resourcequotas', 'secrets', 'roles', 'rolebindings'],
];
/** Where cert-manager is, and keeps what ClusterIssuers need. */
const PLATFORM = 'cert-manager';
/** What their accounts are called: cert-manager makes these Secrets, and nobody labels them. */
const ACCOUNT = /^[ft]x-.+-account$/;
const CLUSTER_SCOPED = [
  ...['ingressclasses', 'priorityclasses', 'clusterissuers'],
  ...['clusterroles', 'clusterrolebindings'],
];

/**
 * Removes what a fault has made, or what all have made where none is named; all of it is found by the label.
 * @returns the namespaces that are on their way out
 */
export async function remove(kubectl: Kubectl, gatewayNamespace: string, fault?: string): Promise<readonly string[]> {
  const label = fault === undefined ? LABEL : `${LABEL}=${fault}`;
  const chosen = ['-l', label];
  const away = [...chosen, '--ignore-not-found', '--wait=false'];
  const namespaces = (await listObjects(kubectl, 'namespaces', undefined, chosen)).map(({ metadata }) => metadata.name);
  // Argo CD would bring it all back.
  await kubectl(['-n', ARGO_CD_NAMESPACE, 'delete', 'applications,appprojects,roles,rolebindings', ...away]);
  // Argo CD keeps a hook until its sync has ended, and cannot end the sync of an Application that is gone.
  for (const { metadata } of await listObjects(kubectl, 'jobs', undefined, ['--all-namespaces', ...chosen]))
    await kubectl([
      ...['-n', metadata.namespace ?? '', 'patch', `job/${metadata.name}`, '--type=merge'],
      ...['-p', JSON.stringify({ metadata: { finalizers: null } })],
    ]);
  // Challenges can be undone only as long as their issuer is there.
  const certificates = await kubectl(['delete', 'certificates', '--all-namespaces', ...away]);
  if (certificates !== '') await noChallengesOf(kubectl, gatewayNamespace, namespaces);
  const issuers = await listObjects<Issuer>(kubectl, 'issuers', gatewayNamespace, chosen);
  await kubectl(['delete', 'issuers', '--all-namespaces', ...away]);
  await kubectl(['-n', gatewayNamespace, 'delete', AT_GATEWAY.join(','), ...away]);
  await kubectl(['delete', CLUSTER_SCOPED.join(','), ...away]);
  await kubectl(['-n', PLATFORM, 'delete', 'secrets', ...away]);
  const accounts = issuers.flatMap(({ spec }) => spec.acme?.privateKeySecretRef?.name ?? []);
  if (accounts.length > 0)
    await kubectl(['-n', gatewayNamespace, 'delete', 'secret', ...accounts, '--ignore-not-found', '--wait=false']);
  const ofClusterIssuers = (await listObjects(kubectl, 'secrets', PLATFORM))
    .map(({ metadata }) => metadata.name)
    .filter((name) => (fault === undefined ? ACCOUNT.test(name) : name === `fx-${fault}-account`));
  if (ofClusterIssuers.length > 0)
    await kubectl(['-n', PLATFORM, 'delete', 'secret', ...ofClusterIssuers, '--ignore-not-found', '--wait=false']);
  await kubectl(['delete', 'namespaces', ...away]);
  return namespaces;
}

/** Waits until the namespaces are gone: nothing can be made in one that is on its way out. */
export async function gone(kubectl: Kubectl, namespaces: readonly string[]): Promise<void> {
  await waitFor({
    what: `the end of ${namespaces.join(', ')}`,
    within: 180,
    look: async () => {
      const all = await listObjects(kubectl, 'namespaces', undefined, ['-l', LABEL]);
      const seen = all.map(({ metadata }) => metadata.name).filter((name) => namespaces.includes(name));
      return { isThere: seen.length === 0, seen };
    },
  });
}

async function noChallengesOf(kubectl: Kubectl, gatewayNamespace: string, names: readonly string[]): Promise<void> {
  await waitFor({
    what: 'the end of the challenges',
    within: 60,
    look: async () => {
      const all = ['--all-namespaces'];
      const challenges = await listObjects<Challenge>(kubectl, 'challenges.acme.cert-manager.io', undefined, all);
      const seen = challenges
        .filter(({ metadata }) => metadata.namespace === gatewayNamespace || names.includes(metadata.namespace ?? ''))
        .map(({ spec }) => spec.dnsName)
        .filter((host) => names.some((name) => host.split('.').includes(name)));
      return { isThere: seen.length === 0, seen };
    },
  });
}
