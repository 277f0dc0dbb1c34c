import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { yamlText } from '../../yaml-text.ts';

/** Objects of an application. */
const OBJECTS = 8;

/**
 * Writes plain manifests of applications, each with a gateway server, a certificate and a route of its own.
 * @returns the objects that were written
 */
export function writeApplications(root: string, objects: number): number {
  const count = Math.round(objects / OBJECTS);
  for (let index = 0; index < count; index++) {
    const name = `app-${index}`;
    const folder = join(root, 'apps', name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'manifests.yaml'), yamlText(...objectsOf(name)));
  }
  return count * OBJECTS;
}

function objectsOf(name: string): readonly object[] {
  const [labels, host] = [{ app: name }, `${name}.example.com`];
  const inOwn = { name, namespace: name };
  const atGateway = { name, namespace: 'istio-system' };
  const image = `registry.example.com/${name}:1.0.0`;
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { 'istio-injection': 'enabled' } } },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: inOwn },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: inOwn, data: { name } },
    {
      ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: inOwn },
      spec: {
        replicas: 2,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: { containers: [{ name, image, ports: [{ name: 'http', containerPort: 8080 }] }] },
        },
      },
    },
    {
      ...{ apiVersion: 'v1', kind: 'Service', metadata: inOwn },
      spec: { selector: labels, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
    },
    {
      ...{ apiVersion: 'cert-manager.io/v1', kind: 'Certificate', metadata: atGateway },
      spec: { secretName: name, dnsNames: [host], issuerRef: { kind: 'ClusterIssuer', name: 'issuer' } },
    },
    {
      ...{ apiVersion: 'networking.istio.io/v1', kind: 'Gateway', metadata: atGateway },
      spec: {
        selector: { istio: 'ingressgateway' },
        servers: [
          {
            port: { number: 443, name: 'https', protocol: 'HTTPS' },
            hosts: [host],
            tls: { mode: 'SIMPLE', credentialName: name },
          },
        ],
      },
    },
    {
      ...{ apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata: atGateway },
      spec: {
        ...{ hosts: [host], gateways: [`istio-system/${name}`] },
        http: [{ route: [{ destination: { host: `${name}.${name}.svc.cluster.local`, port: { number: 80 } } }] }],
      },
    },
  ];
}
