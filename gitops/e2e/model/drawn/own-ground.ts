import type { Ground } from '../../trace/ground.ts';

/** The gateways of a run's own, at each of which one configuration at a time is alone. */
export const OWN_GATEWAYS = 6;

/** The port of such a gateway that configurations leave alone. */
export const OWN_EVIDENCE_PORT = 8099;

/** Where TLS may be spoken besides 443, and what is not HTTP besides. */
export const OWN_TLS_PORT = 9443;
export const OWN_TCP_PORT = 8086;

/** The ports of the Service of such a gateway. */
export const OWN_PORTS = [
  { name: 'http', port: 80, targetPort: 8080 },
  { name: 'https', port: 443, targetPort: 8443 },
  ...[8085, OWN_TLS_PORT, OWN_TCP_PORT, OWN_EVIDENCE_PORT].map((port) => ({
    name: `tcp-${port}`,
    port,
    targetPort: port,
  })),
];

/** What a configuration stands on that is alone at a gateway; its address is known when the gateway is there. */
export function ownGround(ground: Ground, number: number): Ground {
  const name = `tx-own-${number}`;
  return {
    ...{ ...ground, gatewayNamespace: name, gatewayLabel: name, gatewayService: 'gateway', gatewayAccount: 'gateway' },
    ...{ gatewayAddress: '', oddPort: 8085 },
  };
}
