import {
  all,
  certificateIsReady,
  httpsAnswers,
  httpsIsRefused,
  httpsIsReset,
  ownCertificateIsReady,
} from './evidence.ts';
import type { Lab, WrittenFault } from './fault.ts';
import { changed, labelsOf, type Installation } from './installation.ts';
import { set } from './manifest.ts';
import { scale } from './scale.ts';

const GATEWAY = 'istio-ingressgateway';

/** A field on the way of a request decides what becomes of it. */
export const requestFaults: readonly WrittenFault[] = [
  {
    name: 'revision-label',
    what: 'the VirtualService has a label for an istiod of another revision',
    roots: ['R20'],
    change: (sound, names) =>
      changed(sound, 'route', 'metadata.labels', { ...labelsOf(names), 'istio.io/rev': 'canary' }),
    isVisible: httpsAnswers(404),
    cause: /istio\.io\/rev|canary/,
  },
  {
    name: 'header-match',
    what: 'the only rule takes requests with a header alone',
    roots: ['R21'],
    change: (sound) => changed(sound, 'route', 'spec.http.0.match', [{ headers: { 'x-beta': { exact: 'yes' } } }]),
    isVisible: httpsAnswers(404),
    cause: /x-beta/,
  },
  {
    name: 'post-not-taken',
    what: 'the rule takes GET alone, and the application is called with POST',
    roots: ['R27'],
    change: (sound) => ({
      ...sound,
      route: set(set(sound.route, 'spec.http.0.match', [{ method: { exact: 'GET' } }]), 'metadata.annotations', {
        'umi-verify/requests': 'POST /',
      }),
    }),
    // Nobody sees more of it: the health path answers.
    isVisible: all(certificateIsReady, httpsAnswers(200)),
    cause: /method|POST/,
  },
  {
    name: 'service-hidden',
    what: 'an annotation shows the Service to its own namespace only',
    roots: ['R22'],
    change: (sound) => changed(sound, 'service', 'metadata.annotations', { 'networking.istio.io/exportTo': '.' }),
    isVisible: httpsAnswers(503),
    cause: /exportTo/,
  },
  {
    name: 'fault-abort',
    what: 'the rule aborts every request with 503',
    roots: ['R23'],
    change: (sound) =>
      changed(sound, 'route', 'spec.http.0.fault', { abort: { httpStatus: 503, percentage: { value: 100 } } }),
    isVisible: httpsAnswers(503),
    cause: /fault/,
  },
  {
    name: 'rule-time-out',
    what: 'the rule gives the application a millisecond',
    roots: ['R25'],
    mayPass: true,
    change: (sound) => changed(sound, 'route', 'spec.http.0.timeout', '1ms'),
    isVisible: httpsAnswers(504),
    cause: /timeout/,
  },
  {
    name: 'passed-through',
    what: 'the Gateway passes TLS through, and the VirtualService has rules of HTTP',
    roots: ['T16'],
    change: (sound) => changed(sound, 'httpsGateway', 'spec.servers.0.tls', { mode: 'PASSTHROUGH' }),
    isVisible: httpsIsReset,
    cause: /PASSTHROUGH|passthrough/,
  },
  {
    name: 'mutual-tls',
    what: 'the Gateway asks callers for certificates, and has no CA to judge them by',
    roots: ['T17'],
    change: withMutualTls,
    isVisible: httpsIsReset,
    cause: /cacert|ca\.crt/,
  },
  {
    name: 'sound-mutual-tls',
    what: 'the Gateway asks callers for certificates, and has a CA: nothing is wrong',
    roots: [],
    change: withMutualTls,
    prepare: async ({ kubectl, names, ground, target }) => {
      const metadata = { name: `${names.secret}-cacert`, namespace: ground.gatewayNamespace, labels: labelsOf(names) };
      const secret = { apiVersion: 'v1', kind: 'Secret', metadata, stringData: { cacert: target.roots } };
      await kubectl(['apply', '-f', '-'], JSON.stringify(secret));
    },
    isVisible: httpsIsRefused(/CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE|ECONNRESET|UNKNOWN_CA/i),
    cause: /^nothing is wrong$/,
  },
  {
    name: 'sound-old-names',
    what: 'the VirtualServices name their Gateways in old forms: nothing is wrong',
    roots: [],
    change: (sound, names, { gatewayNamespace }) => ({
      ...sound,
      redirect: set(sound.redirect, 'spec.gateways', [`${names.name}-http.${gatewayNamespace}.svc.cluster.local`]),
      route: set(sound.route, 'spec.gateways', [`${names.name}-https.${gatewayNamespace}`]),
    }),
    isVisible: httpsAnswers(200),
    cause: /^nothing is wrong$/,
  },
  {
    name: 'ingress-secret',
    what: 'an Ingress of Istio with TLS: cert-manager writes the Secret beside it, Istio reads it beside its gateway',
    roots: ['T1'],
    start: 'fresh',
    change: (sound, names) => ingressInstead(sound, names.name, names.host),
    isVisible: all(ownCertificateIsReady, httpsIsReset),
    cause: /secret.*not found|Secret.*istio-system/i,
    seconds: 50,
  },
  {
    name: 'gateway-down',
    what: 'the ingress gateway is scaled to zero',
    roots: ['T18'],
    act: async ({ kubectl, ground }: Lab) => {
      await scale(kubectl, ground.gatewayNamespace, GATEWAY, 0);
      return {};
    },
    restore: ({ kubectl }) => scale(kubectl, 'istio-system', GATEWAY, 1),
    isVisible: all(certificateIsReady, httpsIsReset),
    cause: /replicas|scaled|no running/,
    seconds: 60,
    stopsAPart: true,
  },
  {
    name: 'gateway-unready',
    what: 'the Pod of the ingress gateway runs, but its readiness probe fails',
    roots: ['T18'],
    act: async ({ kubectl, ground: { gatewayNamespace } }: Lab) => {
      const httpGet = { path: '/nowhere', port: 15_021 };
      const containers = [{ name: 'istio-proxy', readinessProbe: { httpGet } }];
      // From zero, or the Pod that is ready would stay until the new one is.
      await scale(kubectl, gatewayNamespace, GATEWAY, 0);
      await kubectl([
        ...['-n', gatewayNamespace, 'patch', `deployment/${GATEWAY}`, '--type=strategic'],
        ...['-p', JSON.stringify({ spec: { replicas: 1, template: { spec: { containers } } } })],
      ]);
      return {};
    },
    restore: async ({ kubectl }) => {
      await kubectl(['-n', 'istio-system', 'rollout', 'undo', `deployment/${GATEWAY}`]);
      await scale(kubectl, 'istio-system', GATEWAY, 1);
    },
    isVisible: all(certificateIsReady, httpsIsReset),
    cause: /readiness|not ready/i,
    seconds: 60,
    stopsAPart: true,
  },
];

