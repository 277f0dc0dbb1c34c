import { isIP } from 'node:net';
import { gatewayAddresses } from './gateways.ts';
import type { Fetch, HttpAnswer, NoAnswer, Resolution } from '../../see/question.ts';
import { remembered, type View } from '../../see/view.ts';

/** What DNS has for a name; undefined where --address is given instead. */
export function resolutionOf(view: View, host: string): Resolution | undefined {
  return view.scope.address === undefined ? view.ask({ ask: 'resolve', host }) : undefined;
}

/** The addresses that a name leads to: the one that was given, or those in DNS. */
export function targetsOf(view: View, host: string): readonly string[] {
  const { a = [], aaaa = [] } = resolutionOf(view, host) ?? {};
  return view.scope.address === undefined ? [...a, ...aaaa] : [view.scope.address];
}

/** Most addresses of one name that are tried. */
const ADDRESSES = 4;

/** The addresses to try: those that the name leads to, and in any case those of its gateways. */
export const addressesOf = remembered('addresses', (view, host: string): readonly string[] => {
  const gateways = gatewayAddresses(view, host).filter((each) => isIP(each) !== 0);
  return [...new Set([...targetsOf(view, host), ...gateways])].slice(0, ADDRESSES);
});

/** The IP addresses of a name's gateways; load balancers that are known by name are looked up. */
export function gatewayIps(view: View, host: string): readonly string[] {
  const all = gatewayAddresses(view, host).flatMap((each) => {
    if (isIP(each) !== 0) return [each];
    const { a = [], aaaa = [] } = view.ask({ ask: 'resolve', host: each }) ?? {};
    return [...a, ...aaaa];
  });
  return [...new Set(all)];
}

/** How many good answers in a row are asked for, each on a new connection, since several Pods may answer. */
const TIMES = 3;

/** The URL of a host that must be fine. */
export function healthUrl({ scope }: View, name: string): string {
  return `https://${name}${scope.path}`;
}

/** The question that a host must answer well, at an address. */
export function healthQuestion(view: View, name: string, address: string): Fetch {
  return { ask: 'fetch', url: healthUrl(view, name), address, times: TIMES };
}

/** What a probe of port 80 got at an address. */
export function plainAnswer(view: View, host: string, address: string): HttpAnswer | NoAnswer | undefined {
  return view.ask({ ask: 'fetch', url: `http://${host}/`, address, times: 1 })?.answers[0];
}

/** Whether an address behaves as a gateway of the name does: the same certificate or, without one, the same answer. */
export function behavesAs(view: View, host: string, address: string, gateway: string): boolean | undefined {
  const [there, here] = [address, gateway].map((each) =>
    view.ask({ ask: 'handshake', host, address: each, port: 443 }),
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

/** The CDN's name for itself, where one answers for a name at an address. @param others of its answers there */
export function cdnAt(
  view: View,
  host: string,
  address: string,
  others: readonly (HttpAnswer | NoAnswer)[] = [],
): string | undefined {
  const answers = [
    ...others,
    plainAnswer(view, host, address),
    ...(view.ask(healthQuestion(view, host, address))?.answers ?? []),
  ];
  return answers
    .flatMap((answer) => (answer && 'status' in answer ? (answer.server ?? []) : []))
    .find((each) => CDN.test(each));
}

/** Whether an address cannot be reached from the internet: it is private, shared, or local. */
export function isPrivate(address: string): boolean {
  return /^(10\.|127\.|169\.254\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|::1$|f[cd]|fe[89ab])/i.test(
    address,
  );
}
