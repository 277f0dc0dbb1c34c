import { answersTo, isKey, isStarting, pendingHttp01, normalizeMessage, type Link } from './challenges.ts';
import { resolutionOf } from '../trace/dns.ts';
import { quote } from '../../see/quote.ts';
import type { View } from '../../see/view.ts';

/** The outcome of cert-manager's own request for a challenge, by its message. */
export type SelfCheck = 'no answer' | 'another answer';

const NO_ANSWER =
  /i\/o timeout|deadline exceeded|no route to host|connection refused|connection reset|unreachable|\bEOF\b/i;
const ANOTHER = /did not get expected response|wrong status code|no such host|server misbehaving/i;

export function selfCheckOf(reason: string): SelfCheck | undefined {
  // It is the DNS server that does not answer, not the gateway.
  if (/\blookup \S+.*(i\/o timeout|server misbehaving|no such host)/i.test(reason)) return 'another answer';
  return NO_ANSWER.test(reason) ? 'no answer' : ANOTHER.test(reason) ? 'another answer' : undefined;
}

/**
 * Challenges whose key the probes get where DNS leads, but the self-check does not: it is led elsewhere. A solver that
 * has just started does not count, because the self-check may be older than the probe.
 */
export function misledSelfChecks(
  view: View,
  kind: SelfCheck,
): readonly (Link & { readonly words: string; readonly reached: string })[] {
  return pendingHttp01(view).flatMap((link) => {
    const { challenge } = link;
    const { reason = '' } = challenge.status ?? {};
    if (selfCheckOf(reason) !== kind || isStarting(view, challenge)) return [];
    const probes = answersTo(view, challenge);
    const reached = probes.filter(({ answer }) => isKey(answer)).map(({ address }) => address);
    const { a = [], aaaa = [] } = resolutionOf(view, challenge.spec.dnsName) ?? {};
    // Where DNS leads everybody to a wrong address, other checks tell it (H4, H5, H12).
    const isAstray = probes.some(({ address, answer }) => !isKey(answer) && [...a, ...aaaa].includes(address));
    if (reached.length === 0 || isAstray) return [];
    const words = quote(normalizeMessage(reason, challenge), 300);
    return [{ ...link, words, reached: reached.join(', ') }];
  });
}
