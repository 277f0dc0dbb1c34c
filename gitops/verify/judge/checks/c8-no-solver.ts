import { ageOf } from '../../model/time.ts';
import { eventsAbout, normalizeMessage } from '../../model/issuance/challenges.ts';
import { challengesOf, issuerOf, issuerReference, orderOf, requestOf } from '../../model/issuance/certificates.ts';
import { solverFor, spoiltSolver, touchedDown, type Spoilt } from '../../model/issuance/solvers.ts';
import { checkOfCertificate } from '../shapes.ts';
import type { Certificate, Issuer, Order } from '../../see/objects/cert-manager.ts';
import { quote } from '../../see/quote.ts';
import { wordsOf } from '../../model/reference.ts';
import { owned } from '../../model/relations.ts';
import type { View } from '../../see/view.ts';

/** Milliseconds after which an Order has the Challenges it will ever have (measured: 1 to 2 s). */
const CHALLENGES = 20_000;

export const c8 = checkOfCertificate({
  code: 'C8',
  title: { en: 'the issuer has no solver for this name', ko: '발급자에 이 이름을 처리할 solver가 없습니다' },
  means: {
    en: 'The Order stays pending without a Challenge, and no status says so. A wildcard can only be validated by DNS-01.',
    ko: 'Order가 Challenge 없이 pending에 머물고, 이유는 status 어디에도 나오지 않습니다. 와일드카드는 DNS-01로만 검증할 수 있습니다.',
  },
  remedy: {
    en: 'Give the issuer a solver for the name: `dns01` for a wildcard, or a `selector` that covers it.',
    ko: '발급자에 이 이름을 처리할 solver를 추가하세요. 와일드카드라면 `dns01`, 아니라면 이 이름을 포함하는 `selector`가 필요합니다.',
  },
  source: 'measured; https://cert-manager.io/docs/configuration/acme/',
  find(view, certificate) {
    const issuer = issuerOf(view, certificate);
    if (!issuer?.spec.acme) return undefined;
    const spoilt = spoiltFor(issuer, certificate);
    if (spoilt)
      return {
        field: spoilt.field,
        seen: {
          en: `no Challenge is made with the solver of ${spoilt.name}: ${spoilt.why.en}`,
          ko: `solver가 있지만 ${spoilt.name}의 Challenge가 만들어지지 않습니다. ${spoilt.why.ko}`,
        },
        touches: touchedDown(view, certificate),
      };
    const without = (certificate.spec.dnsNames ?? []).filter((name) => !solverFor(issuer, certificate, name));
    const request = requestOf(view, certificate);
    const order = request && orderOf(view, request);
    const event = order && eventsAbout(view, order).find(({ reason }) => reason === 'Solver');
    if (without.length === 0 && !(order && isStuck(view, order))) return undefined;
    const said = event === undefined ? '' : `: ${quote(normalizeMessage(event.message ?? ''), 200)}`;
    const reference = issuerReference(certificate);
    const { kind, namespace, name } = reference;
    const words = wordsOf(reference);
    const names = without.join(', ');
    const count = issuer.spec.acme.solvers?.length ?? 0;
    return {
      field: 'spec.dnsNames',
      remedyAt: { object: reference, field: `spec.acme.solvers${count === 1 ? '[0].selector' : ''}` },
      seen:
        without.length === 0
          ? {
              en: `its Order is pending and has no Challenge${said}`,
              ko: `Order가 pending인데 Challenge가 없습니다${said}`,
            }
          : without.every((each) => each.startsWith('*.'))
            ? {
                en: `${names}: ${words} has no dns01 solver for it (${count} in all)`,
                ko: `${names}: ${words}의 solver ${count}개 중 이 이름에 쓸 수 있는 dns01이 없습니다`,
              }
            : {
                en: `${names}: no solver of ${words} selects it (${count} in all)`,
                ko: `${names}: ${words}의 solver ${count}개 중 이 이름을 선택하는 것이 없습니다`,
              },
      next: [`kubectl get ${kind.toLowerCase()} ${name}${namespace === undefined ? '' : ` -n ${namespace}`} -o yaml`],
      touches: [...touchedDown(view, certificate), reference],
    };
  },
});

/** The first name whose solver cannot be used. */
function spoiltFor(issuer: Issuer, certificate: Certificate): (Spoilt & { readonly name: string }) | undefined {
  for (const name of certificate.spec.dnsNames ?? []) {
    const found = solverFor(issuer, certificate, name);
    const spoilt = found && spoiltSolver(found.solver, certificate);
    if (spoilt) return { ...spoilt, name };
  }
  return undefined;
}

/**
 * Whether an Order waits for validations that have not begun. One that had a Challenge has been read before it became
 * valid, and the Challenges after they were taken back.
 */
function isStuck(view: View, order: Order): boolean {
  const { state, authorizations = [] } = order.status ?? {};
  const isOpen = authorizations.some(({ initialState = 'pending' }) => initialState === 'pending');
  if (state !== 'pending' || !isOpen || !view.isComplete(owned('Challenge', order))) return false;
  const isLate = ageOf(view, order.metadata.creationTimestamp, 0) > CHALLENGES;
  const reasons = eventsAbout(view, order).map(({ reason }) => reason);
  const isDue = reasons.includes('Solver') || (isLate && !reasons.includes('Created'));
  return challengesOf(view, order).length === 0 && isDue;
}
