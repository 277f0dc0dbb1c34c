import { ownObjects } from '../../model/sync/applications.ts';
import { eventsAbout } from '../../model/issuance/challenges.ts';
import { isGateway, shimOf, type Annotated, type Made, type Skipped } from '../../model/issuance/shim.ts';
import { movingSince, onItsWay } from '../../model/moving.ts';
import { leavesOf, gatewayHandshakes } from '../../model/trace/handshakes.ts';
import { hostsOf } from '../../model/trace/hosts.ts';
import { listenersFor } from '../../model/trace/tls-terminations.ts';
import { host, referenceTo, wordsOf, type Reference } from '../../model/reference.ts';
import { ingressesForHost, writersOfSecret } from '../../model/relations.ts';
import { check } from '../check.ts';
import { inBoth } from '../in-both.ts';
import { grouped } from '../../see/grouped.ts';
import type { Observation } from '../../model/finding.ts';
import { quote } from '../../see/quote.ts';
import type { View } from '../../see/view.ts';

/** Milliseconds in which cert-manager makes a Certificate (measured: 1 s). */
const MAKING = 30_000;

export const c34 = check({
  code: 'C34',
  title: {
    en: 'cert-manager makes no Certificate for the annotated Gateway or Ingress',
    ko: '어노테이션이 있는 Gateway나 Ingress의 Certificate를 cert-manager가 만들지 않습니다',
  },
  means: {
    en: 'The annotation asks for a Certificate, but nobody makes one, so nobody writes the Secret. Only an event tells (BadConfig), for an hour.',
    ko: '어노테이션으로 Certificate를 요청했지만 만들어지지 않아 Secret이 생기지 않습니다. 이유는 한 시간이면 사라지는 이벤트(BadConfig)에만 나옵니다.',
  },
  remedy: {
    en: 'A listener needs `hostname` and `tls.certificateRefs` with a Secret of its own namespace, an entry of `tls` needs `hosts` and `secretName`. Or leave the annotation out, and write the Certificate yourself.',
    ko: '리스너에는 `hostname`과, 같은 네임스페이스의 Secret을 가리키는 `tls.certificateRefs`가 있어야 합니다. Ingress의 `tls` 항목에는 `hosts`와 `secretName`이 있어야 합니다. 아니면 어노테이션을 지우고 Certificate를 직접 작성하세요.',
  },
  source: 'measured; cert-manager/cert-manager#6852; cert-manager, pkg/controller/certificate-shim/sync.go',
  *judge(view) {
    for (const subject of annotated(view)) {
      const { skipped = [], made = [] } = shimOf(subject.object) ?? {};
      yield* skipped.flatMap((each) => skippedPart(view, subject, each) ?? []);
      yield* made.flatMap((each) => missing(view, subject, each) ?? []);
    }
  },
});

interface Subject {
  readonly object: Annotated;
  readonly reference: Reference;
  /** The judged hosts that it is for. */
  readonly hosts: readonly string[];
}

/** The Gateways and Ingresses of the judged hosts, and the Gateways that the judged Applications hold. */
function annotated(view: View): readonly Subject[] {
  const of = (find: (name: string) => readonly Annotated[]) =>
    hostsOf(view).flatMap((name) => find(name).map((object) => ({ object, names: [name] })));
  const all = [
    ...of((name) => listenersFor(view, name).map(({ gateway }) => gateway)),
    ...of((name) => view.list(ingressesForHost(name))),
    ...ownObjects(view, 'GatewayApiGateway').map((object) => ({ object, names: [] })),
  ];
  return [...grouped(all, ({ object }) => object)].map(([object, found]) => ({
    ...{ object, reference: referenceTo(isGateway(object) ? 'GatewayApiGateway' : 'Ingress', object) },
    hosts: [...new Set(found.flatMap(({ names }) => names))],
  }));
}

/** Somebody else may write the Secret, or have made it by hand. */
function skippedPart(view: View, { reference, hosts }: Subject, skipped: Skipped): Observation | undefined {
  const { field, why, secrets } = skipped;
  const isServed = hosts.length > 0 && hosts.every((name) => leavesOf(gatewayHandshakes(view, name)).length > 0);
  const isWritten = secrets.some(({ namespace, name }) => view.list(writersOfSecret(name, namespace)).length > 0);
  if (isServed || isWritten) return undefined;
  const names = secrets.map(({ name }) => name).join(', ');
  const needed = {
    en: `cert-manager skips it, and makes no Certificate${names && ` for Secret ${names}`}`,
    ko: `cert-manager가 건너뛰므로 Certificate가 만들어지지 않습니다${names && `(Secret: ${names})`}`,
  };
  return { object: reference, field, seen: inBoth`${why}: ${needed}`, touches: hosts.map(host) };
}

function missing(view: View, { object, reference, hosts }: Subject, made: Made): Observation | undefined {
  const { metadata, spec } = made.certificate;
  const { namespace = '', name } = metadata;
  const own = referenceTo('Certificate', made.certificate);
  const place = { object: reference, field: made.field, touches: [own, ...hosts.map(host)] };
  const there = view.get('Certificate', namespace, name);
  if (there) {
    const isOwn = there.metadata.ownerReferences?.some(
      (owner) => owner.controller && owner.name === object.metadata.name,
    );
    const { secretName, dnsNames = [] } = there.spec;
    if (isOwn || (secretName === name && spec.dnsNames?.every((each) => dnsNames.includes(each)))) return undefined;
    return {
      ...place,
      seen: {
        en: `${wordsOf(own)} is there and not its own, so cert-manager leaves it as it is: it is for ${dnsNames.join(', ')} and writes ${secretName}`,
        ko: `다른 것이 만든 Certificate가 이미 있어 cert-manager가 고치지 않습니다: ${wordsOf(own)}(이름: ${dnsNames.join(', ')}, Secret: ${secretName})`,
      },
    };
  }
  if (!view.isAbsent('Certificate', namespace, name) || view.list(writersOfSecret(name, namespace)).length > 0)
    return undefined;
  const { writtenAt, creationTimestamp } = object.metadata;
  const making = movingSince(writtenAt ?? creationTimestamp, MAKING, { en: 'cert-manager', ko: 'cert-manager' });
  const isEarly = making !== undefined && making.until > view.now;
  const event = isEarly ? undefined : eventsAbout(view, object).find(({ type }) => type === 'Warning');
  const words = event ? `: ${quote(event.message ?? '', 300)}` : '';
  const isGateway = reference.kind === 'GatewayApiGateway';
  return {
    ...place,
    ...onItsWay(making),
    seen: {
      en: `${wordsOf(own)} has not been made${words || (isGateway ? '; cert-manager looks at Gateways only with `enableGatewayAPI`, and only if their CRDs were there when it started' : '')}`,
      ko: `만들어지지 않은 리소스: ${wordsOf(own)}${words || (isGateway ? '. cert-manager는 `enableGatewayAPI`가 켜져 있고 시작할 때 CRD가 있었던 경우에만 Gateway를 처리합니다' : '')}`,
    },
    next: [
      `kubectl -n ${namespace} get certificates,events`,
      'kubectl -n cert-manager logs deployment/cert-manager --tail=50',
    ],
  };
}
