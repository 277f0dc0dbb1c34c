import { holdersOf } from '../sync/applications.ts';
import { certificatesOf, isOwnIssuer, issuerOf, issuerReference, touchedBy, touchedByIssuer } from './certificates.ts';
import { timeOf } from '../time.ts';
import { type Condition, conditionOf, type KubernetesObject } from '../../see/objects/kubernetes-object.ts';
import { keyOf, referenceTo, type Reference } from '../reference.ts';
import type { View } from '../../see/view.ts';

/** Milliseconds; a running controller looks at a change within two seconds (measured). */
const LASTING = 30_000;

/** A Certificate or issuer whose Ready condition is not about its present generation. */
export interface Stale {
  readonly object: Reference;
  readonly generation: number;
  /** The generation that Ready is about; undefined where there is no Ready condition. */
  readonly observed: number | undefined;
  /** Milliseconds since the change that was not looked at; undefined where its time is not known. */
  readonly age: number | undefined;
  readonly isLasting: boolean;
  readonly touches: readonly Reference[];
}

/** The judged Certificates and their issuers that cert-manager has not looked at since their last change. */
export function staleConditions(view: View): readonly Stale[] {
  const certificates = certificatesOf(view);
  const issuers = new Map(
    certificates.filter(isOwnIssuer).flatMap((certificate) => {
      const issuer = issuerOf(view, certificate);
      const reference = issuerReference(certificate);
      return issuer ? [[keyOf(reference), { issuer, reference }] as const] : [];
    }),
  );
  return [
    ...certificates.flatMap((certificate) =>
      stale(view, referenceTo('Certificate', certificate), certificate, touchedBy(view, certificate)),
    ),
    ...[...issuers.values()].flatMap(({ issuer, reference }) =>
      stale(view, reference, issuer, touchedByIssuer(view, reference)),
    ),
  ];
}

function stale(
  view: View,
  object: Reference,
  subject: KubernetesObject & { readonly status?: { readonly conditions?: readonly Condition[] } },
  touches: readonly Reference[],
): readonly Stale[] {
  const { generation = 1, writtenAt, creationTimestamp } = subject.metadata;
  const ready = conditionOf(subject, 'Ready');
  const observed = ready && (ready.observedGeneration ?? generation);
  if (observed !== undefined && observed >= generation) return [];
  // The first generation is as old as the object; the time of a later one may not be known.
  const written = timeOf(writtenAt) ?? (generation === 1 ? timeOf(creationTimestamp) : undefined);
  const age = written === undefined ? undefined : view.now - written;
  const isLasting = age !== undefined && age > LASTING;
  return [{ object, generation, observed, age, isLasting, touches: [...touches, ...holdersOf(view, object)] }];
}
