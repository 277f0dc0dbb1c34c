import type { RenderedObject } from '../../render/objects.ts';

/** The label of everything that the command makes, so that all of it is found again. */
export const LABEL = 'umi-mrdebugger.test/cost';
export const REPOSITORY = 'https://git.example.test/verify-cost.git';
/** The namespace of the unrelated objects. */
export const FOREIGN_NAMESPACE = 'verify-cost-foreign';

const labels = { [LABEL]: 'true' };

/**
 * An Application with its objects, as a sync leaves them. Argo CD is told not to touch it, its issuer does not exist,
 * and nothing of it runs.
 */
export function application(index: number, argoCdNamespace: string): readonly RenderedObject[] {
  const namespace = `verify-cost-${index}`;
  const host = `${namespace}.example.test`;
  const metadata = { name: 'web', namespace, labels };
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels } },
    {
      apiVersion: 'cert-manager.io/v1',
      kind: 'Certificate',
      metadata,
      spec: {
        secretName: 'web-tls',
        dnsNames: [host],
        issuerRef: { group: 'cost.example.test', kind: 'Nobody', name: 'nobody' },
      },
    },
    {
      apiVersion: 'networking.istio.io/v1',
      kind: 'Gateway',
      metadata,
      spec: {
        selector: { 'umi-mrdebugger.test/cost-gateway': 'none' },
        servers: [
          {
            port: { number: 443, name: 'https', protocol: 'HTTPS' },
            hosts: [host],
            tls: { mode: 'SIMPLE', credentialName: 'web-tls' },
          },
        ],
      },
    },
    {
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      metadata,
      spec: {
        hosts: [host],
        gateways: [`${namespace}/web`],
        http: [{ route: [{ destination: { host: `web.${namespace}.svc.cluster.local`, port: { number: 80 } } }] }],
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 80 }] },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        replicas: 0,
        selector: { matchLabels: { app: 'web' } },
        template: {
          metadata: { labels: { app: 'web' } },
          spec: { containers: [{ name: 'web', image: 'example.test/web:1' }] },
        },
      },
    },
    {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: {
        ...{ name: namespace, namespace: argoCdNamespace, labels },
        annotations: { 'argocd.argoproj.io/skip-reconcile': 'true' },
      },
      spec: {
        project: 'default',
        source: { repoURL: REPOSITORY, path: namespace, targetRevision: 'main' },
        destination: { server: 'https://kubernetes.default.svc', namespace },
      },
      status: {
        sync: { status: 'Synced', revision: '0'.repeat(40) },
        health: { status: 'Healthy' },
        resources: [
          { group: 'cert-manager.io', version: 'v1', kind: 'Certificate' },
          { group: 'networking.istio.io', version: 'v1', kind: 'Gateway' },
          { group: 'networking.istio.io', version: 'v1', kind: 'VirtualService' },
          { version: 'v1', kind: 'Service' },
          { group: 'apps', version: 'v1', kind: 'Deployment' },
        ].map((resource) => ({ ...resource, namespace, name: 'web', status: 'Synced' })),
      },
    },
  ];
}

/** Unrelated objects, of kinds that verify lists in all namespaces. */
export function foreign(index: number): RenderedObject {
  const metadata = { name: `foreign-${index}`, namespace: FOREIGN_NAMESPACE, labels };
  const host = `foreign-${index}.example.test`;
  return index % 2 === 0
    ? {
        ...{ apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata },
        spec: {
          ingressClassName: 'verify-cost-nobody',
          rules: [
            {
              host,
              http: {
                paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'web', port: { number: 80 } } } }],
              },
            },
          ],
        },
      }
    : {
        ...{ apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata },
        spec: { hosts: [host], exportTo: ['.'], http: [{ route: [{ destination: { host: 'web' } }] }] },
      };
}
