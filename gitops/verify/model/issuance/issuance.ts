import { orderOf, requestOf } from './certificates.ts';
import type { Certificate, CertificateRequest, Order } from '../../see/objects/cert-manager.ts';
import { conditionOf, type KubernetesObject } from '../../see/objects/kubernetes-object.ts';
import { movingSince, type Moving } from '../moving.ts';
import { referenceTo, type Reference } from '../reference.ts';
import type { View } from '../../see/view.ts';
import { timeOf } from '../time.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** The longest back-off of cert-manager 1.21, unless it is configured otherwise. */
const LONGEST_BACKOFF = 32 * HOUR;

/** Milliseconds after which an issuance no longer counts as under way. */
export const LONG_ISSUANCE = 10 * MINUTE;

/** Milliseconds that a running cert-manager takes at most to look at a change (measured: 0.1 to 1 s). */
export const UNOBSERVED = 30_000;

/** Why the last attempt failed, as far as that is handed on. */
export interface Failure {
  /** The object that says so: an Order, or one that repeats it. */
  readonly object: Reference;
  readonly field: string;
  readonly text: string;
  /** Milliseconds since 1970; undefined where it is not known. */
  readonly at: number | undefined;
}

/** The failure of a Certificate's newest attempt; undefined where it is under way or succeeded. */
export function failureOf(view: View, certificate: Certificate): Failure | undefined {
  const request = requestOf(view, certificate);
  const order = request && orderOf(view, request);
  if (order && hasFailed(order))
    return {
      ...{ object: referenceTo('Order', order), field: 'status.reason', text: order.status?.reason ?? '' },
      at: timeOf(order.status?.failureTime),
    };
  const ready = request && conditionOf(request, 'Ready');
  if (request && ready?.reason === 'Failed')
    return {
      ...{ object: referenceTo('CertificateRequest', request), field: 'status.conditions', text: ready.message ?? '' },
      at: timeOf(request.status?.failureTime),
    };
  const issuing = conditionOf(certificate, 'Issuing');
  // The failed request is gone, but the Certificate repeats its message.
  if (request || issuing?.status !== 'False' || issuing.reason === 'Issued') return undefined;
  return {
    ...{ object: referenceTo('Certificate', certificate), field: 'status.conditions', text: issuing.message ?? '' },
    at: timeOf(certificate.status?.lastFailureTime),
  };
}

function hasFailed({ status }: Order): boolean {
  return status?.state === 'errored' || status?.state === 'invalid' || status?.state === 'expired';
}

/** Whether the object that a failure is about was changed after it, so that the failure is out of date. */
export function isOutdated({ at }: Failure, changed: KubernetesObject | undefined): boolean {
  const written = timeOf(changed?.metadata.writtenAt);
  return at !== undefined && written !== undefined && written > at;
}

/** When the issuance under way began; undefined where none is under way. */
export function issuingSince(certificate: Certificate): number | undefined {
  const issuing = conditionOf(certificate, 'Issuing');
  return issuing?.status === 'True' ? (timeOf(issuing.lastTransitionTime) ?? NaN) : undefined;
}

/** The issuance under way. */
export function issuanceOf(certificate: Certificate): Moving | undefined {
  const issuing = conditionOf(certificate, 'Issuing');
  if (issuing?.status !== 'True') return undefined;
  const { name } = certificate.metadata;
  const by = { en: `the issuance of ${name}`, ko: `${name}의 발급` };
  return movingSince(issuing.lastTransitionTime, LONG_ISSUANCE, by);
}

/** cert-manager's first look at a Certificate that has no Ready condition yet. */
export function firstLookOf(certificate: Certificate): Moving | undefined {
  if (conditionOf(certificate, 'Ready')) return undefined;
  const { writtenAt, creationTimestamp } = certificate.metadata;
  const by = { en: "cert-manager's first look", ko: 'cert-manager의 첫 처리' };
  return movingSince(writtenAt ?? creationTimestamp, UNOBSERVED, by);
}

/** When cert-manager tries again: one hour after the first failure, and twice as long after each further one. */
export function nextAttempt({ status }: Certificate): number | undefined {
  const failed = timeOf(status?.lastFailureTime);
  if (failed === undefined) return undefined;
  const attempts = Math.max(status?.failedIssuanceAttempts ?? 1, 1);
  return failed + Math.min(HOUR * 2 ** (attempts - 1), LONGEST_BACKOFF);
}

/** The lifetime of the issued certificate and what is left of it, in milliseconds. */
interface Validity {
  readonly lifetime: number;
  readonly left: number;
  /** The time since its renewal was due; negative before. */
  readonly overdue: number | undefined;
}

export function validityOf(view: View, { status }: Certificate): Validity | undefined {
  const [start, end] = [timeOf(status?.notBefore), timeOf(status?.notAfter)];
  if (start === undefined || end === undefined) return undefined;
  const due = timeOf(status?.renewalTime);
  return { lifetime: end - start, left: end - view.now, overdue: due === undefined ? undefined : view.now - due };
}

/** Milliseconds that a renewal may take before it counts as stuck. */
export function renewalGrace({ lifetime }: Validity): number {
  return Math.min(LONG_ISSUANCE, lifetime / 6);
}

/** Whether a request was issued. */
export function isIssued(request: CertificateRequest): boolean {
  return conditionOf(request, 'Ready')?.status === 'True';
}
