import { certificatesFor, namesIn } from '../issuance/certificates.ts';
import { certifies } from '../host-patterns.ts';
import type { Certificate } from '../../see/objects/cert-manager.ts';
import { host, referenceTo, type Reference } from '../reference.ts';
import { certificatesForHost, writersOfSecret } from '../relations.ts';
import type { View } from '../../see/view.ts';
import { isServed } from './handshakes.ts';
import { type TlsTermination, tlsTerminationsOf, istioTerminations, listenerTerminations } from './tls-terminations.ts';

/** Whether a Certificate is for a host. */
export function covers(certificate: Certificate, name: string): boolean {
  return namesIn(certificate).some((each) => certifies(each, name));
}

/** The Certificates that write the Secret of a place where TLS ends. */
export function writersOf(view: View, { namespaces, secret }: TlsTermination): readonly Certificate[] {
  return namespaces.flatMap((namespace) => certificatesFor(view, namespace, secret));
}

/**
 * Certificates for a host that no gateway takes, where TLS ends with a Secret that surely no Certificate writes in the
 * gateway's namespaces: one of them may be meant. Undefined where one writes it, or where that is not known.
 */
export function idleBeside(view: View, name: string, end: TlsTermination): readonly Certificate[] | undefined {
  const { namespaces, secret } = end;
  const isKnown = namespaces.every((namespace) => view.isComplete(writersOfSecret(secret, namespace)));
  if (namespaces.length === 0 || !isKnown || writersOf(view, end).length > 0) return undefined;
  return idleCertificates(view, name);
}

/** The host, Gateways and Certificates, as `touches` of a finding. */
export function touchedByTls(
  view: View,
  name: string,
  ends: readonly TlsTermination[],
  certificates = ends.flatMap((end) => writersOf(view, end)),
): readonly Reference[] {
  return [
    host(name),
    ...ends.map(({ gateway }) => gateway),
    ...certificates.map((certificate) => referenceTo('Certificate', certificate)),
  ];
}

/** Certificates for a host whose Secrets no gateway names, without those that are served all the same, by a copy. */
function idleCertificates(view: View, name: string): readonly Certificate[] {
  const ends = [...istioTerminations(view, name), ...listenerTerminations(view, name)];
  return view
    .list(certificatesForHost(name))
    .filter(
      (certificate) =>
        covers(certificate, name) &&
        !ends.some(
          ({ namespaces, secret }) =>
            certificate.spec.secretName === secret && namespaces.includes(certificate.metadata.namespace ?? ''),
        ) &&
        !isServed(view, name, certificate),
    );
}

/** Whether the Secret was made by hand, so not by cert-manager, or is absent; undefined where neither is known. */
export function secretOf(view: View, { namespaces, secret }: TlsTermination): 'handmade' | 'absent' | undefined {
  if (!view.scope.withSecrets) return undefined;
  const found = namespaces.flatMap((namespace) => view.get('Secret', namespace, secret) ?? []);
  if (found.some(({ metadata }) => metadata.annotations?.['cert-manager.io/certificate-name'] === undefined))
    return 'handmade';
  return namespaces.every((namespace) => view.isAbsent('Secret', namespace, secret)) ? 'absent' : undefined;
}

/** The Certificates whose Secrets a host is served with or, where there are none, those that are for it. */
export function certificatesBehind(view: View, name: string): readonly Certificate[] {
  const wired = tlsTerminationsOf(view, name).flatMap((end) => writersOf(view, end));
  return wired.length > 0
    ? wired
    : view.list(certificatesForHost(name)).filter((certificate) => covers(certificate, name));
}
