import { fullName } from '../../see/objects/kubernetes-object.ts';
import { ingressPods, isOfIstio, serversOfIngress } from './ingress-config.ts';
import { exactness, mostExact, withoutNamespace } from '../host-patterns.ts';
import { ownNames } from '../sync/applications.ts';
import {
  credentialNamespaces,
  endsTls,
  gatewayServersOf,
  gatewayApiListeners,
  gatewayPods,
  secretsOfListener,
  speaksTls,
  type GatewayServer,
} from './gateways.ts';
import { hostsOf } from './hosts.ts';
import { httpRoutesOf } from './routes.ts';
import type { GatewayApiGateway } from '../../see/objects/gateway-api.ts';
import { referenceTo, type Reference } from '../reference.ts';
import { credentialsOf, gatewaysForHost, ingressesForHost, secretOfCredential } from '../relations.ts';
import { remembered, type View } from '../../see/view.ts';

/** A place where a gateway terminates TLS for a host, and the Secret that it needs for that. */
export interface TlsTermination {
  readonly gateway: Reference;
  readonly field: string;
  /** The host of the server or listener; `*` stands for any. */
  readonly pattern: string;
  readonly port: number;
  readonly secret: string;
  /** The namespaces in which the Secret is looked for; empty where no Pod of the gateway is known. */
  readonly namespaces: readonly string[];
  /** Only where the gateway is an Istio Gateway. */
  readonly istio?: GatewayServer;
}

/** Where TLS ends for a host: the places with the most exact host, since SNI chooses them. */
export const tlsTerminationsOf = remembered('TLS ends of a host', (view, name: string): readonly TlsTermination[] => {
  const all = [
    ...istioTerminations(view, name),
    ...ingressTerminations(view, name),
    ...listenerTerminations(view, name),
  ];
  const best = Math.max(...all.map(({ pattern }) => exactness(pattern)));
  return all.filter(({ pattern }) => exactness(pattern) === best);
});

/** The servers with the most exact host that speak TLS for a host, whether they terminate it or pass it through. */
export function tlsServersOf(view: View, name: string): readonly GatewayServer[] {
  const all = gatewayServersOf(view, name).filter(({ server }) => speaksTls(server));
  const best = Math.max(...all.map((each) => exactness(patternOf(each, name))));
  return all.filter((each) => exactness(patternOf(each, name)) === best);
}

/**
 * Listeners for a host: those that name it, and those for any name whose Gateway a route of the host names or a judged
 * Application holds.
 */
export function listenersFor(view: View, name: string): ReturnType<typeof gatewayApiListeners> {
  const routes = httpRoutesOf(view, name).filter(({ spec }) => spec.hostnames !== undefined);
  const named = new Set([
    ...ownNames(view, 'GatewayApiGateway').map((own) => `${own.namespace}/${own.name}`),
    ...routes.flatMap(({ spec, metadata }) =>
      (spec.parentRefs ?? []).map((parent) => `${parent.namespace ?? metadata.namespace ?? ''}/${parent.name}`),
    ),
  ]);
  return gatewayApiListeners(view, name).filter(
    ({ gateway, listener }) => listener.hostname !== undefined || named.has(fullName(gateway)),
  );
}

/** {@link tlsTerminationsOf} all judged hosts. */
export const tlsTerminations = remembered('TLS ends', (view) =>
  hostsOf(view).flatMap((name) => tlsTerminationsOf(view, name).map((end) => ({ name, end }))),
);

export function istioTerminations(view: View, name: string): readonly TlsTermination[] {
  return gatewayServersOf(view, name)
    .filter(({ gateway, server }) => endsTls(server) && hasSelector(gateway))
    .flatMap((istio) => {
      const { gateway, server, index } = istio;
      const places = placesOf(view, gateway);
      return credentialsOf(server).map((credential, at): TlsTermination => {
        const { namespace, name: secret } = secretOfCredential(credential, '');
        return {
          gateway: referenceTo('Gateway', gateway),
          field: `spec.servers[${index}].tls.${server.tls?.credentialName ? 'credentialName' : `credentialNames[${at}]`}`,
          pattern: patternOf(istio, name),
          port: server.port.number,
          ...{ secret, namespaces: namespace === '' ? places : [namespace], istio },
        };
      });
    });
}

