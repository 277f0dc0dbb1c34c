import { ROOT_NAMESPACE } from '../relations.ts';

/** What MeshConfig decides of a request, with Istio's defaults. */
export interface MeshSettings {
  readonly rootNamespace: string;
  readonly trustDomain: string;
  readonly defaultVirtualServiceExportTo: readonly string[];
  readonly defaultServiceExportTo: readonly string[];
  readonly ingressClass: string;
  readonly ingressControllerMode: 'OFF' | 'DEFAULT' | 'STRICT';
  /** The value of the label `istio` of the Pods that serve Ingresses. */
  readonly ingressSelector: string;
}

/** @see https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#MeshConfig */
export const MESH_DEFAULTS: MeshSettings = {
  rootNamespace: ROOT_NAMESPACE,
  trustDomain: 'cluster.local',
  defaultVirtualServiceExportTo: ['*'],
  defaultServiceExportTo: ['*'],
  ingressClass: 'istio',
  ingressControllerMode: 'STRICT',
  ingressSelector: 'ingressgateway',
};
