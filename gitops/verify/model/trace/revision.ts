import { labelled } from '../../see/demand.ts';
import type { KubernetesObject } from '../../see/objects/kubernetes-object.ts';
import type { View } from '../../see/view.ts';
import type { Proxy } from './proxies.ts';

const REVISION = 'istio.io/rev';

/**
 * The revision that an object is for, where the istiod of a proxy is of another one and so does not take it (istio:
 * pkg/config/model.go, LabelsInRevision). Undefined where istiod takes it, or where its revision is not known.
 */
export function foreignRevision(view: View, { metadata }: KubernetesObject, proxy: Proxy): string | undefined {
  const wanted = metadata.labels?.[REVISION];
  if (wanted === undefined) return undefined;
  const own = proxy.labels[REVISION];
  const all = own === undefined ? revisionsOfIstiod(view) : [own];
  return all.length === 1 && !all.includes(wanted) ? wanted : undefined;
}

/** Istio's charts write the revision on the Deployment; without revisions it is `default`. */
function revisionsOfIstiod(view: View): readonly string[] {
  const all = view.list(labelled('Deployment', undefined, { app: 'istiod' }));
  return [...new Set(all.map(({ metadata }) => metadata.labels?.[REVISION] ?? 'default'))];
}
