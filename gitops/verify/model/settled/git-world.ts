import { groupOf } from '../../../render/objects.ts';
import {
  applicationKey,
  applicationNamespace,
  clusterOf,
  type WrittenApplication,
} from '../../see/manifests/application.ts';
import type { Landing, Missing, Rendered } from '../../see/manifests/landing.ts';
import { namespaceOf, type Stored } from '../../see/manifests/stored.ts';
import type { KindId, Kinds } from '../../see/kinds.ts';
import { isNamespaced } from '../../see/scopes.ts';
import type { Application, Resource } from '../../see/objects/application.ts';
import type { Namespace } from '../../see/objects/workload.ts';
import type { World } from '../../see/world.ts';
import { chartObjects } from './charts.ts';
import { settled } from './settled.ts';

/** With what well-known charts from afar bring; only what is not known of stays missing. */
export function withCharts(landing: Landing): Landing {
  const rendered: Rendered[] = [];
  const missing: Missing[] = [];
  for (const each of landing.missing) {
    const { application, source } = each;
    const objects =
      application && source?.chart !== undefined
        ? chartObjects(source, {
            name: application.metadata.name,
            namespace: application.spec.destination?.namespace ?? 'default',
          })
        : undefined;
    if (application && objects) rendered.push({ application, objects });
    else missing.push(each);
  }
  return { ...landing, rendered: [...landing.rendered, ...rendered], missing };
}

/** The objects of a cluster in which a landing has arrived and settled, by kind. */
export function settledObjects(landing: Landing, stored: readonly Stored[], takenAt: string): World['objects'] {
  const objects: Partial<Record<KindId, Kinds[KindId][]>> = {};
  for (const { kind, object } of stored) (objects[kind] ??= []).push(object);
  objects.Namespace = [...(objects.Namespace ?? []), ...madeNamespaces(landing, objects.Namespace ?? [])];
  const applications = landing.applications.length > 0 ? landing.applications : [standIn(landing)];
  objects.Application = applications.map(inCluster);
  const isOnly = landing.applications.length === 0;
  // An Application may hold others that are for another cluster.
  const own = new Set(applications.map(applicationKey));
  const held = new Map(
    applications.map((application) => {
      const isOf = (each: Rendered | Missing) => isOnly || each.application === application;
      const resources = landing.rendered
        .filter(isOf)
        .flatMap((by) => by.objects.map((each) => resourceOf(each, by)))
        .filter(({ kind, namespace, name }) => kind !== 'Application' || own.has(`${namespace ?? ''}/${name}`));
      const error = landing.missing.filter(isOf).find(({ isBroken }) => isBroken)?.why.en;
      return [applicationKey(application), { resources, error }] as const;
    }),
  );
  return settled(objects, held, takenAt);
}

function resourceOf(object: Rendered['objects'][number], by: Rendered): Resource {
  const { kind, metadata } = object;
  const group = groupOf(object);
  const place = isNamespaced(group, kind) === false ? {} : { namespace: namespaceOf(object, by) };
  return { group, kind, ...place, name: metadata.name, status: 'Synced' };
}

/** An Application for another cluster is judged as it is there. */
function inCluster(application: WrittenApplication): Application {
  const { metadata, spec } = application;
  const namespace = applicationNamespace(application);
  const { namespace: place } = spec.destination ?? {};
  const server = clusterOf(application) === '' ? spec.destination : { server: 'https://kubernetes.default.svc' };
  const object = {
    ...application,
    metadata: { ...metadata, namespace, uid: `Application/${namespace}/${metadata.name}` },
    spec: {
      project: 'default',
      ...spec,
      destination: { ...server, ...(place === undefined ? {} : { namespace: place }) },
    },
  };
  return object as Application;
}

/** Without Applications, everything counts as held by one that syncs by itself. */
export function standIn({ name }: Pick<Landing, 'name'>): WrittenApplication {
  return {
    ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', metadata: { namespace: 'argocd', name } },
    spec: { destination: {}, syncPolicy: { automated: {} } },
  };
}

/** The namespaces that Argo CD makes. */
function madeNamespaces({ applications }: Landing, written: readonly Kinds[KindId][]): readonly Namespace[] {
  const known = new Set(written.map(({ metadata }) => metadata.name));
  const made = new Map<string, Namespace>();
  for (const { spec } of applications) {
    const { syncOptions = [], managedNamespaceMetadata } = spec.syncPolicy ?? {};
    const name = spec.destination?.namespace ?? '';
    if (!syncOptions.includes('CreateNamespace=true') || name === '' || known.has(name)) continue;
    const labels = { ...made.get(name)?.metadata.labels, ...managedNamespaceMetadata?.labels };
    made.set(name, { metadata: { name, uid: `Namespace/${name}`, labels } });
  }
  return [...made.values()];
}
