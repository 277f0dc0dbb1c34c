import type { KindId } from '../../see/kinds.ts';
import type { KubernetesObject } from '../../see/objects/kubernetes-object.ts';
import type { View } from '../../see/view.ts';
import { referenceTo } from '../reference.ts';
import { REVISION, revisionOfPod, revisionsOfIstiod } from './istiod.ts';
import { selectsLabels } from './label-selector.ts';
import { meshSettings } from './mesh-settings.ts';
import type { Passed, Step } from './outcome.ts';
import { proxyText, type Proxy } from './proxies.ts';

/** Why the istiod of a proxy does not take an object of Istio at all; undefined where it does, or where that is not known. */
export function unseenBy(view: View, kind: KindId, object: KubernetesObject, proxy: Proxy): Unseen | undefined {
  return foreign(view, kind, object, proxy) ?? undiscovered(view, kind, object, proxy);
}

type Unseen = Passed & Step;

/** It is for another revision (istio: pkg/config/model.go, LabelsInRevision). */
function foreign(view: View, kind: KindId, object: KubernetesObject, proxy: Proxy): Unseen | undefined {
  const wanted = object.metadata.labels?.[REVISION];
  if (wanted === undefined) return undefined;
  const own = proxy.pods.flatMap((pod) => revisionOfPod(pod) ?? [])[0];
  const all = own === undefined ? revisionsOfIstiod(view) : [own];
  if (all.length !== 1 || all.includes(wanted)) return undefined;
  const words = proxyText(proxy);
  return {
    ...{ object: referenceTo(kind, object), field: `metadata.labels["${REVISION}"]` },
    did: {
      en: `it is for istiod of revision ${wanted}, and ${words.en} is served by another`,
      ko: `${wanted} 리비전의 istiod용인데, ${words.ko}를 맡은 istiod는 다른 리비전입니다`,
    },
  };
}

/** It is in a namespace that `discoverySelectors` leave out (istio: pkg/kube/namespace/filter.go), as any object may be. */
export function undiscovered(view: View, kind: KindId, object: KubernetesObject, { pods }: Proxy): Unseen | undefined {
  const { discoverySelectors } = meshSettings(view, pods[0]);
  const { namespace = '' } = object.metadata;
  const place = discoverySelectors.length > 0 ? view.get('Namespace', undefined, namespace) : undefined;
  if (!place || discoverySelectors.some((selector) => selectsLabels(selector, place.metadata.labels))) return undefined;
  return {
    ...{ object: referenceTo(kind, object), field: 'metadata.namespace' },
    did: {
      en: `istiod takes nothing of namespace ${namespace}: the discoverySelectors of MeshConfig do not select it`,
      ko: `MeshConfig의 discoverySelectors가 선택하지 않아, istiod가 쓰지 않는 네임스페이스입니다: ${namespace}`,
    },
  };
}
