/** By group, versions that API servers no longer have, with the version to write and the release that dropped them. */
export const OLD_VERSIONS: Readonly<
  Record<string, readonly (readonly [kinds: RegExp, versions: RegExp, now: string, since: string])[]>
> = {
  'certmanager.k8s.io': [[/./, /./, 'cert-manager.io/v1', 'cert-manager 0.11']],
  'cert-manager.io': [[/./, /^(v1alpha[23]|v1beta1)$/, 'cert-manager.io/v1', 'cert-manager 1.6']],
  'acme.cert-manager.io': [[/./, /^(v1alpha[23]|v1beta1)$/, 'acme.cert-manager.io/v1', 'cert-manager 1.6']],
  extensions: [
    [/^Ingress$/, /./, 'networking.k8s.io/v1', 'Kubernetes 1.22'],
    [/^NetworkPolicy$/, /./, 'networking.k8s.io/v1', 'Kubernetes 1.16'],
    [/./, /./, 'apps/v1', 'Kubernetes 1.16'],
  ],
  'networking.k8s.io': [[/^Ingress(Class)?$/, /^v1beta1$/, 'networking.k8s.io/v1', 'Kubernetes 1.22']],
  apps: [[/./, /^v1beta/, 'apps/v1', 'Kubernetes 1.16']],
  batch: [[/^CronJob$/, /^v(1beta1|2alpha1)$/, 'batch/v1', 'Kubernetes 1.25']],
  policy: [[/^PodDisruptionBudget$/, /^v1beta1$/, 'policy/v1', 'Kubernetes 1.25']],
  autoscaling: [[/./, /^v2beta[12]$/, 'autoscaling/v2', 'Kubernetes 1.26']],
  'rbac.authorization.k8s.io': [[/./, /^v1(alpha|beta)1$/, 'rbac.authorization.k8s.io/v1', 'Kubernetes 1.22']],
  'apiextensions.k8s.io': [[/./, /^v1beta1$/, 'apiextensions.k8s.io/v1', 'Kubernetes 1.22']],
  'admissionregistration.k8s.io': [
    [/WebhookConfiguration$/, /^v1beta1$/, 'admissionregistration.k8s.io/v1', 'Kubernetes 1.22'],
  ],
  'scheduling.k8s.io': [[/^PriorityClass$/, /^v1(alpha|beta)1$/, 'scheduling.k8s.io/v1', 'Kubernetes 1.22']],
  'storage.k8s.io': [[/^(StorageClass|CSIDriver|CSINode)$/, /^v1beta1$/, 'storage.k8s.io/v1', 'Kubernetes 1.22']],
};
