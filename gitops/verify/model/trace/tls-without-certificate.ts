import { hostsOf } from './hosts.ts';
import { idleCertificates, writersOf } from './tls-certificates.ts';
import { tlsEndsOf, type TlsEnd } from './tls-ends.ts';
import type { Certificate } from '../../see/objects/cert-manager.ts';
import { writersOfSecret } from '../relations.ts';
import type { View } from '../../see/view.ts';

interface TlsWithoutCertificate {
  /** The judged host. */
  readonly name: string;
  readonly end: TlsEnd;
  /** Certificates for the host that no gateway takes: one of them may be meant. */
  readonly idle: readonly Certificate[];
}

/** Where TLS of a judged host ends with a Secret that surely no Certificate writes in the gateway's namespaces. */
export function* tlsWithoutCertificate(view: View): Iterable<TlsWithoutCertificate> {
  for (const name of hostsOf(view))
    for (const end of tlsEndsOf(view, name))
      if (knowsWriters(view, end) && writersOf(view, end).length === 0)
        yield { name, end, idle: idleCertificates(view, name) };
}

/** Whether all Certificates are known that write the Secret. */
function knowsWriters(view: View, { namespaces, secret }: TlsEnd): boolean {
  return namespaces.length > 0 && namespaces.every((namespace) => view.isComplete(writersOfSecret(secret, namespace)));
}
