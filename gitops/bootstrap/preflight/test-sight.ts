import type { Application } from '../../verify/see/objects/application.ts';
import type { Service, Sight, Workload } from './sight.ts';

/** What a cluster of one node showed that was empty, the newest that everything supports, and had no cloud around it. */
export const EMPTY: Sight = {
  kubernetes: 'v1.35.4',
  nodes: [
    {
      ...{ apiVersion: 'v1', kind: 'Node', spec: {} },
      metadata: { name: 'node1', labels: { 'kubernetes.io/arch': 'amd64', 'kubernetes.io/hostname': 'node1' } },
    },
  ],
  namespaces: ['default', 'kube-node-lease', 'kube-public', 'kube-system'].map((name) => ({
    ...{ apiVersion: 'v1', kind: 'Namespace' },
    metadata: { name, labels: { 'kubernetes.io/metadata.name': name } },
  })),
  definitions: [],
  applications: [],
  argoCd: [],
  certManager: [],
  istiod: [],
  gateways: [],
  balanced: [],
  there: [],
  issuers: [],
  ingressClasses: [],
  denied: [],
  refused: [],
  addresses: [],
  gatewayAddresses: [],
  unseen: [],
};

/** cert-manager's controller, as its chart labels it. */
const CERT_MANAGER: Workload = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {
    name: 'cert-manager',
    namespace: 'cert-manager',
    labels: {
      'app.kubernetes.io/component': 'controller',
      'app.kubernetes.io/instance': 'cert-manager',
      'app.kubernetes.io/managed-by': 'Helm',
      'app.kubernetes.io/name': 'cert-manager',
      'app.kubernetes.io/version': 'v1.17.1',
      'helm.sh/chart': 'cert-manager-v1.17.1',
    },
  },
  spec: {
    template: {
      spec: {
        serviceAccountName: 'cert-manager',
        containers: [{ name: 'main', image: 'quay.io/jetstack/cert-manager-controller:v1.17.1' }],
      },
    },
  },
};

export const CERT_MANAGER_BY_HELM = annotated(CERT_MANAGER, {
  'meta.helm.sh/release-name': 'cert-manager',
  'meta.helm.sh/release-namespace': 'cert-manager',
});

/** The same as an Application of Argo CD applies it. */
export function certManagerOf(application: string): Workload {
  return annotated(CERT_MANAGER, {
    'argocd.argoproj.io/tracking-id': `${application}:apps/Deployment:cert-manager/cert-manager`,
  });
}

/** istiod and its gateway, as `istioctl install` made them. */
export const ISTIOD_BY_ISTIOCTL: Workload = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {
    name: 'istiod',
    namespace: 'istio-system',
    labels: {
      app: 'istiod',
      'app.kubernetes.io/managed-by': 'Helm',
      'install.operator.istio.io/owning-resource': 'unknown',
      istio: 'pilot',
      'operator.istio.io/component': 'Pilot',
      'operator.istio.io/managed': 'Reconcile',
      'operator.istio.io/version': '1.29.2',
    },
  },
  spec: {
    template: {
      spec: { serviceAccountName: 'istiod', containers: [{ name: 'main', image: 'docker.io/istio/pilot:1.29.2' }] },
    },
  },
};
export const GATEWAY_BY_ISTIOCTL: Workload = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {
    name: 'istio-ingressgateway',
    namespace: 'istio-system',
    labels: { app: 'istio-ingressgateway', istio: 'ingressgateway', 'operator.istio.io/managed': 'Reconcile' },
  },
  spec: {
    template: {
      metadata: {
        labels: { app: 'istio-ingressgateway', istio: 'ingressgateway', 'sidecar.istio.io/inject': 'false' },
      },
      spec: {
        serviceAccountName: 'istio-ingressgateway-service-account',
        containers: [{ name: 'main', image: 'docker.io/istio/proxyv2:1.29.2' }],
      },
    },
  },
};

/** Argo CD's controller, as its manifest has it. */
export function argoCdIn(namespace: string, version: string): Workload {
  const name = 'argocd-application-controller';
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: {
      ...{ name, namespace },
      labels: {
        'app.kubernetes.io/component': 'application-controller',
        'app.kubernetes.io/name': name,
        'app.kubernetes.io/part-of': 'argocd',
      },
    },
    spec: {
      template: {
        metadata: { labels: { 'app.kubernetes.io/name': name } },
        spec: { serviceAccountName: name, containers: [{ name: 'main', image: `quay.io/argoproj/argocd:${version}` }] },
      },
    },
  };
}

export function gatewayService(...ingress: readonly { readonly ip: string }[]): Service {
  return {
    ...{ apiVersion: 'v1', kind: 'Service' },
    metadata: { name: 'istio-ingressgateway', namespace: 'istio-system' },
    spec: { type: 'LoadBalancer', selector: { app: 'istio-ingressgateway', istio: 'ingressgateway' } },
    status: { loadBalancer: ingress.length === 0 ? {} : { ingress } },
  };
}

/** An Application that lists an object among its resources. */
export function applicationWith(
  name: string,
  resource: { readonly group?: string; readonly kind: string; readonly namespace?: string; readonly name: string },
): Application {
  return {
    ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', metadata: { name, namespace: 'argocd' } },
    spec: { project: 'default', destination: {} },
    status: { resources: [resource] },
  };
}

export function annotated<T extends { readonly metadata: object }>(object: T, annotations: Record<string, string>): T {
  return { ...object, metadata: { ...object.metadata, annotations } };
}
