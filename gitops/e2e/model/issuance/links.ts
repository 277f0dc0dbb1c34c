import { issuerOf, issuerReference } from '../../../verify/model/issuance/certificates.ts';
import { secretNamespaceOf } from '../../../verify/model/issuance/dns01.ts';
import { ISSUANCE_FIELDS } from '../../../verify/model/issuance/fields.ts';
import { http01Validations } from '../../../verify/model/issuance/solvers.ts';
import { writersOfSecret } from '../../../verify/model/relations.ts';
import { challengeTrace } from '../../../verify/model/trace/challenge-trace.ts';
import { unmodelledFields } from '../../../verify/model/trace/fields.ts';
import { decisionOf, type Branch } from '../../../verify/model/trace/outcome.ts';
import type { Certificate, Issuer } from '../../../verify/see/objects/cert-manager.ts';
import { conditionOf } from '../../../verify/see/objects/kubernetes-object.ts';
import type { View } from '../../../verify/see/view.ts';

// An issuance is a chain, and whatever breaks first hides the rest of it.

/** The links in their order: the first code of each that is not named stands at the challenge. */
const LINKS = { issuer: 0, request: 1, order: 2, challenge: 3, signature: 4, secret: 5 } as const;
const CODES: Readonly<Record<keyof typeof LINKS, readonly string[]>> = {
  issuer: ['C1', 'C2', 'C4', 'C35', 'C38'],
  request: ['C13', 'C26', 'C32', 'C37'],
  order: ['C8'],
  challenge: [],
  signature: [],
  secret: ['C9', 'C40'],
};

/** The place in the chain that a code is about. */
export function linkOf(code: string): number {
  const link = (Object.keys(LINKS) as (keyof typeof LINKS)[]).find((each) => CODES[each].includes(code));
  return LINKS[link ?? 'challenge'];
}

/** Something that may break an issuance, and that neither the cluster nor manifests tell. */
export interface Open {
  readonly why: string;
  readonly link: number;
}

/** @param proven see {@link provenServers} */
export function openLinks(view: View, certificate: Certificate, proven: ReadonlySet<string>): readonly Open[] {
  const issuer = issuerOf(view, certificate);
  return [
    ...unproven(issuer, proven),
    ...unread(view, certificate),
    ...unmodelled(view, certificate, issuer),
    ...openWays(view, certificate),
  ];
}

/** The servers that an issuer of the cluster is registered at, with the CA that it trusts for that. */
export function provenServers(standing: readonly Issuer[]): ReadonlySet<string> {
  return new Set(
    standing.flatMap((issuer) =>
      issuer.spec.acme && conditionOf(issuer, 'Ready')?.status === 'True' ? [serverOf(issuer)] : [],
    ),
  );
}

function serverOf({ spec }: Issuer): string {
  const { server, caBundle } = (spec.acme ?? {}) as { readonly server?: string; readonly caBundle?: string };
  return `${server ?? ''} ${caBundle ?? ''}`;
}

/** Whether a server answers, and is trusted, no manifest tells. */
function unproven(issuer: Issuer | undefined, proven: ReadonlySet<string>): readonly Open[] {
  if (!issuer?.spec.acme || proven.has(serverOf(issuer))) return [];
  return [{ why: 'no issuer of the cluster is registered at the server with this caBundle', link: LINKS.issuer }];
}

/** What a Secret holds that no Certificate writes, verify never reads. */
function unread(view: View, certificate: Certificate): readonly Open[] {
  const isOfCa = issuerOf(view, certificate)?.spec.ca !== undefined;
  if (!isOfCa || writersFor(view, certificate).length > 0) return [];
  return [{ why: 'what the Secret of the CA holds is not read', link: LINKS.issuer }];
}

/** The Certificates that write the Secret of the CA which a Certificate is to be issued by. */
export function writersFor(view: View, certificate: Certificate): readonly Certificate[] {
  const { secretName } = issuerOf(view, certificate)?.spec.ca ?? {};
  const place = secretNamespaceOf(view, issuerReference(certificate));
  return secretName === undefined ? [] : view.list(writersOfSecret(secretName, place));
}

/** The fields that may decide and are not followed. */
function unmodelled(view: View, certificate: Certificate, issuer: Issuer | undefined): readonly Open[] {
  const own = unmodelledFields(ISSUANCE_FIELDS.Certificate, certificate)
    // Only CAs beyond the cluster are choosy about keys.
    .filter((field) => issuer?.spec.acme !== undefined || field !== 'spec.privateKey.algorithm')
    .map((field) => ({ why: `Certificate ${field}`, link: LINKS.signature }));
  const taken = http01Validations(view).filter((each) => each.certificate === certificate);
  const ofIssuer = unmodelledFields(ISSUANCE_FIELDS.ClusterIssuer, issuer ?? {}).flatMap((field) => {
    const solver = /^spec\.acme\.solvers\[(\d+)\]/.exec(field)?.[1];
    // A solver that is not taken decides nothing.
    const decides = solver === undefined || taken.some(({ index }) => index === Number(solver));
    const why = `Issuer ${field.replaceAll(/\[\d+\]/g, '[]')}`;
    return decides ? [{ why, link: solver === undefined ? LINKS.issuer : LINKS.challenge }] : [];
  });
  return [...own, ...ofIssuer];
}

/** The challenges of which the trace does not say that the solver answers. */
function openWays(view: View, certificate: Certificate): readonly Open[] {
  return waysOf(view, certificate).flatMap((branch) => {
    const { outcome } = branch;
    if (outcome.end === 'answered' && outcome.pods.some(({ name }) => name.startsWith('cm-acme-http-solver')))
      return [];
    const last = decisionOf(branch);
    const at = last?.object ? `${last.object.kind} ` : '';
    return [{ why: `the challenge ends with ${outcome.end}: ${at}${last?.did.en ?? ''}`, link: LINKS.challenge }];
  });
}

/** What becomes of the challenges of a Certificate. */
export function waysOf(view: View, certificate: Certificate): readonly Branch[] {
  const own = http01Validations(view).filter((each) => each.certificate === certificate);
  return own.flatMap((validation) => challengeTrace(view, validation).branches);
}
