import { certificatesOf, isOwnIssuer, issuerOf, issuerReference, orderOf, requestOf } from './certificates.ts';
import { challengesOf, judgedFor, touchedByCertificate } from './certificates.ts';
import { certifies } from '../host-patterns.ts';
import { grouped } from '../../see/grouped.ts';
import type { Certificate, Issuer, Solver } from '../../see/objects/cert-manager.ts';
import { conditionOf } from '../../see/objects/kubernetes-object.ts';
import { keyOf, referenceTo, type Reference } from '../reference.ts';
import { remembered, type View } from '../../see/view.ts';

/** How a name of a Certificate is validated, now or at its renewal. */
export interface Validation {
  readonly certificate: Certificate;
  readonly issuer: Reference;
  readonly name: string;
  readonly solver: Solver;
  /** `spec.acme.solvers[…]` of the issuer. */
  readonly index: number;
}

/** Every name that an ACME issuer validates by HTTP-01, with its solver. */
export const http01Validations = remembered('HTTP-01 validations', (view): readonly Validation[] =>
  certificatesOf(view).flatMap((certificate) => validationsOf(view, certificate)),
);

/** {@link http01Validations} of a Certificate. */
export function validationsOf(view: View, certificate: Certificate): readonly Validation[] {
  const issuer = isOwnIssuer(certificate) ? issuerOf(view, certificate) : undefined;
  if (!issuer?.spec.acme) return [];
  return (certificate.spec.dnsNames ?? []).flatMap((name) => {
    const found = solverFor(issuer, certificate, name);
    if (!found?.solver.http01) return [];
    return [{ certificate, issuer: issuerReference(certificate), name, ...found }];
  });
}

/** Each HTTP-01 solver with the Certificates that depend on it. */
export function http01Solvers(
  view: View,
): readonly (Omit<Validation, 'name' | 'certificate'> & { readonly certificates: readonly Certificate[] })[] {
  const groups = grouped(http01Validations(view), ({ issuer, index }) => `${keyOf(issuer)} ${index}`);
  return [...groups.values()].map((group) => {
    const [{ issuer, solver, index }] = group;
    return { issuer, solver, index, certificates: [...new Set(group.map(({ certificate }) => certificate))] };
  });
}

/**
 * The solver that cert-manager takes for a name: the one whose selector matches it most exactly.
 * A wildcard can only be validated by DNS-01.
 */
export function solverFor(
  { spec }: Issuer,
  certificate: Certificate,
  name: string,
): { readonly solver: Solver; readonly index: number } | undefined {
  const usable = (spec.acme?.solvers ?? []).flatMap((solver, index) => {
    if (name.startsWith('*.') ? !solver.dns01 : !solver.dns01 && !solver.http01) return [];
    const rank = rankOf(solver, certificate, name);
    return rank ? [{ solver, index, rank }] : [];
  });
  const [best] = usable.sort(
    (a, b) => b.rank.names - a.rank.names || b.rank.zones - a.rank.zones || b.rank.labels - a.rank.labels,
  );
  return best && { solver: best.solver, index: best.index };
}

/** How exactly a selector matches; undefined where it does not match. */
function rankOf({ selector = {} }: Solver, { metadata }: Certificate, name: string) {
  const { dnsNames = [], dnsZones = [], matchLabels = {} } = selector;
  const zones = dnsZones.filter((zone) => `.${name}`.endsWith(`.${zone}`));
  const labels = Object.entries(matchLabels);
  if (dnsNames.length > 0 && !dnsNames.includes(name)) return undefined;
  if (dnsZones.length > 0 && zones.length === 0) return undefined;
  if (!labels.every(([label, value]) => metadata.labels?.[label] === value)) return undefined;
  return {
    names: dnsNames.length > 0 ? 1 : 0,
    zones: Math.max(0, ...zones.map((zone) => zone.split('.').length)),
    labels: labels.length,
  };
}

/** Whether a Certificate was ever issued, so that a mistake on its way now concerns its renewal. */
export function wasIssued({ status }: Certificate): boolean {
  return (status?.revision ?? 0) > 0 || status?.notAfter !== undefined;
}

/** Whether a Certificate is issued and not being renewed, so that a mistake on its way shows only at its renewal. */
export function isAtRest(certificate: Certificate): boolean {
  return conditionOf(certificate, 'Ready')?.status === 'True' && conditionOf(certificate, 'Issuing')?.status !== 'True';
}

/** What has to do with a Certificate's validation: itself, its hosts, and the Order and Challenges under way. */
export function touchedDown(view: View, certificate: Certificate): readonly Reference[] {
  const request = requestOf(view, certificate);
  const order = request && orderOf(view, request);
  return [
    ...touchedByCertificate(view, certificate),
    ...(order ? [referenceTo('Order', order)] : []),
    ...(order ? challengesOf(view, order).map((challenge) => referenceTo('Challenge', challenge)) : []),
  ];
}

/** The names of Certificates in words: `shop, api and 2 more`. */
export function namesOf(certificates: readonly Certificate[]): string {
  const names = certificates.map(({ metadata }) => `${metadata.namespace ?? ''}/${metadata.name}`);
  return names.length > 3 ? `${names.slice(0, 3).join(', ')}, …` : names.join(', ');
}

/** What has to do with the validation of a public name: the Certificates for it and what is below them. */
export function touchedByName(view: View, name: string): readonly Reference[] {
  return judgedFor(view, name)
    .filter(({ spec }) => spec.dnsNames?.some((dnsName) => certifies(dnsName, name)))
    .flatMap((certificate) => touchedDown(view, certificate));
}
