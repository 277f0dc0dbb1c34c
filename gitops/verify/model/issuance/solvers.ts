import { certificatesOf, issuerOf, issuerReference, orderOf, requestOf } from './certificates.ts';
import { challengesOf, judgedFor, touchedByCertificate, type IssuerReference } from './certificates.ts';
import { certifies } from '../host-patterns.ts';
import { grouped } from '../../see/grouped.ts';
import type { Certificate, Issuer, Solver } from '../../see/objects/cert-manager.ts';
import { conditionOf, fullName } from '../../see/objects/kubernetes-object.ts';
import { keyOf, referenceTo, type Reference } from '../reference.ts';
import type { Text } from '#program/language.ts';
import { remembered, type View } from '../../see/view.ts';

/** How a name of a Certificate is validated, now or at its renewal. */
export interface Validation {
  readonly certificate: Certificate;
  readonly issuer: IssuerReference;
  readonly name: string;
  /** With what annotations of the Certificate say in place of the issuer. */
  readonly solver: Solver;
  /** `spec.acme.solvers[…]` of the issuer. */
  readonly index: number;
}

/** Every name that an ACME issuer validates, with its solver. */
const validations = remembered('validations', (view): readonly Validation[] =>
  certificatesOf(view).flatMap((certificate) => validationsOf(view, certificate)),
);

/** {@link validations} of a Certificate. */
export function validationsOf(view: View, certificate: Certificate): readonly Validation[] {
  const issuer = issuerOf(view, certificate);
  if (!issuer?.spec.acme) return [];
  return (certificate.spec.dnsNames ?? []).flatMap((name) => {
    const found = solverFor(issuer, certificate, name);
    return found ? [{ certificate, issuer: issuerReference(certificate), name, ...found }] : [];
  });
}

/** Every name that an ACME issuer validates by HTTP-01, with its solver. */
export const http01Validations = remembered('HTTP-01 validations', (view): readonly Validation[] =>
  validations(view).filter(({ solver }) => solver.http01),
);

/** Each solver with the Certificates that depend on it. */
export interface SolverInUse extends Omit<Validation, 'name' | 'certificate'> {
  readonly certificates: readonly Certificate[];
}

export const solversInUse = remembered('solvers in use', (view): readonly SolverInUse[] => {
  const keyOfSolver = ({ issuer, index, solver }: Validation) => `${keyOf(issuer)} ${index} ${JSON.stringify(solver)}`;
  return [...grouped(validations(view), keyOfSolver).values()].map((group) => {
    const [{ issuer, solver, index }] = group;
    return { issuer, solver, index, certificates: [...new Set(group.map(({ certificate }) => certificate))] };
  });
});

export function http01Solvers(view: View): readonly SolverInUse[] {
  return solversInUse(view).filter(({ solver }) => solver.http01);
}

/**
 * The solver that cert-manager takes for a name: the one whose selector matches it most exactly, and of equals the first.
 * A wildcard can only be validated by DNS-01.
 * @see cert-manager: pkg/util/solverpicker/solverpicker.go, pkg/controller/acmeorders/util.go
 */
export function solverFor(
  { spec }: Issuer,
  certificate: Certificate,
  name: string,
): { readonly solver: Solver; readonly index: number } | undefined {
  const usable = (spec.acme?.solvers ?? []).flatMap((solver, index) => {
    if (name.startsWith('*.') ? !solver.dns01 : !solver.dns01 && !solver.http01) return [];
    const rank = rankOf(solver, certificate, name);
    return rank ? [{ solver: overridden(solver, certificate), index, rank }] : [];
  });
  const [best] = usable.sort(
    (a, b) => b.rank.names - a.rank.names || b.rank.zones - a.rank.zones || b.rank.labels - a.rank.labels,
  );
  return best && { solver: best.solver, index: best.index };
}

