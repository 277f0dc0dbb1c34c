import { isIP } from 'node:net';
import { gatewayAddresses } from './gateways.ts';
import { addressesOf } from './dns.ts';
import { isIssuedFor } from '../issuance/issued-certificate.ts';
import type { Certificate } from '../../see/objects/cert-manager.ts';
import type { ServedCertificate } from '../../see/objects/x509.ts';
import type { HandshakeAnswer } from '../../see/question.ts';
import type { View } from '../../see/view.ts';

/** The outcome of the TLS handshakes under a name, at each address that was tried. */
export function handshakesOf(
  view: View,
  name: string,
): readonly { readonly address: string; readonly answer: HandshakeAnswer }[] {
  return addressesOf(view, name).flatMap((address) => {
    const answer = view.ask({ ask: 'handshake', host: name, address, port: 443 });
    return answer ? [{ address, answer }] : [];
  });
}

/** The handshakes at the addresses of the host's gateways; where these are not known, all. */
export function gatewayHandshakes(view: View, name: string): ReturnType<typeof handshakesOf> {
  const own = gatewayAddresses(view, name).filter((address) => isIP(address) !== 0);
  const { address: given } = view.scope;
  if (own.length === 0) return handshakesOf(view, name);
  return handshakesOf(view, name).filter(({ address }) => address === given || own.includes(address));
}

/** The leaf certificates of these handshakes. */
export function leavesOf(handshakes: ReturnType<typeof handshakesOf>): readonly ServedCertificate[] {
  return handshakes.flatMap(({ answer }) => ('chain' in answer ? answer.chain.slice(0, 1) : []));
}

/** Whether a gateway serves the certificate that was issued last for a Certificate. */
export function isServed(view: View, name: string, certificate: Certificate): boolean {
  return leavesOf(gatewayHandshakes(view, name)).some((leaf) => isIssuedFor(view, certificate, leaf));
}
