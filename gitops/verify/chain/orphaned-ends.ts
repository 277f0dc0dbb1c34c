import { hostsOf } from './hosts.ts';
import { idleCertificates, tlsEndsOf, writersOf, type TlsEnd } from './serving.ts';
import type { Certificate } from '../objects/cert-manager.ts';
import type { View } from '../view.ts';

interface OrphanedEnd {
  /** The host. */
  readonly name: string;
  readonly end: TlsEnd;
  /** Certificates for the host that nothing takes: one of them may be meant. */
  readonly idle: readonly Certificate[];
}

/** What ends TLS for a judged host with a Secret that, as is known, no Certificate writes where it is looked for. */
export function* orphanedEnds(view: View): Iterable<OrphanedEnd> {
  for (const name of hostsOf(view))
    for (const end of tlsEndsOf(view, name))
      if (knowsWriters(view, end) && writersOf(view, end).length === 0)
        yield { name, end, idle: idleCertificates(view, name) };
}

/** Whether all Certificates are known that could write what an end serves, or should. */
function knowsWriters(view: View, { namespaces }: TlsEnd): boolean {
  return namespaces.length > 0 && namespaces.every((namespace) => view.isComplete('Certificate', namespace));
}
