import { entrancesOf, gatewayServices, type Entrance } from './edges.ts';
import { withoutNamespace } from './hosts.ts';
import { isBoundTo } from './routes.ts';
import { http01Validations, wasIssued } from './solvers.ts';
import { isServed, pendingHttp01 } from './challenges.ts';
import { resolutionOf } from './dns.ts';
import type { Certificate } from '../objects/cert-manager.ts';
import type { View } from '../view.ts';

/** A server of port 80 that sends challenges away to https, with the Certificates whose challenges it sends away. */
export interface Redirect extends Entrance {
  readonly certificates: readonly Certificate[];
  readonly names: readonly string[];
}

/**
 * The servers whose `httpsRedirect` meets challenges that are answered through an Ingress.
 * @param issued of Certificates that were issued before (H2), or that never were (H1)
 */
export function challengeRedirects(view: View, issued: boolean): readonly Redirect[] {
  const found = new Map<string, Redirect>();
  for (const { certificate, name, solver } of http01Validations(view)) {
    if (!solver.http01?.ingress || wasIssued(certificate) !== issued || isAnswered(view, certificate, name)) continue;
    for (const entrance of entrancesOf(view, name)) {
      if (!redirects(view, entrance, name) || isElsewhere(view, entrance, name)) continue;
      const { metadata } = entrance.gateway;
      const key = `${metadata.namespace ?? ''}/${metadata.name} ${entrance.index}`;
      const { certificates = [], names = [] } = found.get(key) ?? {};
      found.set(key, {
        ...entrance,
        certificates: [...new Set([...certificates, certificate])],
        names: [...new Set([...names, name])],
      });
    }
  }
  return [...found.values()];
}

/**
 * Whether a server sends the challenge of a name away. The redirect holds for the names that the server spells out, and
 * for those that a VirtualService bound to it does; under a wildcard the solver's own name keeps its own rules.
 */
function redirects(view: View, { gateway, server }: Entrance, name: string): boolean {
  if (server.tls?.httpsRedirect !== true || !isPort80(view, { gateway, server })) return false;
  const isNamed = (pattern: string) => withoutNamespace(pattern).toLowerCase() === name.toLowerCase();
  return (
    server.hosts.some(isNamed) ||
    view
      .list('VirtualService')
      .some((virtualService) => isBoundTo(virtualService, gateway) && virtualService.spec.hosts?.some(isNamed))
  );
}

function isPort80(view: View, { gateway, server }: Pick<Entrance, 'gateway' | 'server'>): boolean {
  const { number } = server.port;
  return (
    number === 80 ||
    gatewayServices(view, gateway).some(({ spec }) =>
      spec.ports?.some(({ port, targetPort }) => port === 80 && targetPort === number),
    )
  );
}

/** Whether a challenge of the name is open and gets its answer all the same. */
function isAnswered(view: View, certificate: Certificate, name: string): boolean {
  return pendingHttp01(view).some(
    (link) =>
      link.certificate === certificate && link.challenge.spec.dnsName === name && isServed(view, link.challenge),
  );
}

/** Whether the gateway of a server is known to be another one than the name leads to, such as an internal one. */
function isElsewhere(view: View, { gateway }: Entrance, name: string): boolean {
  const own = addressesOf(view, [gateway]);
  const others = addressesOf(
    view,
    entrancesOf(view, name).flatMap((entrance) => (entrance.gateway === gateway ? [] : [entrance.gateway])),
  );
  const { address } = view.scope;
  const { a = [], aaaa = [] } = resolutionOf(view, name) ?? {};
  const targets = address === undefined ? [...a, ...aaaa] : [address];
  return own.length > 0 && targets.some((each) => others.includes(each)) && !targets.some((each) => own.includes(each));
}

function addressesOf(view: View, gateways: readonly Entrance['gateway'][]): readonly string[] {
  return gateways
    .flatMap((gateway) => gatewayServices(view, gateway))
    .flatMap(({ status }) => status?.loadBalancer?.ingress ?? [])
    .flatMap(({ ip, hostname }) => ip ?? hostname ?? []);
}
