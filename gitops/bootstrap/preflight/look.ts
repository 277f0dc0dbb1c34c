import { groupOf, type RenderedObject } from '../../render/objects.ts';
import { yamlText } from '../../yaml-text.ts';
import { KubectlError, listObjects, type Kubectl, type KubernetesObject } from '../../kubectl.ts';
import type { Application } from '../../verify/see/objects/application.ts';
import { resolve } from '../../verify/see/network/resolve.ts';
import { ARGO_CD_NAMESPACE, FIELD_MANAGER } from '../install.ts';
import { bringerOf, type Plan } from './plan.ts';
import type { IngressClass, Node, Service, Sight, Workload } from './sight.ts';

const WORKLOADS = 'deployments,statefulsets,daemonsets';

/** Groups that every cluster has; objects of others can only be asked for where they are defined. */
const BUILT_IN = /^(|apps|autoscaling|batch|policy|(networking|rbac\.authorization)\.k8s\.io)$/;

/**
 * Looks at a cluster, and at where the host leads; writes nothing.
 * @throws {KubectlError} where the cluster cannot be reached
 */
export async function look(kubectl: Kubectl, plan: Plan): Promise<Sight> {
  const { facts } = plan;
  const version = JSON.parse(await kubectl(['version', '-o', 'json'])) as { serverVersion: { gitVersion: string } };
  const unseen: string[] = [];
  /** What is forbidden is told, so that the rest can be told too. */
  const unless = async <T>(nothing: T, answer: Promise<T>): Promise<T> => {
    try {
      return await answer;
    } catch (error) {
      if (!(error instanceof KubectlError) || !/forbidden/i.test(error.message)) throw error;
      unseen.push(...[...error.message.matchAll(/(\S+) (?:"\S+" )?is forbidden/g)].map(([, what = '']) => what));
      return nothing;
    }
  };
  const list = <T extends KubernetesObject>(kind: string, ...selection: readonly string[]) =>
    unless<readonly T[]>([], listObjects<T>(kubectl, kind, undefined, ['-A', ...selection]));
  const definitions = await unless([], listDefinitions(kubectl));
  const listDefined = <T extends KubernetesObject>(definition: string, kind: string) =>
    definitions.includes(definition) ? list<T>(kind) : Promise.resolve([]);

  const [nodes, namespaces, applications, argoCd, certManager, istiod, gateways, services, issuers, ingressClasses] =
    await Promise.all([
      list<Node>('nodes'),
      list('namespaces'),
      listDefined<Application>('argoproj.io/Application', 'applications.argoproj.io'),
      list<Workload>(WORKLOADS, '-l', 'app.kubernetes.io/name=argocd-application-controller'),
      list<Workload>(WORKLOADS, '-l', 'app.kubernetes.io/name=cert-manager,app.kubernetes.io/component=controller'),
      list<Workload>(WORKLOADS, '-l', 'app=istiod'),
      list<Workload>(WORKLOADS, '-l', 'istio,app!=istiod'),
      list<Service>('services'),
      listDefined('cert-manager.io/ClusterIssuer', 'clusterissuers.cert-manager.io'),
      list<IngressClass>('ingressclasses.networking.k8s.io'),
    ]);
  const brought = [...plan.root, ...plan.apps, ...Object.values(plan.objects).flat()];
  const isAskable = (object: RenderedObject) =>
    BUILT_IN.test(groupOf(object)) || definitions.includes(`${groupOf(object)}/${object.kind}`);
  const hasPlace = ({ metadata }: RenderedObject) =>
    metadata.namespace === undefined || namespaces.some(({ metadata: { name } }) => name === metadata.namespace);
  // What an add-on of ours defines fits, and may not answer yet. Of built-in kinds there is nothing to learn.
  const isForeign = (object: RenderedObject) => {
    const group = groupOf(object);
    if (BUILT_IN.test(group)) return false;
    if (group === 'argoproj.io') return argoCd.some(({ metadata }) => metadata.namespace === ARGO_CD_NAMESPACE);
    return !bringerOf(plan, group.endsWith('istio.io') ? 'istiod' : 'cert-manager');
  };
  const possible = brought.filter((object) => isAskable(object) && hasPlace(object));
  const balanced = services.filter(({ spec }) => spec.type === 'LoadBalancer');
  const [there, denied, refused, addresses, gatewayAddresses] = await Promise.all([
    unless([], listThese(kubectl, possible)),
    listDenied(kubectl, argoCd.length > 0 ? WITH_ARGO_CD : WITHOUT_ARGO_CD),
    tryApply(kubectl, possible.filter(isForeign)),
    facts.verifyAddress === '' ? addressesOf(facts.host) : Promise.resolve([]),
    Promise.all(
      balanced
        .filter(
          ({ metadata, spec }) =>
            metadata.namespace === facts.gatewayNamespace && spec.selector?.istio === facts.gatewayLabel,
        )
        .flatMap(({ status }) => status?.loadBalancer?.ingress ?? [])
        .map(({ ip, hostname }) => (ip === undefined ? addressesOf(hostname ?? '') : Promise.resolve([ip]))),
    ),
  ]);
  return {
    kubernetes: version.serverVersion.gitVersion,
    ...{ nodes, namespaces, definitions, applications, argoCd, certManager, istiod, gateways, balanced, there },
    ...{
      issuers,
      ingressClasses,
      denied,
      refused,
      addresses,
      gatewayAddresses: gatewayAddresses.flat(),
      unseen: [...new Set(unseen)],
    },
  };
}

