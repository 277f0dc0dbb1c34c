import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Kubectl } from '../../kubectl.ts';
import { LABEL, labelsOf, type Names } from './installation.ts';

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
  const account = { ...metadata, namespace: READER };
  await place.kubectl(
    ['apply', '-f', '-'],
    listOf([
      { apiVersion: 'v1', kind: 'Namespace', metadata },
      accountOf(account),
      ...bound('ClusterRole', metadata, account),
    ]),
  );
  return await kubeconfigOf(place, READER, READER, '4h');
}

/** Makes an account with the same rights in a few namespaces, and none beyond. @returns the path of its kubeconfig */
export async function makeNarrowReader(place: Place, names: Names, namespaces: readonly string[]): Promise<string> {
  const metadata = { name: names.name, labels: labelsOf(names) };
  const account = { ...metadata, namespace: names.name };
  const rights = namespaces.flatMap((namespace) => bound('Role', { ...metadata, namespace }, account));
  await place.kubectl(['apply', '-f', '-'], listOf([accountOf(account), ...rights]));
  return await kubeconfigOf(place, names.name, names.name, '1h');
}

interface Named {
  readonly name: string;
  readonly namespace?: string;
}

function accountOf(metadata: Named): object {
  return { apiVersion: 'v1', kind: 'ServiceAccount', metadata };
}

/** The rights of verify, and whom they are given to. */
function bound(kind: 'ClusterRole' | 'Role', metadata: Named, { name, namespace }: Named): readonly object[] {
  const { apiVersion, rules } = parse(readFileSync(ROLE, 'utf8')) as { apiVersion: string; rules: readonly object[] };
  return [
    { apiVersion, kind, metadata, rules },
    {
      ...{ apiVersion, kind: `${kind}Binding`, metadata },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name: metadata.name },
      subjects: [{ kind: 'ServiceAccount', name, namespace }],
    },
  ];
}

function listOf(items: readonly object[]): string {
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
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
