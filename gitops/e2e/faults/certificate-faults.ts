import type { Challenge } from '../../verify/see/objects/cert-manager.ts';
import { HANDED_OVER } from '../../verify/model/issuance/issued-certificate.ts';
import {
  all,
  atGateway,
  certificateIsReady,
  challengeSays,
  httpAnswers,
  httpsIsReset,
  ownCertificateIsReady,
  requestSays,
} from './evidence.ts';
import { getObject, listObjects } from '../../kubectl.ts';
import { waitFor } from '../patience.ts';
import { apply } from './delivery.ts';
import type { Lab, WrittenFault } from './fault.ts';
import { changed, labelsOf, soundInstallation, type Installation, type Names } from './installation.ts';
import { set, type Manifest } from './manifest.ts';

const NOWHERE = 'fx-nowhere';

/** Milliseconds after which a challenge that cert-manager has not begun with is one that waits. */
const QUEUED = 6000;

/** The solver asks for an IngressClass that does not exist. */
export function withoutIngressClass(sound: Installation): Installation {
  return changed(sound, 'issuer', 'spec.acme.solvers.0.http01.ingress.ingressClassName', NOWHERE);
}

export function withoutIssuer(sound: Installation): Installation {
  return changed(sound, 'certificate', 'spec.issuerRef.name', NOWHERE);
}

export function withOtherSecret(sound: Installation, { name }: Names): Installation {
  return changed(sound, 'certificate', 'spec.secretName', `${name}-cert`);
}

function withHttpsRedirect(sound: Installation): Installation {
  return changed(sound, 'httpGateway', 'spec.servers.0.tls', { httpsRedirect: true });
}

/** A quota for the installation's own solver Pods alone, so that no other certificate of the namespace is held up. */
function quotaForSolver(names: Names, namespace: string): readonly Manifest[] {
  const labels = labelsOf(names);
  const { name } = names;
  return [
    { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name, labels }, value: 0 },
    {
      ...{ apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name, namespace, labels } },
      spec: {
        hard: { pods: '0' },
        scopeSelector: {
          matchExpressions: [{ scopeName: 'PriorityClass', operator: 'In', values: [name] }],
        },
      },
    },
  ];
}

function withSolverQuota(sound: Installation, names: Names, namespace: string): Installation {
  const podTemplate = { spec: { priorityClassName: names.name } };
  return {
    ...sound,
    issuer: set(sound.issuer, 'spec.acme.solvers.0.http01.ingress.podTemplate', podTemplate),
    more: quotaForSolver(names, namespace),
  };
}

/** The Certificate, and the Issuer that it needs in its own namespace, in another namespace. */
export function withCertificateIn(sound: Installation, namespace: string): Installation {
  return {
    ...sound,
    certificate: set(sound.certificate, 'metadata.namespace', namespace),
    issuer: set(sound.issuer, 'metadata.namespace', namespace),
  };
}

