import { httpsAnswers } from './evidence.ts';
import type { WrittenFault } from './fault.ts';
import { changed, labelsOf, type Installation } from './installation.ts';
import { set } from './manifest.ts';

export function withWrongPort(sound: Installation): Installation {
  return changed(sound, 'route', 'spec.http.0.route.0.destination.port.number', 81);
}

export function withWrongSelector(sound: Installation): Installation {
  return changed(sound, 'service', 'spec.selector', { app: 'fx-nowhere' });
}

export const routeFaults: readonly WrittenFault[] = [
  {
    name: 'service-port',
    what: 'the VirtualService sends to a port that the Service does not have',
    roots: ['R6'],
    change: withWrongPort,
    isVisible: httpsAnswers(503),
    cause: /:81\b|port 81\b/,
  },
  {
    name: 'service-selector',
    what: 'the selector of the Service matches no Pod',
    roots: ['R9'],
    change: withWrongSelector,
    isVisible: httpsAnswers(503),
    cause: /selector/,
  },
  {
    name: 'no-endpoints',
    what: 'the Deployment has been scaled to zero',
    roots: ['W21'],
    shows: ['R18'],
    change: (sound) => changed(sound, 'deployment', 'spec.replicas', 0),
    isVisible: httpsAnswers(503),
    cause: /replicas|scaled/,
  },
  {
    name: 'mtls-mismatch',
    what: 'a DestinationRule demands mTLS of a Pod without a sidecar',
    roots: ['R12'],
    change: (sound, names) => ({
      ...sound,
      more: [
        {
          ...{ apiVersion: 'networking.istio.io/v1', kind: 'DestinationRule' },
          metadata: { name: 'web', namespace: names.name, labels: labelsOf(names) },
          spec: { host: `web.${names.name}.svc.cluster.local`, trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } } },
        },
      ],
    }),
    isVisible: httpsAnswers(503),
    cause: /ISTIO_MUTUAL|mTLS/,
  },
  {
    name: 'target-port',
    what: 'targetPort of the Service names a port that the Pod does not have',
    roots: ['R8'],
    change: (sound) => changed(sound, 'service', 'spec.ports.0.targetPort', 'fx-nowhere'),
    isVisible: httpsAnswers(503),
    cause: /targetPort|fx-nowhere/,
  },
  {
    name: 'destination',
    what: 'the VirtualService sends to a short name, which is looked for in its own namespace',
    roots: ['R5'],
    change: (sound) => changed(sound, 'route', 'spec.http.0.route.0.destination.host', 'web'),
    isVisible: httpsAnswers(503),
    cause: /host not found.*web/,
  },
  {
    name: 'gateway-name',
    what: 'the VirtualService names its Gateway without the namespace',
    roots: ['R1'],
    change: (sound, { name }) => ({
      ...sound,
      route: set(set(sound.route, 'metadata.namespace', name), 'spec.gateways', [`${name}-https`]),
    }),
    isVisible: httpsAnswers(404),
    cause: /gateway not found.*-https/,
  },
  {
    name: 'no-gateways',
    what: 'the VirtualService names no Gateway, so that it holds inside the mesh only',
    roots: ['R2'],
    change: (sound) => changed(sound, 'route', 'spec.gateways', undefined),
    isVisible: httpsAnswers(404),
    cause: /no gateways|mesh/,
  },
];
