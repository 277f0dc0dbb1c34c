import { withCertificateIn } from './certificate-faults.ts';
import {
  certificateIsReady,
  eventTells,
  httpAnswers,
  httpsAnswers,
  httpsIsRefused,
  httpsIsReset,
  ownCertificateIsReady,
  all,
} from './evidence.ts';
import type { Lab, WrittenFault } from './fault.ts';
import { getObject } from '../../kubectl.ts';
import type { Service } from '../../verify/see/objects/workload.ts';
import { changed, labelsOf, type Ground, type Installation, type Names } from './installation.ts';
import { set, type Manifest } from './manifest.ts';

/** Refuses every request to the host of the installation, at the gateway that others use too. */
export function withAuthorizationPolicy(sound: Installation, names: Names, ground: Ground): Installation {
  const { gatewayNamespace: namespace, gatewayLabel } = ground;
  const policy: Manifest = {
    ...{ apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy' },
    metadata: { name: names.name, namespace, labels: labelsOf(names) },
    spec: {
      selector: { matchLabels: { istio: gatewayLabel } },
      action: 'DENY',
      rules: [{ to: [{ operation: { hosts: [names.host, `${names.host}:*`] } }] }],
    },
  };
  return { ...sound, more: [...sound.more, policy] };
}

/** A gateway of its own, as in Istio's documentation but without the right to read Secrets. */
function ownGateway(names: Names): readonly Manifest[] {
  const { name } = names;
  const labels = labelsOf(names);
  const metadata = { name: 'gw', namespace: name, labels };
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
    {
      ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata },
      spec: {
        selector: { matchLabels: { istio: name } },
        template: {
          metadata: {
            labels: { istio: name, 'sidecar.istio.io/inject': 'true' },
            annotations: { 'inject.istio.io/templates': 'gateway' },
          },
          spec: {
            serviceAccountName: 'gw',
            terminationGracePeriodSeconds: 1,
            containers: [{ name: 'istio-proxy', image: 'auto', imagePullPolicy: 'IfNotPresent' }],
          },
        },
      },
    },
    {
      ...{ apiVersion: 'v1', kind: 'Service', metadata },
      spec: {
        selector: { istio: name },
        ports: [
          { name: 'http', port: 80 },
          { name: 'https', port: 443 },
        ],
      },
    },
  ];
}

