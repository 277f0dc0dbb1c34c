import { groupOf, type RenderedObject } from '../../render/objects.ts';
import { listObjects, type Kubectl, type KubernetesObject } from '../../kubectl.ts';
import { yamlText } from '../../yaml-text.ts';
import { ARGO_CD_NAMESPACE, FIELD_MANAGER, INSTALLED } from '../install.ts';
import { applicationsOf, type Plan } from '../preflight/plan.ts';

/** An object as far as it takes to name and to delete it. */
export interface Named {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** What is still there of what an environment brought, and who else needs it. */
export interface Remains {
  /** Applications and projects of the environment, the root's too. */
  readonly argo: readonly Named[];
  /** Objects by the Application that applied them. */
  readonly tracked: Readonly<Record<string, readonly Named[]>>;
  /** ACME challenges for the host, which cert-manager takes back itself while it and their issuer are there. */
  readonly challenges: readonly Named[];
  /** Secrets with the certificate of the host, and with the accounts of the issuers. */
  readonly holders: readonly Named[];
  /** Definitions that Argo CD brought with the charts: it tracks none. */
  readonly definitions: readonly Named[];
  /** What istiod leaves in every namespace. */
  readonly traces: readonly Named[];
  /** Namespaces of the add-ons that Argo CD made. */
  readonly namespaces: readonly Named[];
  /** What Argo CD itself consists of outside of its namespace, and the namespace, where bootstrap installed it. */
  readonly argoCd: readonly Named[];
  /** What others have, and would lose with it. */
  readonly others: Readonly<Record<'certManager' | 'istio' | 'argoCd', readonly Named[]>>;
  /** Workloads of others in the namespaces of the add-ons. */
  readonly guests: readonly Named[];
}

const WORKLOADS = ['Deployment', 'StatefulSet', 'DaemonSet'].map((kind) => ({ group: 'apps', kind }));
const ADD_ON_GROUP = /(^|\.)(cert-manager|istio)\.io$/;
/** Kinds of cert-manager's that somebody wrote; it makes the others itself. */
const WRITTEN = ['Certificate', 'Issuer', 'ClusterIssuer'];

/** Looks for what is left of an environment; writes nothing. @throws {KubectlError} */
export async function lookForRemains(kubectl: Kubectl, plan: Plan): Promise<Remains> {
  const { facts } = plan;
  const projects = [...plan.root, ...plan.apps].filter(({ kind }) => kind === 'AppProject') as unknown as Project[];
  const ours = new Set([...plan.root, ...plan.apps].map(({ kind, metadata: { name } }) => `${kind}/${name}`));
  const isOurs = ({ application }: Row) => application !== undefined && ours.has(`Application/${application}`);
  const definitions = await readDefinitions(kubectl);
  const isDefined = ({ group, kind }: Kind) =>
    BUILT_IN.has(group) || definitions.some((each) => each.group === group && each.definedKind === kind);
  const list = (kinds: readonly Kind[], place: readonly string[]) => listRows(kubectl, kinds.filter(isDefined), place);

  const clusterKinds = projects.flatMap(({ spec }) => spec.clusterResourceWhitelist ?? []);
  const kinds = projects
    .flatMap(({ spec }) => spec.namespaceResourceWhitelist ?? [])
    .filter(({ group }) => group !== ARGO);
  const destinations = projects.flatMap(({ spec }) => spec.destinations).map(({ namespace }) => namespace);
  const places = [...new Set(destinations)].filter((each) => each !== '');
  const custom = definitions
    .filter(
      ({ group, definedKind }) =>
        ADD_ON_GROUP.test(group) && (!group.includes('cert-manager') || WRITTEN.includes(definedKind)),
    )
    .map(({ group, definedKind: kind }) => ({ group, kind }));
  const argoKinds = ['Application', 'AppProject', 'ApplicationSet'].map((kind) => ({ group: ARGO, kind }));
  const addOnPlaces = [
    ...new Set(
      applicationsOf(plan.apps)
        .filter(({ spec }) => spec.source?.chart !== undefined)
        .map(({ spec }) => spec.destination.namespace ?? ''),
    ),
  ];

  const [inCluster, inPlaces, argo, customs, challenges, namespaces, roles, traces, secrets] = await Promise.all([
    list(
      clusterKinds.filter(({ kind }) => kind !== 'CustomResourceDefinition'),
      [],
    ),
    Promise.all(places.map((place) => list([...kinds, ...WORKLOADS], ['-n', place]))),
    list(argoKinds, ['-A']),
    list(custom, ['-A']),
    isDefined(CHALLENGE) ? listObjects<Challenge>(kubectl, 'challenges.acme.cert-manager.io', undefined, ['-A']) : [],
    listNamespaces(kubectl),
    list(ROLES, ['-l', 'app.kubernetes.io/part-of=argocd']),
    list([{ group: '', kind: 'ConfigMap' }], ['-A', '-l', 'istio.io/config=true']),
    listHolders(kubectl, plan),
  ]);
  const all = [...inCluster, ...inPlaces.flat(), ...customs].filter(unique);
  const tracked: Record<string, Named[]> = {};
  for (const row of all) if (isOurs(row)) (tracked[row.application ?? ''] ??= []).push(row.object);
  const foreign = customs.filter((row) => !isOurs(row)).map(({ object }) => object);
  const isOfCertManager = (object: Named) => groupOf(object).includes('cert-manager');
  const marked = namespaces.find(
    ({ metadata: { name, labels } }) => name === ARGO_CD_NAMESPACE && isInstalledHere(labels),
  );
  const injected = namespaces.filter(
    ({ metadata: { name, labels = {} } }) =>
      name !== facts.name && (labels['istio-injection'] === 'enabled' || 'istio.io/rev' in labels),
  );
  return {
    argo: argo.map(({ object }) => object).filter((each) => ours.has(`${each.kind}/${each.metadata.name}`)),
    tracked,
    challenges: challenges.filter(({ spec }) => spec.dnsName === facts.host).map(named),
    holders: secrets,
    definitions: definitions
      .filter(({ group, managers }) => ADD_ON_GROUP.test(group) && managers.includes(FIELD_MANAGER))
      .map(named),
    traces: traces.map(({ object }) => object),
    namespaces: namespaces
      .filter(({ metadata: { name }, managers }) => addOnPlaces.includes(name) && managers[0] === FIELD_MANAGER)
      .map(named),
    argoCd: marked
      ? [
          ...roles.map(({ object }) => object),
          ...definitions.filter(({ group }) => group === ARGO).map(named),
          named(marked),
        ]
      : [],
    others: {
      certManager: foreign.filter(isOfCertManager),
      istio: [...foreign.filter((object) => !isOfCertManager(object)), ...injected.map(named)],
      argoCd: argo
        .map(({ object }) => object)
        .filter(
          ({ kind, metadata: { name } }) =>
            !ours.has(`${kind}/${name}`) && !(kind === 'AppProject' && name === 'default'),
        ),
    },
    guests: inPlaces
      .flat()
      .filter((row) => WORKLOADS.some(({ kind }) => kind === row.object.kind) && !isOurs(row))
      .map(({ object }) => object)
      .filter(({ metadata: { namespace = '' } }) => addOnPlaces.includes(namespace)),
  };
}

interface Kind {
  readonly group: string;
  readonly kind: string;
}

interface Project {
  readonly spec: {
    readonly destinations: readonly { readonly namespace: string }[];
    readonly clusterResourceWhitelist?: readonly Kind[];
    readonly namespaceResourceWhitelist?: readonly Kind[];
  };
}

interface Challenge extends KubernetesObject {
  readonly spec: { readonly dnsName: string };
}

const ARGO = 'argoproj.io';
const CHALLENGE = { group: 'acme.cert-manager.io', kind: 'Challenge' };
const ROLES = ['ClusterRole', 'ClusterRoleBinding'].map((kind) => ({ group: 'rbac.authorization.k8s.io', kind }));
/** Groups of kinds that need no definition. */
const BUILT_IN = new Set([
  ...['', 'admissionregistration.k8s.io', 'apiextensions.k8s.io', 'apps', 'autoscaling', 'batch', 'networking.k8s.io'],
  ...['policy', 'rbac.authorization.k8s.io'],
]);

interface Row {
  readonly object: Named;
  /** The Application that it is tracked by. */
  readonly application: string | undefined;
}

/** Objects of these kinds with who applied them. What Helm installed is Helm’s, even where Argo CD took it over. */
async function listRows(kubectl: Kubectl, kinds: readonly Kind[], place: readonly string[]): Promise<readonly Row[]> {
  if (kinds.length === 0) return [];
  const columns = [
    ...['.apiVersion', '.kind', '.metadata.namespace', '.metadata.name'],
    '.metadata.annotations.argocd\\.argoproj\\.io/tracking-id',
    '.metadata.annotations.meta\\.helm\\.sh/release-name',
  ].map((path, index) => `C${index}:${path}`);
  const names = [...new Set(kinds.map(({ group, kind }) => (group === '' ? kind : `${kind}.${group}`)))];
  const output = `custom-columns=${columns.join()}`;
  const text = await kubectl(['get', names.join(), ...place, '--ignore-not-found', '--no-headers', '-o', output]);
  return text.split('\n').flatMap((line) => {
    const [apiVersion, kind, namespace, name, tracking, release] = line
      .trim()
      .split(/\s+/)
      .map((cell) => (cell === '<none>' ? undefined : cell));
    if (apiVersion === undefined || kind === undefined || name === undefined) return [];
    const object = { apiVersion, kind, metadata: { name, ...(namespace !== undefined && { namespace }) } };
    // A ReplicaSet has a copy of its Deployment's annotation, which names the Deployment.
    const [application, what] = tracking?.split(/:(.*)/s) ?? [];
    const isItsOwn = what?.startsWith(`${groupOf(object)}/${kind}:`) && what.endsWith(`/${name}`);
    return [{ object, application: isItsOwn && release === undefined ? application : undefined }];
  });
}

async function readDefinitions(kubectl: Kubectl) {
  const path =
    '{range .items[*]}{.metadata.name} {.spec.group} {.spec.names.kind} {.metadata.managedFields[*].manager}{"\\n"}{end}';
  const text = await kubectl(['get', 'customresourcedefinitions', '-o', `jsonpath=${path}`]);
  return text.split('\n').flatMap((line) => {
    const [name, group, definedKind, ...managers] = line.trim().split(' ');
    if (!name || group === undefined || definedKind === undefined) return [];
    const definition = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name } };
    return [{ ...definition, group, definedKind, managers }];
  });
}