function withMutualTls(sound: Installation): Installation {
  return changed(sound, 'httpsGateway', 'spec.servers.0.tls.mode', 'MUTUAL');
}

/** The same host by an Ingress in the application's namespace, with an issuer and a Certificate there. */
function ingressInstead(sound: Installation, namespace: string, host: string): Installation {
  const own = (manifest: Installation['issuer']) => set(manifest, 'metadata.namespace', namespace);
  const secretName = `${namespace}-tls`;
  const backend = { service: { name: 'web', port: { number: 80 } } };
  const { labels } = sound.issuer.metadata;
  return {
    ...sound,
    issuer: own(sound.issuer),
    certificate: own(sound.certificate),
    // Nothing but the Ingress may answer for the host.
    httpsGateway: set(sound.httpsGateway, 'spec.servers.0.hosts', [`other.${host}`]),
    route: set(sound.route, 'spec.hosts', [`other.${host}`]),
    more: [
      ...sound.more,
      {
        ...{ apiVersion: 'networking.k8s.io/v1', kind: 'Ingress' },
        metadata: { name: 'web', namespace, ...(labels ? { labels } : {}) },
        spec: {
          ingressClassName: namespace,
          tls: [{ hosts: [host], secretName }],
          rules: [{ host, http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }],
        },
      },
    ],
  };
}
