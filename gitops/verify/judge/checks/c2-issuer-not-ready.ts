import { acmeErrorOf, explainAcmeError } from '../../model/issuance/acme-errors.ts';
import { holdersOf } from '../../model/sync/applications.ts';
import { issuersOf, touchedByIssuer } from '../../model/issuance/certificates.ts';
import { needsOf, secretNamespaceOf } from '../../model/issuance/dns01.ts';
import { issuanceOf } from '../../model/issuance/issuance.ts';
import { movingSince, onItsWay } from '../../model/moving.ts';
import type { Observation } from '../../model/finding.ts';
import { check } from '../check.ts';
import { inBoth } from '../in-both.ts';
import type { Issuer, Solver } from '../../see/objects/cert-manager.ts';
import { conditionOf, type Condition } from '../../see/objects/kubernetes-object.ts';
import { quote } from '../../see/quote.ts';
import type { Reference } from '../../model/reference.ts';
import { writersOfSecret } from '../../model/relations.ts';
import type { View } from '../../see/view.ts';
import type { Text } from '#program/language.ts';

/** Milliseconds that the first attempts to register may take (measured: four in five seconds). */
const REGISTERING = 15_000;
const REGISTRATION = { en: 'the registration of the account', ko: '계정 등록' };

export const c2 = check({
  code: 'C2',
  title: { en: 'the issuer is not ready', ko: '발급자가 준비되지 않았습니다' },
  means: {
    en: 'It issues and renews nothing. Certificates that it issued before stay in use until they expire.',
    ko: '이 발급자로는 발급도 갱신도 되지 않습니다. 이미 발급된 인증서는 만료될 때까지 쓰입니다.',
  },
  remedy: {
    en: 'Remove what the message names. cert-manager tries again by itself where the server could not be reached, but not where it refused: then change the issuer.',
    ko: '메시지가 가리키는 원인을 없애세요. 서버에 연결하지 못한 것이라면 cert-manager가 자동으로 다시 시도하지만, 서버가 거부한 것이라면 발급자를 고쳐야 합니다.',
  },
  consequenceOf: ['C35'],
  source: 'measured; https://cert-manager.io/docs/troubleshooting/acme/',
  *judge(view) {
    for (const reference of issuersOf(view)) {
      const { kind, namespace, name } = reference;
      const issuer = view.get(kind, namespace, name);
      const ready = issuer && conditionOf(issuer, 'Ready');
      // cert-manager gives a reason; without one nobody has looked yet.
      const trouble = issuer && ready?.reason === undefined ? troubleAhead(view, reference, issuer) : undefined;
      if (trouble) yield { object: reference, ...trouble, touches: touchedBy(view, reference) };
      if (!ready || ready.status === 'True') continue;
      const { generation = 1 } = issuer.metadata;
      // A condition about an older spec says nothing about this one (A8, C31).
      if ((ready.observedGeneration ?? generation) < generation) continue;
      const { field, ...because } = causeOf(ready, issuer);
      yield {
        object: reference,
        ...onItsWay(...moversOf(view, reference, issuer, ready)),
        ...(field ? { field } : {}),
        seen: inBoth`${because}: ${quote(`${ready.reason ?? ''}: ${ready.message ?? ''}`, 400)}`,
        next: [`kubectl describe ${kind.toLowerCase()} ${name}${namespace === undefined ? '' : ` -n ${namespace}`}`],
        touches: touchedBy(view, reference),
      };
    }
  },
});

function touchedBy(view: View, reference: Reference): readonly Reference[] {
  return [...touchedByIssuer(view, reference), ...holdersOf(view, reference)];
}

type Trouble = Pick<Observation, 'field' | 'seen'>;

/**
 * Why an issuer will not become ready, as far as manifests tell.
 * @see cert-manager: pkg/issuer/ca/setup.go, pkg/issuer/acme/setup.go
 */
function troubleAhead(view: View, reference: Reference, { spec }: Issuer): Trouble | undefined {
  const { acme, ca } = spec;
  const place = secretNamespaceOf(view, reference);
  if (acme && !URL.canParse(acme.server))
    return {
      field: 'spec.acme.server',
      seen: { en: `${acme.server} is no URL`, ko: `URL이 아닙니다(${acme.server})` },
    };
  if (acme) return secretlessSolver(view, acme.solvers ?? [], place);
  if (!ca?.secretName || place === undefined) return undefined;
  const field = 'spec.ca.secretName';
  const writers = view.list(writersOfSecret(ca.secretName, place));
  const [first] = writers;
  const secret = `Secret ${place}/${ca.secretName}`;
  if (first && writers.every((each) => each.spec.isCA !== true))
    return {
      field,
      seen: {
        en: `Certificate ${first.metadata.name} writes ${secret} without isCA, so it is no CA`,
        ko: `${secret}의 Certificate(${first.metadata.name})에 isCA가 없어 CA 인증서가 아닙니다`,
      },
    };
  if (first || !view.scope.withSecrets || !view.isAbsent('Secret', place, ca.secretName)) return undefined;
  return { field, seen: { en: `${secret} does not exist`, ko: `${secret} 리소스가 없습니다` } };
}