/** A Gateway of the Gateway API beside the installation that cert-manager is to make a Certificate for, with a route. */
function annotatedGateway(sound: Installation, names: Names, { gatewayNamespace }: Ground): readonly Manifest[] {
  const { name } = names;
  const metadata = { name, namespace: name, labels: labelsOf(names) };
  const allowedRoutes = { namespaces: { from: 'Same' } };
  const tls = { mode: 'Terminate', certificateRefs: [{ name: `${name}-www` }] };
  return [
    set(sound.issuer, 'metadata.namespace', name),
    {
      ...{ apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway' },
      metadata: { ...metadata, annotations: { 'cert-manager.io/issuer': name } },
      spec: {
        gatewayClassName: 'istio',
        addresses: [{ type: 'Hostname', value: `istio-ingressgateway.${gatewayNamespace}.svc.cluster.local` }],
        listeners: [
          { name: 'http', port: 80, protocol: 'HTTP', allowedRoutes },
          { name: 'https', port: 443, protocol: 'HTTPS', allowedRoutes, tls },
        ],
      },
    },
    {
      ...{ apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute', metadata },
      spec: {
        parentRefs: [{ name }],
        hostnames: [`www.${names.host}`],
        rules: [{ backendRefs: [{ name: 'web', port: 80 }] }],
      },
    },
  ];
}

export const gatewayFaults: readonly WrittenFault[] = [
  {
    name: 'gateway-labels',
    what: 'the selector of the Gateway matches no gateway Pod',
    roots: ['T4'],
    change: (sound) => changed(sound, 'httpsGateway', 'spec.selector', { istio: 'fx-nowhere' }),
    isVisible: httpsIsReset,
    cause: /selector.*fx-nowhere|fx-nowhere/,
  },
  {
    name: 'host-not-admitted',
    what: 'the VirtualService names a host that its Gateway does not admit',
    roots: ['T15'],
    shows: ['R4'],
    change: (sound, { host }) => ({
      ...sound,
      certificate: set(sound.certificate, 'spec.dnsNames', [host, `www.${host}`]),
      httpsGateway: set(sound.httpsGateway, 'spec.servers.0.hosts', [`www.${host}`]),
      httpGateway: set(sound.httpGateway, 'spec.servers.0.hosts', [host, `www.${host}`]),
    }),
    isVisible: httpsIsReset,
    cause: /not found in Gateway|not admit/,
    seconds: 40,
  },
  {
    name: 'gateway-policy',
    what: 'an AuthorizationPolicy at the gateway refuses the host',
    roots: ['H10'],
    change: withAuthorizationPolicy,
    isVisible: httpsAnswers(403),
    cause: /AuthorizationPolicy.*(deny|denies|refuse)/i,
  },
  {
    name: 'certificate-names',
    what: 'the Gateway serves a host that the Certificate is not for',
    roots: ['T9'],
    change: (sound, { host }) => changed(sound, 'certificate', 'spec.dnsNames', [`www.${host}`]),
    isVisible: all(certificateIsReady, httpsIsRefused(/ALTNAME/)),
    cause: /does not cover|not valid for|alternative/,
    seconds: 45,
  },
  {
    name: 'gateway-port',
    what: "the Gateway listens on a port that the gateway's Service does not have",
    roots: ['T10'],
    change: (sound) => changed(sound, 'httpsGateway', 'spec.servers.0.port.number', 8444),
    isVisible: httpsIsReset,
    cause: /8444/,
  },
  {
    name: 'two-gateways',
    what: 'a second Gateway claims the host and port of the first, which wins',
    roots: ['T5'],
    change: (sound, { name }) => ({
      ...sound,
      more: [set(sound.httpsGateway, 'metadata.name', `${name}-second`)],
    }),
    isVisible: (lab) => isMade(lab, `gateway.networking.istio.io/${lab.names.name}-second`),
    cause: /-second/,
  },
  {
    name: 'gateway-rights',
    what: 'a gateway of its own, which may not read Secrets',
    roots: ['T3'],
    start: 'fresh',
    change: (sound, names) => {
      const { name } = names;
      const selector = { istio: name };
      return {
        ...withCertificateIn(sound, name),
        httpGateway: set(sound.httpGateway, 'spec.selector', selector),
        httpsGateway: set(sound.httpsGateway, 'spec.selector', selector),
        more: ownGateway(names),
      };
    },
    isVisible: async (lab) =>
      (await ownCertificateIsReady(lab)) &&
      (await httpAnswers(308)(await atOwnGateway(lab))) &&
      (await httpsIsReset(await atOwnGateway(lab))),
    act: async (lab) => ({ options: ['--address', (await atOwnGateway(lab)).target.address] }),
    cause: /may not read|not authorized to read secrets/,
    seconds: 50,
  },
  {
    name: 'gateway-hostname',
    what: 'an annotated Gateway of the Gateway API, one of whose listeners has no hostname: cert-manager skips it',
    roots: ['C34'],
    change: (sound, names, ground) => ({ ...sound, more: annotatedGateway(sound, names, ground) }),
    isVisible: eventTells('BadConfig'),
    act: ({ names }) => Promise.resolve({ options: ['--host', `www.${names.host}`] }),
    cause: /hostname cannot be empty/,
  },
];

async function isMade({ kubectl, ground }: Lab, what: string): Promise<boolean> {
  return (await getObject(kubectl, what, ground.gatewayNamespace)) !== undefined;
}

async function atOwnGateway(lab: Lab): Promise<Lab> {
  const service = await getObject<Service>(lab.kubectl, 'service/gw', lab.names.name);
  return { ...lab, target: { ...lab.target, address: service?.spec.clusterIP ?? lab.target.address } };
}
