import { labelled } from '../../see/demand.ts';
import type { KubernetesObject } from '../../see/objects/kubernetes-object.ts';
import type { Workload } from '../../see/objects/workload.ts';
import type { View } from '../../see/view.ts';

/** The label, and on Pods the annotation, that tells a revision; Istio's charts call the one without a name `default`. */
export const REVISION = 'istio.io/rev';

/** Where Istio's charts put istiod and its settings. */
export const ISTIO_NAMESPACE = 'istio-system';

/** The Deployments of istiod, one for each revision. */
export function istiodsOf(view: View): readonly Workload[] {
  return view.list(labelled('Deployment', undefined, { app: 'istiod' }));
}

/** The revisions of istiod that there are. */
export function revisionsOfIstiod(view: View): readonly string[] {
  return [...new Set(istiodsOf(view).map(({ metadata }) => metadata.labels?.[REVISION] ?? 'default'))];
}

/** The revision that a Pod's proxy is of: istiod's injector notes it in an annotation. */
export function revisionOfPod({ metadata }: KubernetesObject): string | undefined {
  return metadata.annotations?.[REVISION] ?? metadata.labels?.[REVISION];
}