/** Where istiod ends TLS for an Ingress: with a Secret in the namespace of the gateway, not in that of the Ingress. */
function ingressTerminations(view: View, name: string): readonly TlsTermination[] {
  const own = view.list(ingressesForHost(name)).filter((ingress) => isOfIstio(view, ingress));
  if (own.length === 0) return [];
  const namespaces = [...new Set(ingressPods(view).map(({ metadata }) => metadata.namespace ?? ''))];
  return own.flatMap((ingress) =>
    serversOfIngress(ingress).flatMap(({ server, field }) => {
      const { credentialName } = server.tls ?? {};
      const pattern = mostExact(server.hosts, name);
      if (credentialName === undefined || pattern === undefined) return [];
      const gateway = referenceTo('Ingress', ingress);
      return [{ gateway, field: `${field}.secretName`, pattern, port: 443, secret: credentialName, namespaces }];
    }),
  );
}

/** The namespaces of a Gateway's Pods or, where it selects none by mistake (T4), those of other Gateways' Pods. */
function placesOf(view: View, gateway: GatewayServer['gateway']): readonly string[] {
  const own = credentialNamespaces(view, gateway);
  return own.length > 0 ? own : placesOfAll(view);
}

/** The namespaces of the Pods of all Gateways for judged hosts. */
const placesOfAll = remembered('places of Gateways', (view): readonly string[] => {
  const all = new Set(hostsOf(view).flatMap((name) => view.list(gatewaysForHost(name))));
  return [...new Set([...all].filter(hasSelector).flatMap((each) => credentialNamespaces(view, each)))];
});

export function listenerTerminations(view: View, name: string): readonly TlsTermination[] {
  return listenersFor(view, name).flatMap(({ gateway, listener }) => {
    const index = gateway.spec.listeners?.indexOf(listener) ?? 0;
    return secretsOfListener(gateway, listener).map(({ namespace, name: secret }, at) => ({
      gateway: referenceTo('GatewayApiGateway', gateway),
      field: `spec.listeners[${index}].tls.certificateRefs[${at}]`,
      pattern: listener.hostname ?? '*',
      port: listener.port,
      secret,
      namespaces: [namespace],
    }));
  });
}

/** Whether a Gateway has a selector; one without is for every gateway, and not all of these are known. */
export function hasSelector({ spec }: GatewayServer['gateway']): boolean {
  return Object.keys(spec.selector ?? {}).length > 0;
}

/** The most exact host of a server that admits a name. */
function patternOf({ server }: GatewayServer, name: string): string {
  return mostExact(server.hosts.map(withoutNamespace), name) ?? '*';
}

/** The service accounts of a Gateway's Pods that may not read the Secrets it names. */
export function refusedUsers(
  view: View,
  { gateway }: GatewayServer,
): readonly { readonly user: string; readonly namespace: string }[] {
  const users = gatewayPods(view, gateway).map(({ metadata: { namespace = '' }, spec }) => ({
    namespace,
    user: `system:serviceaccount:${namespace}:${spec.serviceAccountName ?? 'default'}`,
  }));
  const refused = users.filter(({ user, namespace }) => {
    const answer = view.ask({ ask: 'may', user, verb: 'list', resource: 'secrets', namespace });
    return answer !== undefined && 'isAllowed' in answer && !answer.isAllowed;
  });
  return [...new Map(refused.map((each) => [each.user, each])).values()];
}

/** Whether a controller has written a status for a Gateway of the Gateway API. */
export function isTaken({ status }: GatewayApiGateway): boolean {
  const ofListeners = (status?.listeners ?? []).flatMap(({ conditions = [] }) => conditions);
  return [...(status?.conditions ?? []), ...ofListeners].some(({ status: state }) => state !== 'Unknown');
}
