import { applicationsOf, isElsewhere, resourcesOf } from './applications.ts';
import { isPublicName, withoutNamespace } from '../host-patterns.ts';
import { kindIdOf, KINDS, type KindId, type Kinds } from '../../see/kinds.ts';
import type { Application } from '../../see/objects/application.ts';
import { distinctReferences, host, referenceTo, type Reference } from '../reference.ts';
import { remembered, type View } from '../../see/view.ts';

/** What an Application's failure affects: itself, all that it holds, and the names that these serve. */
export const touchedByApplication = remembered(
  'touched by an Application',
  (view, application: Application): readonly Reference[] => {
    const isAlone = applicationsOf(view).length === 1;
    const hosts = [...hostsOfApplication(view, application), ...(isAlone ? view.scope.hosts : [])];
    const all = [referenceTo('Application', application), ...objectsOf(application), ...hosts.map(host)];
    return distinctReferences(all);
  },
);

/** The public names in the objects that an Application holds and that are in the cluster. */
function hostsOfApplication(view: View, application: Application): readonly string[] {
  const held = <K extends KindId>(kind: K): readonly Kinds[K][] =>
    resourcesOf(application, kind).flatMap(({ namespace, name }) => view.get(kind, namespace || undefined, name) ?? []);
  const names = [
    ...held('Certificate').flatMap(({ spec }) => spec.dnsNames ?? []),
    ...held('Gateway').flatMap(({ spec }) => (spec.servers ?? []).flatMap(({ hosts }) => hosts.map(withoutNamespace))),
    ...held('VirtualService').flatMap(({ spec }) => spec.hosts ?? []),
    ...held('GatewayApiGateway').flatMap(({ spec }) =>
      (spec.listeners ?? []).flatMap(({ hostname }) => hostname ?? []),
    ),
    ...held('HTTPRoute').flatMap(({ spec }) => spec.hostnames ?? []),
  ];
  return [...new Set(names.map((name) => name.toLowerCase()))].filter(isPublicName);
}

/** The reference to an object that Argo CD names, if its kind is read here. */
export function referenceOf(resource: {
  readonly group?: string | undefined;
  readonly kind: string;
  readonly namespace?: string | undefined;
  readonly name: string;
}): Reference | undefined {
  const kind = kindIdOf(resource.group ?? '', resource.kind);
  if (kind === undefined) return undefined;
  const { namespace, name } = resource;
  return KINDS[kind].isNamespaced && namespace ? { kind, namespace, name } : { kind, name };
}

/** The objects that an Application deploys, so without hooks. */
function objectsOf(application: Application): readonly Reference[] {
  // What is in another cluster is not what has the same name here.
  if (isElsewhere(application)) return [];
  return (application.status?.resources ?? [])
    .filter(({ hook, requiresPruning }) => hook !== true && requiresPruning !== true)
    .flatMap((resource) => referenceOf(resource) ?? []);
}
