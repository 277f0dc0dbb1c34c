import type { KubernetesObject } from '../../see/objects/kubernetes-object.ts';
import type { View } from '../../see/view.ts';
import { REVISION, revisionOfPod, revisionsOfIstiod } from './istiod.ts';
import type { Proxy } from './proxies.ts';

/**
 * The revision that an object is for, where the istiod of a proxy is of another one and so does not take it (istio:
 * pkg/config/model.go, LabelsInRevision). Undefined where istiod takes it, or where its revision is not known.
 */
export function foreignRevision(view: View, { metadata }: KubernetesObject, { pods }: Proxy): string | undefined {
  const wanted = metadata.labels?.[REVISION];
  if (wanted === undefined) return undefined;
  const own = pods.flatMap((pod) => revisionOfPod(pod) ?? [])[0];
  const all = own === undefined ? revisionsOfIstiod(view) : [own];
  return all.length === 1 && !all.includes(wanted) ? wanted : undefined;
}
