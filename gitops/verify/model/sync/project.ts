import { matchesGlob } from '../glob.ts';
import { projectsNamed } from '../relations.ts';
import type { AppProject, ListedKind } from '../../see/objects/app-project.ts';
import type { Application, Resource } from '../../see/objects/application.ts';
import { isNamespaced } from '../../see/scopes.ts';
import type { View } from '../../see/view.ts';
import { isElsewhere, sourcesOf } from './applications.ts';

/**
 * What an AppProject does not permit an Application, in the order in which Argo CD would say it. Global projects, which
 * argocd-cm may add to it, are not seen.
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
export function projectOf(view: View, { spec, metadata }: Application): AppProject | undefined {
  const all = view.list(projectsNamed(spec.project));
  return (
    all.find((project) => project.metadata.namespace === metadata.namespace) ?? (all.length === 1 ? all[0] : undefined)
  );
}

/** Whether it is known that there is no such project. Argo CD makes `default` itself. */
export function hasNoProject(view: View, { spec }: Application): boolean {
  return spec.project !== 'default' && view.isAbsent('AppProject', undefined, spec.project);
}

/** Undefined where everything is permitted. */
export function refusedBy(project: AppProject, application: Application): Refused | undefined {
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