/** How exactly a selector matches; undefined where it does not match. */
function rankOf({ selector = {} }: Solver, { metadata }: Certificate, name: string) {
  const { dnsNames = [], dnsZones = [], matchLabels = {} } = selector;
  const plain = (zone: string) => zone.toLowerCase().replace(/\.$/, '');
  const zones = dnsZones.map(plain).filter((zone) => `.${name.toLowerCase()}`.endsWith(`.${zone}`));
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

const OVERRIDE = 'acme.cert-manager.io/http01-override-ingress-';

/** The annotations of a Certificate that say something else of an Ingress than its solver; only one may be there. */
export const INGRESS_OVERRIDES = {
  name: `${OVERRIDE}name`,
  class: `${OVERRIDE}class`,
  ingressClassName: `${OVERRIDE}ingressclassname`,
} as const;

/** The annotations that name one more parent of the HTTPRoute. */
export const PARENT = {
  kind: 'acme.cert-manager.io/http01-parentrefkind',
  name: 'acme.cert-manager.io/http01-parentrefname',
  namespace: 'acme.cert-manager.io/http01-parentrefnamespace',
} as const;

function overridden(solver: Solver, { metadata }: Certificate): Solver {
  const { annotations = {}, namespace: own = '' } = metadata;
  const { http01 } = solver;
  const said = Object.entries(INGRESS_OVERRIDES).filter(([, key]) => key in annotations);
  if (http01?.ingress && said.length > 0) {
    const { ingressTemplate } = http01.ingress;
    const ingress = Object.fromEntries(said.map(([field, key]) => [field, annotations[key]]));
    return { ...solver, http01: { ingress: { ...ingress, ...(ingressTemplate ? { ingressTemplate } : {}) } } };
  }
  const { [PARENT.name]: name, [PARENT.kind]: kind, [PARENT.namespace]: namespace = own } = annotations;
  if (!http01?.gatewayHTTPRoute || name === undefined || kind === undefined) return solver;
  const others = (http01.gatewayHTTPRoute.parentRefs ?? []).filter(
    (each) => each.name !== name || each.namespace !== namespace || (each.kind ?? kind) !== kind,
  );
  const parentRefs = [...others, { name, namespace, kind }];
  return { ...solver, http01: { gatewayHTTPRoute: { ...http01.gatewayHTTPRoute, parentRefs } } };
}

/** Why cert-manager makes no Challenge with a solver that it has found, and where that stands in the Certificate. */
export interface Spoilt {
  readonly field: string;
  readonly why: Text;
}

/**
 * What spoils the solver of a name; undefined where nothing does. The whole Order then waits, with an event alone.
 * @see cert-manager: pkg/controller/acmeorders/util.go, applyIngressParameterAnnotationOverrides and what follows it
 */
export function spoiltSolver(solver: Solver, { metadata }: Certificate): Spoilt | undefined {
  const { annotations = {} } = metadata;
  const { ingress, gatewayHTTPRoute } = solver.http01 ?? {};
  const overrides = ingress ? Object.values(INGRESS_OVERRIDES).filter((key) => key in annotations) : [];
  const [first, second] = overrides;
  if (first !== undefined && second !== undefined)
    return {
      field: annotationField(second),
      why: { en: `it may not stand beside ${first}`, ko: `${first} 어노테이션과 함께 쓸 수 없습니다` },
    };
  if (!gatewayHTTPRoute) return undefined;
  const named = [PARENT.name, PARENT.kind].filter((key) => key in annotations);
  const [alone] = named;
  if (alone !== undefined && named.length === 1)
    return {
      field: annotationField(alone),
      why: {
        en: `it needs ${alone === PARENT.name ? PARENT.kind : PARENT.name} beside it`,
        ko: `${alone === PARENT.name ? PARENT.kind : PARENT.name} 어노테이션도 필요합니다`,
      },
    };
  if ((gatewayHTTPRoute.parentRefs ?? []).length > 0) return undefined;
  return {
    field: 'spec.dnsNames',
    why: {
      en: 'neither the solver nor an annotation names a Gateway',
      ko: 'solver에도 어노테이션에도 Gateway가 없습니다',
    },
  };
}

function annotationField(name: string): string {
  return `metadata.annotations[${name}]`;
}

/** Whether a Certificate was ever issued, so that a mistake on its way now concerns its renewal. */
export function wasIssued({ status }: Certificate): boolean {
  return (status?.revision ?? 0) > 0 || status?.notAfter !== undefined;
}

/** Whether a Certificate is issued and not being renewed, so that a mistake on its way shows only at its renewal. */
export function isAtRest(certificate: Certificate): boolean {
  const isReady = conditionOf(certificate, 'Ready')?.status === 'True';
  return isReady && wasIssued(certificate) && conditionOf(certificate, 'Issuing')?.status !== 'True';
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

/** What suffers from a solver. */
export function touchedBySolver(view: View, { certificates }: Pick<SolverInUse, 'certificates'>): readonly Reference[] {
  return certificates.flatMap((certificate) => touchedDown(view, certificate));
}

/** The end of a sentence about what Certificates depend on. */
export function neededBy(certificates: readonly Certificate[]): Text {
  const names = namesOf(certificates);
  return { en: `; needed by ${names}`, ko: `. 영향을 받는 Certificate: ${names}` };
}

/** The names of Certificates in words: `shop, api and 2 more`. */
export function namesOf(certificates: readonly Certificate[]): string {
  const names = certificates.map(fullName);
  return names.length > 3 ? `${names.slice(0, 3).join(', ')}, …` : names.join(', ');
}

/** What has to do with the validation of a public name: the Certificates for it and what is below them. */
export function touchedByName(view: View, name: string): readonly Reference[] {
  return judgedFor(view, name)
    .filter(({ spec }) => spec.dnsNames?.some((dnsName) => certifies(dnsName, name)))
    .flatMap((certificate) => touchedDown(view, certificate));
}
