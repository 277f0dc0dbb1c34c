import { requestsOf, certificatesFor } from '../issuance/certificates.ts';
import { conditionOf } from '../../see/objects/kubernetes-object.ts';
import type { Server } from '../../see/objects/istio.ts';
import type { View } from '../../see/view.ts';
import { credentialsOf, secretOfCredential } from '../relations.ts';
import { leavesOf, handshakesOf } from './handshakes.ts';

/**
 * Whether a server that asks callers for certificates has a CA to judge them by: of its own field, of `ca.crt` in its
 * Secret, or of the Secret `NAME-cacert`. Without a right on Secrets what the CertificateRequest got tells of the former,
 * and a gateway that ends every handshake tells that there is none of the latter. Undefined where it is not known.
 * @see https://istio.io/latest/docs/reference/config/networking/gateway/#ServerTLSSettings
 */
export function hasClientCa(
  view: View,
  { tls, ...server }: Server,
  namespace: string,
  host: string,
): boolean | undefined {
  if (tls?.caCertCredentialName || tls?.caCertificates) return true;
  const [credential = ''] = credentialsOf({ ...server, ...(tls ? { tls } : {}) });
  const { namespace: place, name: secret } = secretOfCredential(credential, namespace);
  if (view.scope.withSecrets && view.get('Secret', place, `${secret}-cacert`)) return true;
  const requests = certificatesFor(view, place, secret).flatMap((writer) => requestsOf(view, writer).slice(0, 1));
  const issued = requests.filter((request) => conditionOf(request, 'Ready')?.status === 'True');
  if (issued.some(({ status }) => status?.ca !== undefined)) return true;
  if (issued.length === 0) return undefined;
  if (view.scope.withSecrets && view.isAbsent('Secret', place, `${secret}-cacert`)) return false;
  const handshakes = handshakesOf(view, host);
  if (handshakes.length === 0) return undefined;
  return leavesOf(handshakes).length > 0;
}