async function listNamespaces(kubectl: Kubectl) {
  const namespaces = await listObjects<Managed>(kubectl, 'namespaces', undefined, ['--show-managed-fields']);
  return namespaces.map((namespace) => ({
    ...namespace,
    managers: namespace.metadata.managedFields?.map(({ manager }) => manager) ?? [],
  }));
}
type Managed = KubernetesObject & {
  readonly metadata: { readonly managedFields?: readonly { readonly manager: string }[] };
};

/** The names of the Secrets with the accounts of the issuers. */
export function accountsOf(plan: Plan): readonly string[] {
  return renderedBy(plan).flatMap(({ kind, spec }) =>
    kind === 'ClusterIssuer' ? (spec?.acme?.privateKeySecretRef?.name ?? []) : [],
  );
}

function renderedBy({ objects }: Plan): readonly Rendered[] {
  return Object.values(objects).flat();
}

/** The Secrets that the rendered Certificates and ClusterIssuers name, as far as they are there. */
async function listHolders(kubectl: Kubectl, plan: Plan): Promise<readonly Named[]> {
  const secret = (name: string, namespace = '') => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace },
  });
  const accounts = accountsOf(plan);
  const wanted = renderedBy(plan).flatMap(({ kind, metadata, spec }) =>
    kind === 'Certificate' && spec?.secretName !== undefined ? [secret(spec.secretName, metadata.namespace)] : [],
  );
  const found =
    wanted.length === 0
      ? ''
      : await kubectl(['get', '-f', '-', '--ignore-not-found', '-o', 'name', '--show-kind'], yamlText(...wanted));
  const names = new Set(
    found
      .trim()
      .split('\n')
      .map((line) => line.split('/').at(-1)),
  );
  const mine = await listRows(
    kubectl,
    [{ group: '', kind: 'Secret' }],
    ['-A', '-l', 'app.kubernetes.io/managed-by=cert-manager'],
  );
  return [
    ...wanted.filter(({ metadata }) => names.has(metadata.name)),
    ...mine.map(({ object }) => object).filter(({ metadata }) => accounts.includes(metadata.name)),
  ];
}
type Rendered = RenderedObject & {
  readonly spec?: {
    readonly secretName?: string;
    readonly acme?: { readonly privateKeySecretRef?: { readonly name: string } };
  };
};

function isInstalledHere(labels: KubernetesObject['metadata']['labels'] = {}): boolean {
  return Object.entries(INSTALLED).every(([name, value]) => labels[name] === value);
}

function named({ apiVersion = 'v1', kind = '', metadata: { name, namespace } }: KubernetesObject): Named {
  return { apiVersion, kind, metadata: { name, ...(namespace !== undefined && { namespace }) } };
}

function unique({ object }: Row, index: number, all: readonly Row[]): boolean {
  return all.findIndex((each) => JSON.stringify(each.object) === JSON.stringify(object)) === index;
}
