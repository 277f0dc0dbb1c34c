import { KINDS, kindIdOf } from './kinds.ts';

/** The kinds without a namespace, by group; those of other people that are not read here come last. */
const WITHOUT_NAMESPACE: Readonly<Record<string, readonly string[]>> = {
  '': ['Namespace', 'Node', 'PersistentVolume'],
  'admissionregistration.k8s.io': [
    ...['MutatingAdmissionPolicy', 'MutatingAdmissionPolicyBinding', 'MutatingWebhookConfiguration'],
    ...['ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding', 'ValidatingWebhookConfiguration'],
  ],
  'apiextensions.k8s.io': ['CustomResourceDefinition'],
  'apiregistration.k8s.io': ['APIService'],
  apps: [],
  autoscaling: [],
  batch: [],
  'certificates.k8s.io': ['CertificateSigningRequest', 'ClusterTrustBundle'],
  'coordination.k8s.io': [],
  'discovery.k8s.io': [],
  'flowcontrol.apiserver.k8s.io': ['FlowSchema', 'PriorityLevelConfiguration'],
  'networking.k8s.io': ['IngressClass', 'IPAddress', 'ServiceCIDR'],
  'node.k8s.io': ['RuntimeClass'],
  policy: [],
  'rbac.authorization.k8s.io': ['ClusterRole', 'ClusterRoleBinding'],
  'resource.k8s.io': ['DeviceClass', 'DeviceTaintRule', 'ResourceSlice'],
  'scheduling.k8s.io': ['PriorityClass'],
  'storage.k8s.io': ['CSIDriver', 'CSINode', 'StorageClass', 'VolumeAttachment', 'VolumeAttributesClass'],
  'external-secrets.io': ['ClusterExternalSecret', 'ClusterSecretStore'],
  'kyverno.io': ['ClusterCleanupPolicy', 'ClusterPolicy'],
};
const OF_OTHERS = ['external-secrets.io', 'kyverno.io'];

/** Whether objects of a kind are in a namespace; undefined of a kind that is not known here. */
export function isNamespaced(group: string, kind: string): boolean | undefined {
  const id = kindIdOf(group, kind);
  if (id) return KINDS[id].isNamespaced;
  const listed = WITHOUT_NAMESPACE[group];
  if (listed?.includes(kind)) return false;
  return isOfKubernetes(group) ? true : undefined;
}

/** Whether Kubernetes itself brings the kinds of a group. */
export function isOfKubernetes(group: string): boolean {
  return group in WITHOUT_NAMESPACE && !OF_OTHERS.includes(group);
}