/**
 * A DNS-01 solver without its Secret: cert-manager wants those of all solvers, whichever it will take.
 * @see cert-manager: pkg/issuer/acme/setup.go, validateDNSSolvers
 */
function secretlessSolver(view: View, solvers: readonly Solver[], place: string | undefined): Trouble | undefined {
  if (place === undefined || !view.scope.withSecrets) return undefined;
  const needs = solvers.flatMap((solver, index) => needsOf(solver).map((need) => ({ ...need, index })));
  // A webhook looks for its Secrets itself.
  const missing = needs.find(
    ({ kind, field, name }) =>
      kind === 'Secret' && !field.startsWith('dns01.webhook.') && view.isAbsent(kind, place, name),
  );
  if (!missing) return undefined;
  const secret = `Secret ${place}/${missing.name}`;
  return {
    field: `spec.acme.solvers[${missing.index}].${missing.field}`,
    seen: {
      en: `${secret} of a solver does not exist; an issuer needs those of all its solvers`,
      ko: `solver에 지정된 ${secret} 리소스가 없습니다. 발급자는 모든 solver의 Secret이 있어야 Ready가 됩니다`,
    },
  };
}

/** The registration at an ACME server, or the issuance of the Secret that a CA's own issuer waits for. */
function moversOf(view: View, reference: Reference, { spec }: Issuer, { lastTransitionTime }: Condition) {
  if (spec.acme) return [movingSince(lastTransitionTime, REGISTERING, REGISTRATION)];
  const { secretName } = spec.ca ?? {};
  return secretName === undefined
    ? []
    : view.list(writersOfSecret(secretName, secretNamespaceOf(view, reference))).map(issuanceOf);
}

/** What cert-manager needs of issuers that are not of ACME, as it checks that before it says Ready. */
const OTHER_ISSUERS = [
  ['ca', 'spec.ca.secretName'],
  ['vault', 'spec.vault'],
  ['venafi', 'spec.venafi'],
] as const;

type Cause = Text & { readonly field?: string };

function causeOf({ reason, message = '' }: Condition, { spec }: Issuer): Cause {
  if (!spec.acme) {
    const field = OTHER_ISSUERS.find(([type]) => spec[type])?.[1];
    return { en: 'the issuer cannot sign', ko: '발급자가 서명할 수 없습니다', ...(field ? { field } : {}) };
  }
  const { server } = spec.acme;
  const error = acmeErrorOf(message);
  if (error?.type === 'rateLimited')
    return {
      en: 'the CA limits new registrations; cert-manager does not try again until the issuer changes or it restarts',
      ko: 'CA가 새 계정 등록을 제한하고 있습니다. 발급자를 고치거나 cert-manager를 재시작해야 다시 시도합니다',
    };
  if (error)
    return { ...explainAcmeError(error.type), ...(error.type.endsWith('Contact') ? { field: 'spec.acme.email' } : {}) };
  const known = CAUSES.find(({ pattern }) => pattern.test(message));
  if (known) return { field: 'spec.acme.server', ...known.say(server) };
  if (reason === 'InvalidSolver')
    return {
      en: 'a Secret that a DNS-01 solver names is not there, or lacks the key',
      ko: 'DNS-01 solver가 지정한 Secret이 없거나 필요한 키가 없습니다',
      field: 'spec.acme.solvers',
    };
  if (reason === 'InvalidURL')
    return { en: `${server} is no URL`, ko: `URL이 아닙니다(${server})`, field: 'spec.acme.server' };
  return { en: 'the account cannot be registered', ko: '계정을 등록할 수 없습니다' };
}

const CAUSES: readonly { readonly pattern: RegExp; readonly say: (server: string) => Cause }[] = [
  {
    pattern: /x509|tls: /,
    say: (server) => ({
      field: 'spec.acme.caBundle',
      en: `cert-manager does not trust the certificate of ${server}: a private CA needs caBundle`,
      ko: `cert-manager가 ${server}의 인증서를 신뢰하지 않습니다. 사설 CA라면 caBundle이 필요합니다`,
    }),
  },
  {
    pattern: /not an RFC 8555|\b404\b/,
    say: (server) => ({
      en: `${server} is no ACME directory: is the path right?`,
      ko: `ACME 디렉터리가 아닙니다(${server}). 경로가 맞는지 확인하세요`,
    }),
  },
  {
    pattern: /connection refused/,
    say: (server) => ({ en: `nothing listens at ${server}`, ko: `${server}에서 연결을 받는 프로그램이 없습니다` }),
  },
  {
    pattern: /: lookup /,
    say: (server) => ({
      en: `the name in ${server} cannot be resolved inside the cluster`,
      ko: `클러스터 안에서 ${server}의 이름을 조회하지 못합니다`,
    }),
  },
  {
    pattern: /deadline exceeded|i\/o timeout|no route to host|network is unreachable/,
    say: (server) => ({
      en: `${server} cannot be reached from the cluster: is egress blocked?`,
      ko: `클러스터에서 ${server}에 접속할 수 없습니다. 나가는 트래픽이 막혀 있는지 확인하세요`,
    }),
  },
];