async function listDefinitions(kubectl: Kubectl): Promise<readonly string[]> {
  const columns = 'custom-columns=:spec.group,:spec.names.kind,:.status.conditions[?(@.type=="Established")].status';
  const text = await kubectl(['get', 'customresourcedefinitions', '--no-headers', '--ignore-not-found', '-o', columns]);
  return text.split('\n').flatMap((line) => {
    const [group, kind, isEstablished] = line.trim().split(/\s+/);
    return group && kind && isEstablished === 'True' ? [`${group}/${kind}`] : [];
  });
}

async function listThese(kubectl: Kubectl, objects: readonly RenderedObject[]): Promise<readonly KubernetesObject[]> {
  if (objects.length === 0) return [];
  const names = objects.map(({ apiVersion, kind, metadata: { name, namespace } }) => ({
    ...{ apiVersion, kind },
    metadata: { name, ...(namespace !== undefined && { namespace }) },
  }));
  const text = await kubectl(['get', '-f', '-', '--ignore-not-found', '-o', 'json'], yamlText(...names));
  if (text === '') return [];
  const found = JSON.parse(text) as { readonly items?: readonly KubernetesObject[] } & KubernetesObject;
  return found.items ?? [found];
}

/** Argo CD's own roles may do everything, and nobody can give more rights than they have. */
const WITHOUT_ARGO_CD = [{ verb: '*', group: '*', resource: '*' }];
const WITH_ARGO_CD = ['applications', 'appprojects']
  .flatMap((resource) => ['create', 'patch'].map((verb) => ({ verb, group: 'argoproj.io', resource })))
  .concat({ verb: 'patch', group: '', resource: 'configmaps' })
  .map((right) => ({ ...right, namespace: ARGO_CD_NAMESPACE }));

/** Which of these rights are not given. The API server answers such a question, and stores nothing. */
async function listDenied(
  kubectl: Kubectl,
  rights: readonly { readonly verb: string; readonly resource: string; readonly [field: string]: string }[],
): Promise<string[]> {
  const isDenied = async (resourceAttributes: (typeof rights)[number]) => {
    const kind = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview' };
    const review = yamlText({ ...kind, spec: { resourceAttributes } });
    const answer = await kubectl(['create', '--validate=false', '-f', '-', '-o', 'json'], review);
    return !(JSON.parse(answer) as { status: { allowed: boolean } }).status.allowed;
  };
  const denied = await Promise.all(rights.map(isDenied));
  return rights
    .filter((_, index) => denied[index])
    .map(({ verb, resource }) =>
      resource === '*' ? 'everything, as cluster-admin may' : `${verb} ${resource} in ${ARGO_CD_NAMESPACE}`,
    );
}

/** What the API server and its webhooks say against objects, a line each. */
async function tryApply(kubectl: Kubectl, objects: readonly RenderedObject[]): Promise<readonly string[]> {
  if (objects.length === 0) return [];
  const words = ['apply', '--dry-run=server', '--server-side', '--force-conflicts', '--validate=strict'];
  try {
    await kubectl([...words, `--field-manager=${FIELD_MANAGER}`, '-f', '-'], yamlText(...objects));
    return [];
  } catch (error) {
    if (!(error instanceof KubectlError)) throw error;
    return error.message.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('Warning:'));
  }
}

async function addressesOf(host: string): Promise<readonly string[]> {
  const { a, aaaa } = await resolve(host, undefined);
  return [...a, ...aaaa];
}
