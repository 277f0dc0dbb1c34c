import { matchesGlob } from '../../see/glob.ts';
import { projectsNamed } from '../relations.ts';
import { named } from '../../see/demand.ts';
import type { AppProject, ListedKind } from '../../see/objects/app-project.ts';
import type { Application, Resource } from '../../see/objects/application.ts';
import { isNamespaced } from '../../see/scopes.ts';
import type { View } from '../../see/view.ts';
import { selectsLabels } from '../trace/label-selector.ts';
import { isElsewhere, sourcesOf } from './applications.ts';

/**
 * What an AppProject does not permit an Application, in the order in which Argo CD would say it.
 * @see argo-cd: util/argo/argo.go, ValidatePermissions; controller/sync.go, validateSyncPermissions
 */
export interface Refused {
  readonly project: AppProject;
  readonly sources: readonly { readonly repoURL: string; readonly field: string }[];
  /** Undefined where it is permitted. */
  readonly destination?: Application['spec']['destination'];
  readonly objects: readonly { readonly object: Resource; readonly because: 'kind' | 'namespace' }[];
  /** Whether the Application's own namespace is not among those that may use the project. */
  readonly isForeign: boolean;
}

/** The project of an Application; undefined where it is not seen, or where several Argo CDs have one of that name. */
export function projectOf(view: View, { spec, status, metadata }: Application): AppProject | undefined {
  const { controllerNamespace = metadata.namespace } = status ?? {};
  const near = view.get('AppProject', controllerNamespace, spec.project);
  if (near || !view.isAbsent('AppProject', controllerNamespace, spec.project)) return near;
  const all = view.list(projectsNamed(spec.project));
  return all.length === 1 ? all[0] : undefined;
}

/**
 * The global projects whose lists Argo CD adds to those of a project; undefined where argocd-cm may not be read.
 * @see argo-cd: util/argo/argo.go, GetGlobalProjects
 */
export function globalProjectsOf(
  view: View,
  { metadata: { namespace, name, labels } }: AppProject,
): readonly AppProject[] | undefined {
  const settings = named('ConfigMap', namespace, 'argocd-cm');
  const [found] = view.list(settings);
  if (!view.isComplete(settings)) return undefined;
  return (found?.argoCd?.globalProjects ?? [])
    .filter(({ projectName, labelSelector = {} }) => projectName !== name && selectsLabels(labelSelector, labels))
    .flatMap(({ projectName }) => view.get('AppProject', namespace, projectName) ?? []);
}

/** argo-cd: util/argo/argo.go, mergeVirtualProject */
function merged(project: AppProject, globals: readonly AppProject[]): AppProject {
  const fields = ['sourceRepos', 'destinations', ...LISTS.flatMap((list) => [`cluster${list}`, `namespace${list}`])];
  const specs = [project, ...globals].map(({ spec }) => spec as Readonly<Record<string, readonly unknown[] | null>>);
  const joined = fields.map((field) => {
    const lists = specs.flatMap((spec) => (spec[field] ? [spec[field]] : []));
    return [field, lists.length > 0 ? lists.flat() : undefined];
  });
  return { ...project, spec: { ...project.spec, ...(Object.fromEntries(joined) as AppProject['spec']) } };
}

const LISTS = ['ResourceWhitelist', 'ResourceBlacklist'];

/** Whether it is known that there is no such project. Argo CD makes `default` itself. */
export function hasNoProject(view: View, { spec }: Application): boolean {
  return spec.project !== 'default' && view.isAbsent('AppProject', undefined, spec.project);
}

/** Undefined where everything is permitted, or where that cannot be told. */
export function refusedBy(view: View, own: AppProject, application: Application): Refused | undefined {
  const globals = globalProjectsOf(view, own);
  // They may permit what it does not.
  if (!globals) return undefined;
  const project = merged(own, globals);
  const { metadata, spec, status } = application;
  const sources = sourcesOf(application)
    .map(({ repoURL }, index) => ({
      repoURL,
      field: spec.sources?.length ? `spec.sources[${index}].repoURL` : 'spec.source.repoURL',
    }))
    .filter(({ repoURL }) => !permitsSource(project, repoURL));
  const { destination } = spec;
  const clusters = clusterOf(application);
  const isAllowed = permitsDestination(project, clusters, destination.namespace ?? '');
  const objects = (status?.resources ?? [])
    .filter(({ requiresPruning }) => requiresPruning !== true)
    .flatMap((object) => {
      const because = refusalOf(project, clusters, object);
      return because ? [{ object, because }] : [];
    });
  const isForeign =
    metadata.namespace !== project.metadata.namespace &&
    !(project.spec.sourceNamespaces ?? []).some((pattern) => permitsNamespace(pattern, metadata.namespace ?? ''));
  if (sources.length + objects.length === 0 && isAllowed && !isForeign) return undefined;
  return { project, sources, objects, isForeign, ...(isAllowed ? {} : { destination }) };
}

