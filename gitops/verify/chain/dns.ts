import { isIP } from 'node:net';
import { gatewayAddresses } from './edges.ts';
import type { HttpAnswer, NoAnswer, Resolution } from '../question.ts';
import type { View } from '../view.ts';

/** What DNS has for a name; undefined where --address is given instead. */
export function resolutionOf(view: View, host: string): Resolution | undefined {
  return view.scope.address === undefined ? view.answer({ ask: 'resolve', host }) : undefined;
}

/** The IP addresses of a name's gateways; load balancers that are known by name are looked up. */
export function gatewayIps(view: View, host: string): readonly string[] {
  const all = gatewayAddresses(view, host).flatMap((each) => {
    if (isIP(each) !== 0) return [each];
    const { a = [], aaaa = [] } = view.answer({ ask: 'resolve', host: each }) ?? {};
    return [...a, ...aaaa];
  });
  return [...new Set(all)];
}

/** What a probe of port 80 got at an address. */
export function plainAnswer(view: View, host: string, address: string): HttpAnswer | NoAnswer | undefined {
  return view.answer({ ask: 'fetch', url: `http://${host}/`, address, times: 1 })?.answers[0];
}

/** Whether an address behaves as a gateway of the name does: the same certificate or, without one, the same answer. */
export function behavesAs(view: View, host: string, address: string, gateway: string): boolean | undefined {
  const [there, here] = [address, gateway].map((each) =>
    view.answer({ ask: 'handshake', host, address: each, port: 443 }),
  );
  if (!there || !here) return undefined;
  const [a, b] = [plainAnswer(view, host, address), plainAnswer(view, host, gateway)];
  const isReached = 'chain' in here || (b !== undefined && 'status' in b);
  if (!isReached) return undefined;
  if ('chain' in there && 'chain' in here) return there.chain[0]?.fingerprint === here.chain[0]?.fingerprint;
  if ('chain' in there !== 'chain' in here || !a || !b) return false;
  return 'status' in a && 'status' in b && a.status === b.status && a.location === b.location && a.server === b.server;
}

/** Names of CDNs in the `server` header. */
const CDN = /cloudflare|cloudfront|akamai|fastly|varnish|sucuri|imperva|incapsula|bunny|keycdn|cachefly|gcore|cdn/i;

/** The CDN's name for itself, where one answers for a name at an address. */
export function cdnAt(view: View, host: string, address: string): string | undefined {
  const server = view
    .answers('fetch')
    .filter(({ question }) => question.address === address && new URL(question.url).hostname === host)
    .flatMap(({ answer }) => answer.answers)
    .flatMap((answer) => ('status' in answer ? (answer.server ?? []) : []))
    .find((each) => CDN.test(each));
  return server;
}

/** Whether an address cannot be reached from the internet: it is private, shared, or local. */
export function isPrivate(address: string): boolean {
  return /^(10\.|127\.|169\.254\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|::1$|f[cd]|fe[89ab])/i.test(
    address,
  );
}
