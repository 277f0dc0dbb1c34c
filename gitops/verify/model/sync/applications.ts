import { plainAddress } from '../../see/clone.ts';
import { every } from '../../see/demand.ts';
import { grouped } from '../../see/grouped.ts';
import { kindIdOf, type KindId, type Kinds } from '../../see/kinds.ts';
import type { Application, Resource, Source } from '../../see/objects/application.ts';
import { isObject, referenceTo, type Reference } from '../reference.ts';
import type { ObjectName, Scope } from '../../see/scope.ts';
import { remembered, type View } from '../../see/view.ts';

/** Whether Applications are searched for: nothing was named to be judged. */
export function findsApplications({ applications, certificates, hosts }: Scope): boolean {
  return applications.length + certificates.length + hosts.length === 0;
}

/** The judged Applications and their children: those named, else those of the repositories, else all. */
export const applicationsOf = remembered('applications', (view): readonly Application[] => {
  const { scope } = view;
  const found = findsApplications(scope) ? view.list(every('Application')) : [];
  const byRepository = found.filter((application) => isOf(application, scope.repositories));
  const chosen = findsApplications(scope)
    ? byRepository.length > 0
      ? byRepository
      : found
    : scope.applications.flatMap(({ namespace, name }) => view.get('Application', namespace, name) ?? []);
  const all = new Map(chosen.map((application) => [application.metadata.uid, application]));
  for (const application of all.values())
    for (const { namespace, name } of resourcesOf(application, 'Application')) {
      const child = view.get('Application', namespace, name);
      if (child) all.set(child.metadata.uid, child);
    }
  return [...all.values()];
});

/** Where to look, if not all namespaces may be read: what is named, the context's own, and where Argo CD mostly is. */
export function placesIn(scope: Scope): readonly string[] {
  const { certificates, home } = scope;
  const named = certificates.map(({ namespace }) => namespace);
  return [...new Set([...named, ...(home ? [home] : []), ...(findsApplications(scope) ? ['argocd'] : [])])];
}

/** The namespaces that the scope and the judged Applications name. */
export function namespacesOf(view: View): readonly string[] {
  const ofApplications = applicationsOf(view).flatMap(({ spec, status }) => [
    ...(spec.destination.namespace ? [spec.destination.namespace] : []),
    ...(status?.resources ?? []).flatMap(({ namespace }) => namespace ?? []),
  ]);
  return [...new Set([...placesIn(view.scope), ...ofApplications])];
}

/** The names of a kind's objects that an Application holds, whether they are in the cluster or not. */
export function resourcesOf(application: Application, kind: KindId): readonly ObjectName[] {
  // Objects that belong into another cluster are not missing in this one (O8).
  if (isElsewhere(application)) return [];
  const { resources = [] } = application.status ?? {};
  const byKind = BY_KIND.get(resources) ?? grouped(resources, (each) => kindIdOf(each.group ?? '', each.kind));
  BY_KIND.set(resources, byKind);
  return (byKind.get(kind) ?? [])
    .filter(({ requiresPruning }) => requiresPruning !== true)
    .map(({ namespace = '', name }) => ({ namespace, name }));
}

/** An Application may hold thousands, and each kind of them is asked for. */
const BY_KIND = new WeakMap<readonly Resource[], ReadonlyMap<KindId | undefined, readonly Resource[]>>();

/** The objects of a kind that the judged Applications hold or that were named themselves. */
export function ownObjects<K extends KindId>(view: View, kind: K): readonly Kinds[K][] {
  return ownNames(view, kind).flatMap(({ namespace, name }) => view.get(kind, namespace || undefined, name) ?? []);
}

/** The names of {@link ownObjects}, also of those that are not in the cluster. */
export const ownNames = remembered('names', (view, kind: KindId): readonly ObjectName[] => {
  const named = kind === 'Certificate' ? view.scope.certificates : [];
  const held = applicationsOf(view).flatMap((application) => resourcesOf(application, kind));
  const all = new Map([...named, ...held].map((name) => [`${name.namespace}/${name.name}`, name]));
  return [...all.values()];
});

/** The Applications that hold an object, and so are affected by what happens to it. */
export function holdersOf(view: View, reference: Reference): readonly Reference[] {
  const { namespace = '', name } = reference;
  if (!isObject(reference)) return [];
  return (holders(view, reference.kind).get(`${namespace}/${name}`) ?? []).map(({ holder }) => holder);
}

/** By `namespace/name` of the objects of a kind, the Applications that hold them. */
const holders = remembered('holders', (view, kind: KindId) => {
  const all = applicationsOf(view).flatMap((application) =>
    resourcesOf(application, kind).map((held) => ({ held, holder: referenceTo('Application', application) })),
  );
  return grouped(all, ({ held }) => `${held.namespace}/${held.name}`);
});

/** Whether a sync of the Application is under way. */
export function isSyncing({ status }: Application): boolean {
  return status?.operationState?.phase === 'Running';
}

function isOf({ spec }: Application, repositories: readonly string[]): boolean {
  return sourcesOf({ spec }).some(({ repoURL }) => repositories.some((each) => sameRepository(repoURL, each)));
}

/** What an Application is made of; `source` counts for nothing beside `sources`. */
export function sourcesOf({ spec }: Pick<Application, 'spec'>): readonly Source[] {
  return spec.sources?.length ? spec.sources : spec.source ? [spec.source] : [];
}

/** Whether two addresses lead to the same repository. */
export function sameRepository(a: string, b: string): boolean {
  return plainAddress(a) === plainAddress(b);
}

/** Whether an Application deploys to another cluster than Argo CD's own. */
export function isElsewhere({ spec }: Application): boolean {
  const { server, name } = spec.destination;
  return name === undefined || name === ''
    ? !/^(https:\/\/kubernetes\.default(\.svc)?(:443)?\/?)?$/.test(server ?? '')
    : name !== 'in-cluster';
}
