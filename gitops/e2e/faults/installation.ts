import type { Manifest } from './manifest.ts';

/** The label of everything that the faults make; its value is the name of the fault. */
export const LABEL = 'umi-mrdebugger.test/faults';
const PREFIX = 'fx-';
const ISTIO_INGRESS = 'istio.io/ingress-controller';

/** What is the same for all installations of a run. */
export interface Ground {
  /** The host of a fault is a name in it. */
  readonly domain: string;
  readonly gatewayNamespace: string;
  readonly gatewayLabel: string;
  readonly acmeDirectory: string;
  /** PEM, in base64. */
  readonly acmeCa: string;
  readonly image: string;
  /** The commit that the image was built from, where it is known. */
  readonly imageRevision?: string;
  /** PEM: what the service checks signatures with. */
  readonly publicKey: string;
}

/** What an installation is called. */
export interface Names {
  readonly fault: string;
  /** The name of its namespace, its Certificate, its Gateways and so on. */
  readonly name: string;
  readonly host: string;
  readonly secret: string;
}

export function namesOf(fault: string, domain: string): Names {
  const name = `${PREFIX}${fault}`;
  return { fault, name, host: `${name}.${domain}`, secret: `${name}-tls` };
}

/** An installation, part by part; all of it is plain data, so a fault is a function on it. */
export interface Installation {
  readonly namespace: Manifest;
  readonly keys: Manifest;
  readonly deployment: Manifest;
  readonly service: Manifest;
  readonly ingressClass: Manifest;
  readonly issuer: Manifest;
  readonly certificate: Manifest;
  readonly httpGateway: Manifest;
  readonly httpsGateway: Manifest;
  readonly redirect: Manifest;
  readonly route: Manifest;
  /** What only a fault has. */
  readonly more: readonly Manifest[];
}

/** In the order in which they are applied: what a fault adds may have to be there before what it harms. */
export function manifestsOf({ namespace, more, ...parts }: Installation): readonly Manifest[] {
  const rest: readonly Manifest[] = Object.values(parts);
  return [namespace, ...more, ...rest];
}

/** The label by which an object is found again. */
export function labelsOf({ fault }: Names): Readonly<Record<string, string>> {
  return { [LABEL]: fault };
}

/** A small installation of our service in which nothing is wrong: built like kustomize/, one Pod, without a sidecar. */
export function soundInstallation(names: Names, ground: Ground): Installation {
  const { name, host, secret } = names;
  const labels = labelsOf(names);
  const { gatewayNamespace, gatewayLabel, image, imageRevision } = ground;
  const inCluster = { name, labels };
  const atGateway = { name, namespace: gatewayNamespace, labels };
  const ofService = { name: 'web', namespace: name, labels };
  const selector = { istio: gatewayLabel };
  return {
    namespace: { apiVersion: 'v1', kind: 'Namespace', metadata: inCluster },
    keys: {
      ...{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'keys', namespace: name, labels } },
      data: { 'public.pem': ground.publicKey },
    },
    deployment: {
      ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: ofService },
      spec: {
        replicas: 1,
        progressDeadlineSeconds: 120,
        strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
        selector: { matchLabels: { app: 'web' } },
        template: {
          metadata: {
            labels: { app: 'web' },
            ...(imageRevision ? { annotations: { 'org.opencontainers.image.revision': imageRevision } } : {}),
          },
          spec: {
            terminationGracePeriodSeconds: 5,
            containers: [
              {
                name: 'service',
                image,
                imagePullPolicy: 'IfNotPresent',
                ports: [
                  { name: 'http', containerPort: 8080 },
                  { name: 'admin', containerPort: 9090 },
                ],
                env: [
                  { name: 'CEK_APPLICATION_IDS', value: 'test.mrdebugger.faults' },
                  { name: 'CEK_PUBLIC_KEY_FILES', value: '/keys/public.pem' },
                ],
                terminationMessagePolicy: 'FallbackToLogsOnError',
                readinessProbe: { httpGet: { path: '/readyz', port: 'admin' }, periodSeconds: 1, timeoutSeconds: 2 },
                resources: { requests: { cpu: '5m', memory: '32Mi' } },
                volumeMounts: [{ name: 'keys', mountPath: '/keys', readOnly: true }],
              },
            ],
            volumes: [{ name: 'keys', configMap: { name: 'keys' } }],
          },
        },
      },
    },
    service: {
      ...{ apiVersion: 'v1', kind: 'Service', metadata: ofService },
      spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
    },
    ingressClass: {
      ...{ apiVersion: 'networking.k8s.io/v1', kind: 'IngressClass', metadata: inCluster },
      spec: { controller: ISTIO_INGRESS },
    },
    issuer: {
      ...{ apiVersion: 'cert-manager.io/v1', kind: 'Issuer', metadata: atGateway },
      spec: {
        acme: {
          server: ground.acmeDirectory,
          caBundle: ground.acmeCa,
          email: `faults@${ground.domain}`,
          privateKeySecretRef: { name: accountOf(names) },
          solvers: [{ http01: { ingress: { ingressClassName: name, serviceType: 'ClusterIP' } } }],
        },
      },
    },
    certificate: {
      ...{ apiVersion: 'cert-manager.io/v1', kind: 'Certificate', metadata: atGateway },
      spec: {
        secretName: secret,
        secretTemplate: { labels },
        dnsNames: [host],
        issuerRef: { group: 'cert-manager.io', kind: 'Issuer', name },
        privateKey: { algorithm: 'ECDSA', rotationPolicy: 'Always' },
      },
    },
    httpGateway: {
      ...{ apiVersion: 'networking.istio.io/v1', kind: 'Gateway', metadata: { ...atGateway, name: `${name}-http` } },
      spec: { selector, servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: [host] }] },
    },
    httpsGateway: {
      ...{ apiVersion: 'networking.istio.io/v1', kind: 'Gateway', metadata: { ...atGateway, name: `${name}-https` } },
      spec: {
        selector,
        servers: [
          {
            port: { number: 443, name: 'https', protocol: 'HTTPS' },
            hosts: [host],
            tls: { mode: 'SIMPLE', credentialName: secret },
          },
        ],
      },
    },
    redirect: {
      ...{ apiVersion: 'networking.istio.io/v1', kind: 'VirtualService' },
      metadata: { ...atGateway, name: `${name}-http` },
      spec: {
        hosts: [host],
        gateways: [`${gatewayNamespace}/${name}-http`],
        http: [{ match: [{ uri: { prefix: '/' } }], redirect: { scheme: 'https', redirectCode: 308 } }],
      },
    },
    route: {
      ...{ apiVersion: 'networking.istio.io/v1', kind: 'VirtualService' },
      metadata: { ...atGateway, name: `${name}-https` },
      spec: {
        hosts: [host],
        gateways: [`${gatewayNamespace}/${name}-https`],
        http: [
          {
            route: [{ destination: { host: `web.${name}.svc.cluster.local`, port: { number: 80 } } }],
            timeout: '6s',
          },
        ],
      },
    },
    more: [],
  };
}

/** The Secret of the issuer's account, which cert-manager makes and nobody labels. */
function accountOf({ name }: Names): string {
  return `${name}-account`;
}
