import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { RenderedObject } from '../../render/objects.ts';

/** The label of everything that the command makes, so that all of it is found again. */
export const LABEL = 'umi-mrdebugger.test/cost';
export const REPOSITORY = 'https://git.example.test/verify-cost.git';
/** The namespace of the unrelated objects. */
export const FOREIGN_NAMESPACE = 'verify-cost-foreign';

const labels = { [LABEL]: 'true' };

/** The name of the account with rights in single namespaces, of its role, and of its bindings. */
export const ACCOUNT = 'verify-cost';

const TEMPLATE = readFileSync(new URL('application.yaml', import.meta.url), 'utf8');
const FOREIGN = readFileSync(new URL('foreign.yaml', import.meta.url), 'utf8');
const CLUSTER_ROLE = new URL('../../../kustomize/bases/verify/cluster-role.yaml', import.meta.url);

/** An Application with its objects, as a sync leaves them. */
export function application(index: number, argoCdNamespace: string): readonly RenderedObject[] {
  const text = TEMPLATE.replaceAll('$ARGO_CD_NAMESPACE', argoCdNamespace)
    .replaceAll('$REPOSITORY', REPOSITORY)
    .replaceAll('$NAME', `verify-cost-${index}`);
  return parse(text) as RenderedObject[];
}

/** Unrelated objects: one of each kind of which a cluster has many, and that verify lists in all namespaces. */
export function foreign(index: number): readonly RenderedObject[] {
  const text = FOREIGN.replaceAll('$NAMESPACE', FOREIGN_NAMESPACE).replaceAll('$NAME', `foreign-${index}`);
  return parse(text) as RenderedObject[];
}

/** Lets the account of {@link ACCOUNT} read what verify reads in a namespace, and nowhere else. */
export function rightsIn(namespace: string, argoCdNamespace: string): RenderedObject {
  return {
    ...{
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: ACCOUNT, namespace, labels },
    },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: ACCOUNT },
    subjects: [{ kind: 'ServiceAccount', namespace: argoCdNamespace, name: ACCOUNT }],
  };
}

/** An account that has no rights of its own, and the role that {@link rightsIn} gives it in single namespaces. */
export function account(argoCdNamespace: string): readonly RenderedObject[] {
  const role = parse(readFileSync(CLUSTER_ROLE, 'utf8')) as RenderedObject;
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: ACCOUNT, namespace: argoCdNamespace, labels } },
    { ...role, metadata: { name: ACCOUNT, labels } },
  ];
}