/** argo-cd: pkg/apis/application/v1alpha1/app_project_types.go, IsSourcePermitted */
function permitsSource({ spec }: AppProject, address: string): boolean {
  const patterns = spec.sourceRepos ?? [];
  const matches = (pattern: string) => pattern === '*' || matchesGlob(normal(pattern), normal(address), '/');
  return (
    patterns.some((pattern) => (isDenying(pattern) ? !matches(pattern.slice(1)) : matches(pattern))) &&
    !patterns.some((pattern) => isDenying(pattern) && matches(pattern.slice(1)))
  );
}

/** argo-cd: util/git/git.go, NormalizeGitURL */
function normal(address: string): string {
  const lower = address.trim().toLowerCase();
  const isShort = /^[^/:]*@[^@]+$/.test(lower);
  return (isShort ? lower.replace(':', '/') : lower).replace(/\.git$/, '').replace(/^ssh:\/\//, '');
}

/** The names of a cluster; one that is not written is not known. */
interface Cluster {
  readonly server: string | undefined;
  readonly name: string | undefined;
}

function clusterOf(application: Application): Cluster {
  const { server, name } = application.spec.destination;
  if (isElsewhere(application)) return { server: server || undefined, name: name || undefined };
  return { server: 'https://kubernetes.default.svc', name: 'in-cluster' };
}

/** argo-cd: pkg/apis/application/v1alpha1/app_project_types.go, isDestinationMatched */
function permitsDestination({ spec }: AppProject, { server, name }: Cluster, namespace: string): boolean {
  const rows = (spec.destinations ?? []).map((item) => ({
    byServer: matchesPart(item.server, server),
    byName: matchesPart(item.name, name),
    byNamespace: matchesPart(item.namespace, namespace),
    item,
  }));
  const denies = (pattern: string | undefined) => pattern !== undefined && isDenying(pattern);
  return (
    rows.some(({ byServer, byName, byNamespace }) => (byServer || byName) && byNamespace) &&
    !rows.some(
      ({ item, byServer, byName, byNamespace }) =>
        (denies(item.name) && !byName) ||
        (denies(item.server) && !byServer && byNamespace) ||
        (denies(item.namespace) && !byNamespace && byServer),
    )
  );
}

/** Of a value that is not known, that it matches. */
function matchesPart(pattern = '', value: string | undefined): boolean {
  if (value === undefined) return pattern !== '';
  return isDenying(pattern) ? !matchesGlob(pattern.slice(1), value) : matchesGlob(pattern, value);
}

function isDenying(pattern: string): boolean {
  return pattern.startsWith('!');
}

function refusalOf(project: AppProject, cluster: Cluster, object: Resource): 'kind' | 'namespace' | undefined {
  const { group = '', kind, namespace = '' } = object;
  const scoped = isNamespaced(group, kind);
  const permitsKind = [true, false]
    .filter((isIn) => scoped === undefined || scoped === isIn)
    .some((isIn) => isPermitted(project, object, isIn));
  if (!permitsKind) return 'kind';
  // A kind that is not known may have no namespace, although Argo CD writes one.
  return scoped === true && !permitsDestination(project, cluster, namespace) ? 'namespace' : undefined;
}

/** argo-cd: pkg/apis/application/v1alpha1/app_project_types.go, IsGroupKindNamePermitted */
function isPermitted({ spec }: AppProject, { group = '', kind, name }: Resource, isIn: boolean): boolean {
  const isListed = (list: readonly ListedKind[] | null | undefined) =>
    (list ?? []).some(
      (listed) =>
        matchesGlob(listed.kind, kind, '/') &&
        matchesGlob(listed.group, group, '/') &&
        (isIn || !listed.name || matchesGlob(listed.name, name, '/')),
    );
  return isIn
    ? (spec.namespaceResourceWhitelist == null || isListed(spec.namespaceResourceWhitelist)) &&
        !isListed(spec.namespaceResourceBlacklist)
    : isListed(spec.clusterResourceWhitelist) && !isListed(spec.clusterResourceBlacklist);
}

/** A regular expression, which stands between slashes, is taken to match (argo-cd: util/glob/list.go, REGEXP). */
function permitsNamespace(pattern: string, namespace: string): boolean {
  return /^\/.+\/$/.test(pattern) || matchesGlob(pattern, namespace);
}
