import { entrancesOf, gatewayServices, type Entrance } from './gateways.ts';
import { withoutNamespace } from '../host-patterns.ts';
import { http01Validations, wasIssued } from '../issuance/solvers.ts';
import { isServed, pendingHttp01 } from '../issuance/challenges.ts';
import { resolutionOf } from './dns.ts';
import type { Certificate } from '../../see/objects/cert-manager.ts';
import { virtualServicesOfGateway } from '../relations.ts';
import type { View } from '../../see/view.ts';

/** A server on port 80 that redirects challenges to https, with the Certificates and names of these challenges. */
export interface Redirect extends Entrance {
  readonly certificates: readonly Certificate[];
  readonly names: readonly string[];
}

/**
 * The servers whose `httpsRedirect` applies to challenges that are answered through an Ingress.
 * @param issued whether to look at Certificates that were issued before (H2), or at those that never were (H1)
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
 * Whether a server redirects the challenge of a name. It does so for names that it, or a VirtualService bound to it,
 * spells out; under a wildcard the more exact host of the solver's Ingress keeps its own rules.
 */
function redirects(view: View, { gateway, server }: Entrance, name: string): boolean {
  if (server.tls?.httpsRedirect !== true || !isPort80(view, { gateway, server })) return false;
  const isNamed = (pattern: string) => withoutNamespace(pattern).toLowerCase() === name.toLowerCase();
  return (
    server.hosts.some(isNamed) ||
    view.list(virtualServicesOfGateway(gateway)).some(({ spec }) => spec.hosts?.some(isNamed))
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

/** Whether the open challenge of a name gets its answer in spite of the redirect. */
function isAnswered(view: View, certificate: Certificate, name: string): boolean {
  return pendingHttp01(view).some(
    (link) =>
      link.certificate === certificate && link.challenge.spec.dnsName === name && isServed(view, link.challenge),
  );
}

/** Whether DNS is known to lead to another gateway than the server's, which may be an internal one. */
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
