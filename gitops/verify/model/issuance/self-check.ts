import { answersTo, isKey, isStarting, normalizeMessage } from './challenges.ts';
import type { Challenge } from '../../see/objects/cert-manager.ts';
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
 * What the self-check of a Challenge says in quotes, and the addresses where the probes get the key: it is led elsewhere
 * than they are. A solver that has just started does not count, because the self-check may be older than the probe.
 */
export function misledSelfCheck(
  view: View,
  challenge: Challenge,
  kind: SelfCheck,
): { readonly words: string; readonly reached: string } | undefined {
  const { reason = '' } = challenge.status ?? {};
  if (selfCheckOf(reason) !== kind || isStarting(view, challenge)) return undefined;
  const probes = answersTo(view, challenge);
  const reached = probes.filter(({ answer }) => isKey(answer)).map(({ address }) => address);
  const { a = [], aaaa = [] } = resolutionOf(view, challenge.spec.dnsName) ?? {};
  // Where DNS leads everybody to a wrong address, other checks tell it (H4, H5, H12).
  const isAstray = probes.some(({ address, answer }) => !isKey(answer) && [...a, ...aaaa].includes(address));
  if (reached.length === 0 || isAstray) return undefined;
  return { words: quote(normalizeMessage(reason, challenge), 300), reached: reached.join(', ') };
}
