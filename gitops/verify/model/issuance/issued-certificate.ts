import { requestsOf } from './certificates.ts';
import { firstLookOf, issuanceOf } from './issuance.ts';
import { lastOf, movingSince, type Moving } from '../moving.ts';
import type { Certificate, CertificateRequest } from '../../see/objects/cert-manager.ts';
import { conditionOf } from '../../see/objects/kubernetes-object.ts';
import { describeCertificate } from '../../see/objects/x509.ts';
import type { ServedCertificate } from '../../see/objects/x509.ts';
import type { View } from '../../see/view.ts';

/** Milliseconds after an issuance in which the gateway may not have the new certificate yet (measured: 2 s). */
export const HANDED_OVER = 10_000;

/** The certificate that was issued last for a Certificate, and when. */
export function issuedOf(
  view: View,
  certificate: Certificate,
): { readonly leaf: ServedCertificate; readonly since: number } | undefined {
  for (const request of requestsOf(view, certificate)) {
    const ready = conditionOf(request, 'Ready');
    if (ready?.status !== 'True' || !(request.status?.certificate ?? request.status?.issued)) continue;
    const leaf = issuedCertificate(request.status);
    const since = Date.parse(ready.lastTransitionTime ?? request.metadata.creationTimestamp ?? '');
    return leaf && { leaf, since };
  }
  return undefined;
}

const READ = new WeakMap<object, ServedCertificate | undefined>();

/** Reads the certificate in a CertificateRequest's status, each once; undefined where it cannot be read. */
export function issuedCertificate(status: NonNullable<CertificateRequest['status']>): ServedCertificate | undefined {
  const { certificate, issued } = status;
  if (certificate === undefined) return issued;
  if (!READ.has(status)) READ.set(status, readCertificate(certificate));
  return READ.get(status);
}

function readCertificate(base64: string): ServedCertificate | undefined {
  try {
    return describeCertificate(Buffer.from(base64, 'base64'));
  } catch {
    return undefined;
  }
}

/** Whether a leaf is the certificate that was issued last for a Certificate. */
export function isIssuedFor(view: View, certificate: Certificate, leaf: ServedCertificate): boolean {
  const issued = issuedOf(view, certificate)?.leaf;
  if (issued) return issued.fingerprint === leaf.fingerprint && issued.serial === leaf.serial;
  const { notAfter } = certificate.status ?? {};
  return notAfter !== undefined && Date.parse(notAfter) === Date.parse(leaf.notAfter);
}

/** The way of a certificate that was issued a moment ago to the gateway. */
function handOverOf(view: View, certificate: Certificate): Moving | undefined {
  const by = { en: 'the gateway, which takes a new certificate', ko: '게이트웨이의 새 인증서 적용' };
  const since = issuedOf(view, certificate)?.since ?? NaN;
  return lastOf([
    Number.isNaN(since) ? undefined : { by, until: since + HANDED_OVER },
    movingSince(conditionOf(certificate, 'Ready')?.lastTransitionTime, HANDED_OVER, by),
  ]);
}

/** What brings a new certificate to the gateway: an issuance, and the moment after it. */
export function renewalOf(view: View, certificates: readonly Certificate[]): Moving | undefined {
  return lastOf(certificates.flatMap((each) => [issuanceOf(each), firstLookOf(each), handOverOf(view, each)]));
}
