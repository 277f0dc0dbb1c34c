import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Kubectl } from '../../kubectl.ts';
import { LABEL } from './installation.ts';

interface Place {
  readonly kubectl: Kubectl;
  /** Where the kubeconfig is written. */
  readonly folder: string;
  readonly context: string;
}

/** The name of all that belongs to the account that verify runs as. */
const READER = 'fx-reader';
const ROLE = 'kustomize/bases/verify/cluster-role.yaml';

/**
 * Makes the account that verify runs as. It has the ClusterRole of gitops/verify/README.md and no other right, which
 * shows that no fault needs more. @returns the path of its kubeconfig
 */
export async function makeReader(place: Place): Promise<string> {
  const metadata = { name: READER, labels: { [LABEL]: READER } };
  const role = parse(readFileSync(ROLE, 'utf8')) as object;
  const items = [
    { apiVersion: 'v1', kind: 'Namespace', metadata },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { ...metadata, namespace: READER } },
    { ...role, metadata },
    {
      ...{ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding', metadata },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: READER },
      subjects: [{ kind: 'ServiceAccount', name: READER, namespace: READER }],
    },
  ];
  await place.kubectl(['apply', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
  return await kubeconfigOf(place, READER, READER, '4h');
}

/** A kubeconfig whose only user is a service account, for a while. @param lasting as kubectl writes it, such as 10m */
export async function kubeconfigOf(
  { kubectl, folder, context }: Place,
  namespace: string,
  account: string,
  lasting: string,
): Promise<string> {
  const token = (await kubectl(['-n', namespace, 'create', 'token', account, `--duration=${lasting}`])).trim();
  const present = JSON.parse(await kubectl(['config', 'view', '--minify', '--raw', '--flatten', '-o', 'json'])) as {
    readonly clusters: readonly { readonly name: string }[];
  };
  const cluster = present.clusters[0]?.name ?? '';
  const file = join(folder, `${account}.json`);
  const text = JSON.stringify({
    ...{ apiVersion: 'v1', kind: 'Config', clusters: present.clusters, 'current-context': context },
    users: [{ name: account, user: { token } }],
    contexts: [{ name: context, context: { cluster, user: account } }],
  });
  writeFileSync(file, text, { mode: 0o600 });
  return file;
}
