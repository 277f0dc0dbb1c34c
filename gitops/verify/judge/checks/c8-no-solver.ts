import { ageOf } from '../../model/time.ts';
import { eventsAbout, normalizeMessage } from '../../model/issuance/challenges.ts';
import {
  certificatesOf,
  challengesOf,
  isOwnIssuer,
  issuerOf,
  issuerReference,
  orderOf,
  requestOf,
} from '../../model/issuance/certificates.ts';
import { solverFor, touchedDown } from '../../model/issuance/solvers.ts';
import { check } from '../check.ts';
import type { Certificate, Issuer, Order } from '../../see/objects/cert-manager.ts';
import { quote } from '../../see/quote.ts';
import { referenceTo, wordsOf, type Reference } from '../../model/reference.ts';
import type { Text } from '#program/language.ts';
import { owned } from '../../model/relations.ts';
import type { View } from '../../see/view.ts';

/** Milliseconds after which an Order has the Challenges it will ever have (measured: 1 to 2 s). */
const CHALLENGES = 20_000;

export const c8 = check({
  code: 'C8',
  title: { en: 'the issuer has no solver for this name', ko: '발급자에 이 이름을 처리할 solver가 없습니다' },
  means: {
    en: 'The Order stays pending without a Challenge, and no status says so. A wildcard can only be validated by DNS-01.',
    ko: 'Order가 Challenge 없이 pending에 머물고, status 어디에도 나타나지 않습니다. 와일드카드는 DNS-01로만 검증할 수 있습니다.',
  },
  remedy: {
    en: 'Give the issuer a solver for the name: `dns01` for a wildcard, or a `selector` that covers it.',
    ko: '발급자에 이 이름을 처리할 solver를 추가하세요. 와일드카드라면 `dns01`, 아니라면 이 이름을 포함하는 `selector`가 필요합니다.',
  },
  source: 'measured; https://cert-manager.io/docs/configuration/acme/',
  *judge(view) {
    for (const certificate of certificatesOf(view)) {
      const issuer = isOwnIssuer(certificate) ? issuerOf(view, certificate) : undefined;
      if (!issuer?.spec.acme) continue;
      const without = (certificate.spec.dnsNames ?? []).filter((name) => !solverFor(issuer, certificate, name));
      const request = requestOf(view, certificate);
      const order = request && orderOf(view, request);
      const event = order && solverEvent(view, order);
      if (without.length > 0 || (order && isStuck(view, order, event)))
        yield {
          object: referenceTo('Certificate', certificate),
          field: 'spec.dnsNames',
          seen: sentence(certificate, issuer, without, event),
          next: [commandFor(issuerReference(certificate))],
          touches: [...touchedDown(view, certificate), issuerReference(certificate)],
        };
    }
  },
});

function commandFor({ kind, namespace, name }: Reference): string {
  return `kubectl get ${kind.toLowerCase()} ${name}${namespace === undefined ? '' : ` -n ${namespace}`} -o yaml`;
}

function sentence(
  certificate: Certificate,
  { spec }: Issuer,
  without: readonly string[],
  event: string | undefined,
): Text {
  const issuer = wordsOf(issuerReference(certificate));
  const said = event === undefined ? '' : `: ${quote(event, 200)}`;
  if (without.length === 0)
    return {
      en: `its Order is pending and has no Challenge${said}`,
      ko: `Order가 pending인데 Challenge가 없습니다${said}`,
    };
  const names = without.join(', ');
  const count = spec.acme?.solvers?.length ?? 0;
  const isWildcard = without.every((name) => name.startsWith('*.'));
  return isWildcard
    ? {
        en: `${names}: ${issuer} has no dns01 solver for it (${count} in all)`,
        ko: `${names}: ${issuer}의 solver ${count}개 중 이 이름에 쓸 수 있는 dns01이 없습니다`,
      }
    : {
        en: `${names}: no solver of ${issuer} selects it (${count} in all)`,
        ko: `${names}: ${issuer}의 solver ${count}개 중 이 이름을 선택하는 것이 없습니다`,
      };
}

function solverEvent(view: View, order: Order): string | undefined {
  const event = eventsAbout(view, order).find(({ reason }) => reason === 'Solver');
  return event && normalizeMessage(event.message ?? '');
}

/** Whether an Order waits for validations that have not begun. */
function isStuck(view: View, order: Order, event: string | undefined): boolean {
  const { state, authorizations = [] } = order.status ?? {};
  const isOpen = authorizations.some(({ initialState = 'pending' }) => initialState === 'pending');
  if (state !== 'pending' || !isOpen || !view.isComplete(owned('Challenge', order))) return false;
  return (
    challengesOf(view, order).length === 0 &&
    (event !== undefined || ageOf(view, order.metadata.creationTimestamp, 0) > CHALLENGES)
  );
}
