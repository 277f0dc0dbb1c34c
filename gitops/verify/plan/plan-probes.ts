import { isIP } from 'node:net';
import { openChallenges } from '../chain/certificates.ts';
import { gatewayAddresses } from '../chain/edges.ts';
import { healthUrl } from '../chain/health.ts';
import { hostsOf } from '../chain/hosts.ts';
import type { Question } from '../question.ts';
import type { View } from '../view.ts';

/** Most addresses of one name that are tried. */
const ADDRESSES = 4;
/** How many good answers in a row are asked for, each on a new connection, since several Pods may answer. */
const TIMES = 3;

/** Asks what the world gets: DNS records, TLS, and answers on both ports. */
export function* planProbes(view: View): Iterable<Question> {
  for (const host of hostsOf(view)) {
    // With --address DNS does not matter, and it may not know the name at all.
    if (view.scope.address === undefined) yield { ask: 'resolve', host };
    // Load balancers that are known by name (H4).
    for (const each of gatewayAddresses(view, host)) if (isIP(each) === 0) yield { ask: 'resolve', host: each };
    for (const each of addressesOf(view, host)) {
      yield { ask: 'handshake', host, address: each, port: 443 };
      yield { ask: 'fetch', url: `http://${host}/`, address: each, times: 1 };
    }
    const [front] = addressesOf(view, host);
    if (front !== undefined) yield { ask: 'fetch', url: healthUrl(view, host), address: front, times: TIMES };
  }
  for (const { challenge } of openChallenges(view)) {
    const { dnsName, type, token, key } = challenge.spec;
    if (type !== 'HTTP-01' || token === undefined || key === undefined) continue;
    for (const address of addressesOf(view, dnsName))
      yield {
        ...{ ask: 'fetch', url: `http://${dnsName}/.well-known/acme-challenge/${token}` },
        ...{ address, times: 1, expected: key },
      };
  }
}

/** The addresses to try: the one that was given, or those in DNS; and in any case those of the name's gateways. */
export function addressesOf(view: View, host: string): readonly string[] {
  const { address } = view.scope;
  const resolved = view.answer({ ask: 'resolve', host });
  const given = address === undefined ? [...(resolved?.a ?? []), ...(resolved?.aaaa ?? [])] : [address];
  const gateways = gatewayAddresses(view, host).filter((each) => isIP(each) !== 0);
  return [...new Set([...given, ...gateways])].slice(0, ADDRESSES);
}