export const certificateFaults: readonly WrittenFault[] = [
  {
    name: 'ingress-class',
    what: 'the solver asks for an IngressClass that does not exist',
    roots: ['C5'],
    start: 'fresh',
    change: withoutIngressClass,
    isVisible: challengeSays(/./),
    cause: new RegExp(NOWHERE),
    seconds: 25,
  },
  {
    name: 'redirect-first',
    what: 'httpsRedirect on port 80 before the first issuance',
    roots: ['H1'],
    start: 'fresh',
    change: withHttpsRedirect,
    isVisible: challengeSays(/./),
    cause: /httpsRedirect/,
    seconds: 25,
  },
  {
    name: 'redirect-renewal',
    what: 'httpsRedirect on port 80 of an installation that has its certificate: the renewal will fail',
    roots: ['H2'],
    change: withHttpsRedirect,
    isVisible: httpAnswers(301, '/.well-known/acme-challenge/x'),
    cause: /httpsRedirect/,
    seconds: 40,
  },
  {
    name: 'issuer-missing',
    what: 'issuerRef names an issuer that does not exist',
    roots: ['C4'],
    start: 'fresh',
    change: withoutIssuer,
    isVisible: requestSays(/not found/),
    cause: new RegExp(NOWHERE),
    seconds: 15,
  },
  {
    name: 'issuer-kind',
    what: 'issuerRef says ClusterIssuer, and the issuer is an Issuer',
    roots: ['C4'],
    start: 'fresh',
    change: (sound) => changed(sound, 'certificate', 'spec.issuerRef.kind', 'ClusterIssuer'),
    isVisible: requestSays(/not found/),
    cause: /ClusterIssuer.*not found/i,
    seconds: 15,
  },
  {
    name: 'acme-unreachable',
    what: "nobody listens at the issuer's ACME directory",
    roots: ['C2'],
    mayPass: true,
    start: 'fresh',
    change: (sound, _, { acmeDirectory }) => changed(sound, 'issuer', 'spec.acme.server', closedPortOf(acmeDirectory)),
    isVisible: atGateway('issuer', 'False'),
    cause: /connection refused|ErrRegisterACMEAccount/,
    seconds: 15,
  },
  {
    name: 'certificate-namespace',
    what: "the Certificate is in the application's namespace, where no gateway looks for its Secret",
    roots: ['T1'],
    start: 'fresh',
    change: (sound, { name }) => withCertificateIn(sound, name),
    isVisible: all(ownCertificateIsReady, httpsIsReset),
    cause: /-tls/,
    seconds: 30,
  },
  {
    name: 'credential-name',
    what: 'the Gateway asks for another Secret than the Certificate fills',
    roots: ['T2'],
    start: 'fresh',
    change: withOtherSecret,
    isVisible: all(certificateIsReady, httpsIsReset),
    cause: /-tls/,
    seconds: 30,
  },
  {
    name: 'old-certificate',
    what: 'the Secret of a running installation got another name: the gateway serves the old certificate until it expires',
    roots: ['T2'],
    shows: ['T7'],
    change: withOtherSecret,
    isVisible: all(certificateIsReady, isHandedOver),
    cause: /-cert\b/,
    seconds: 45,
  },
  {
    name: 'solver-quota',
    what: 'a ResourceQuota lets no solver Pod in',
    roots: ['C24'],
    start: 'fresh',
    change: (sound, names, { gatewayNamespace }) => withSolverQuota(sound, names, gatewayNamespace),
    isVisible: challengeSays(/exceeded quota|forbidden/),
    cause: /quota/,
    seconds: 20,
  },
  {
    name: 'solver-selector',
    what: 'no solver of the issuer is for this name',
    roots: ['C8'],
    start: 'fresh',
    change: (sound) => changed(sound, 'issuer', 'spec.acme.solvers.0.selector', { dnsZones: ['elsewhere.test'] }),
    isVisible: requestSays(/Waiting on certificate issuance/),
    cause: /no configured challenge solvers/,
    seconds: 15,
  },
  {
    name: 'no-class',
    what: 'the solver names no class, and nobody serves an Ingress without one',
    roots: ['C7'],
    start: 'fresh',
    change: (sound) => changed(sound, 'issuer', 'spec.acme.solvers.0.http01.ingress', {}),
    isVisible: challengeSays(/./),
    cause: /ingressClassName|class/,
    seconds: 25,
  },
  {
    name: 'profile',
    what: 'the CA does not offer the profile that the issuer asks for',
    roots: ['C13'],
    start: 'fresh',
    change: (sound) => changed(sound, 'issuer', 'spec.acme.profile', 'fx-profile'),
    isVisible: requestSays(/does not advertise a profile/),
    cause: /fx-profile/,
    seconds: 15,
  },
  {
    name: 'two-certificates',
    what: 'two Certificates write one Secret',
    roots: ['C9'],
    change: (sound, { name }) => ({
      ...sound,
      more: [set(sound.certificate, 'metadata.name', `${name}-second`)],
    }),
    isVisible: (lab) =>
      lab
        .kubectl(['-n', lab.ground.gatewayNamespace, 'get', `certificate/${lab.names.name}-second`, '-o', 'json'])
        .then((text) => text.includes('IncorrectCertificate')),
    cause: /two conflicting Certificates|was issued for/,
  },
  {
    name: 'key-kept',
    what: 'the key is to be another one, and rotationPolicy Never keeps it',
    roots: ['C32'],
    change: (sound) =>
      changed(sound, 'certificate', 'spec.privateKey', { algorithm: 'RSA', size: 2048, rotationPolicy: 'Never' }),
    isVisible: atGateway('certificate', 'False'),
    cause: /rotationPolicy/,
    seconds: 40,
  },
  {
    name: 'common-name',
    what: 'the common name is not among the names, which no ACME issuer takes',
    roots: ['C37'],
    start: 'fresh',
    change: (sound, { host }) => changed(sound, 'certificate', 'spec.commonName', `www.${host}`),
    isVisible: requestSays(/commonName that is not present/),
    cause: /commonName/,
    seconds: 15,
  },
  {
    name: 'dns-secret',
    what: 'the Secret of a DNS-01 solver does not exist',
    roots: ['C35'],
    start: 'fresh',
    change: (sound) =>
      changed(sound, 'issuer', 'spec.acme.solvers', [
        { dns01: { cloudflare: { apiTokenSecretRef: { name: NOWHERE, key: 'token' } } } },
      ]),
    isVisible: atGateway('issuer', 'False'),
    cause: new RegExp(NOWHERE),
    seconds: 25,
  },
  {
    name: 'ca-secret',
    what: "the Secret of an issuer's own CA does not exist",
    roots: ['C2'],
    start: 'fresh',
    change: (sound) => changed(sound, 'issuer', 'spec', { ca: { secretName: NOWHERE } }),
    isVisible: atGateway('issuer', 'False'),
    cause: new RegExp(NOWHERE),
    seconds: 15,
  },
  {
    name: 'challenge-queued',
    what: "an older Certificate's challenge of the name is stuck in another namespace, where a quota lets no solver Pod in",
    roots: ['C24'],
    shows: ['C33'],
    start: 'fresh',
    prepare: async ({ kubectl, names, ground }) => {
      const { name } = names;
      const sound = soundInstallation(names, ground);
      const stuck = withCertificateIn(withSolverQuota(sound, names, name), name);
      const { namespace, more, ingressClass, issuer, certificate } = stuck;
      await apply(kubectl, [namespace, ...more, ingressClass, issuer, certificate]);
      await waitFor({
        what: `the stuck challenge of ${names.host}`,
        within: 60,
        look: async () => {
          const all = await listObjects<Challenge>(kubectl, 'challenges.acme.cert-manager.io', name);
          return { isThere: all.some(({ status }) => status?.reason?.includes('exceeded quota') === true), seen: all };
        },
      });
    },
    isVisible: async ({ kubectl, names, ground }) => {
      const all = await listObjects<Challenge>(kubectl, 'challenges.acme.cert-manager.io', ground.gatewayNamespace);
      return all.some(({ spec, metadata }) => {
        const age = Date.now() - Date.parse(metadata.creationTimestamp ?? '');
        return spec.dnsName === names.host && age > QUEUED;
      });
    },
    cause: /quota/,
    seconds: 40,
  },
];

/** Whether enough time has passed for the gateway to have got the new certificate, if it asked for it. */
async function isHandedOver({ kubectl, names, ground }: Lab): Promise<boolean> {
  const secret = await getObject(kubectl, `secret/${names.name}-cert`, ground.gatewayNamespace);
  const made = Date.parse(secret?.metadata.creationTimestamp ?? '');
  return Date.now() - made > HANDED_OVER;
}

/** The same directory at port 1, where nobody listens. */
function closedPortOf(directory: string): string {
  const url = new URL(directory);
  url.port = '1';
  return url.href;
}
