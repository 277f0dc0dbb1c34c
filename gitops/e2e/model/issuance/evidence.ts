import { isDeepStrictEqual } from 'node:util';
import type {
  Certificate,
  CertificateRequest,
  Challenge,
  Issuer,
  Order,
} from '../../../verify/see/objects/cert-manager.ts';
import { conditionOf, type KubernetesObject } from '../../../verify/see/objects/kubernetes-object.ts';
import type { HttpRouteObject } from '../../../verify/see/objects/gateway-api.ts';
import type { Event, Ingress } from '../../../verify/see/objects/workload.ts';
import { keyOf, referenceTo } from '../../../verify/model/reference.ts';
import type { KindId } from '../../../verify/see/kinds.ts';
import type { Cause } from './prediction.ts';

/** What the cluster has come to. */
export interface Come {
  readonly Certificate: readonly Certificate[];
  readonly CertificateRequest: readonly CertificateRequest[];
  readonly Order: readonly Order[];
  readonly Challenge: readonly Challenge[];
  readonly Issuer: readonly Issuer[];
  readonly ClusterIssuer: readonly Issuer[];
  readonly Ingress: readonly Ingress[];
  readonly HTTPRoute: readonly HttpRouteObject[];
  readonly Event: readonly Event[];
}

/** Who answers the CA. */
export const GATEWAY = 'gateway';

/** A sentence of the cluster about what a Certificate depends on. */
export interface Said {
  /** As {@link keyOf} gives it. */
  readonly by: string;
  readonly words: string;
}

/**
 * What the cluster says of a Certificate that is not Ready, in words of its own.
 * @param above those that it is to sign, if it is a CA's
 */
export function saidOf(come: Come, certificate: Certificate, above: readonly Certificate[] = []): readonly Said[] {
  const requests = come.CertificateRequest.filter((each) => isOwned(each, certificate));
  const orders = come.Order.filter((each) => requests.some((request) => isOwned(each, request)));
  const challenges = challengesOf(come, certificate);
  const { kind = 'Issuer', name } = certificate.spec.issuerRef;
  const issuers = (kind === 'ClusterIssuer' ? come.ClusterIssuer : come.Issuer).filter(
    ({ metadata }) =>
      metadata.name === name && (kind === 'ClusterIssuer' || metadata.namespace === certificate.metadata.namespace),
  );
  const events = (id: KindId, object: KubernetesObject) =>
    come.Event.filter(({ involvedObject: of }) => of.uid === object.metadata.uid).map(
      ({ reason = '', message = '' }) => ({ by: keyOf(referenceTo(id, object)), words: `${reason}: ${message}` }),
    );
  const unready = (id: KindId, object: KubernetesObject & { readonly status?: object }) => [
    ...['Ready', 'Issuing', 'Denied', 'InvalidRequest'].flatMap((type) => {
      const condition = conditionOf(object, type);
      const isTold = condition && (type !== 'Ready' || condition.status !== 'True');
      return isTold
        ? [{ by: keyOf(referenceTo(id, object)), words: `${condition.reason ?? ''}: ${condition.message ?? ''}` }]
        : [];
    }),
    ...events(id, object),
  ];
  // What a CA's own certificate lacks, those that it is to sign lack too.
  const below = [certificate, ...above];
  const writers = come.Certificate.filter(
    (each) => !below.includes(each) && issuers.some(({ spec }) => spec.ca?.secretName === each.spec.secretName),
  );
  return [
    ...writers.flatMap((each) => saidOf(come, each, below)),
    ...issuers.flatMap((each) => unready(kind as KindId, each)),
    ...unready('Certificate', certificate),
    ...requests.flatMap((each) => unready('CertificateRequest', each)),
    ...orders.flatMap((each) => [
      { by: keyOf(referenceTo('Order', each)), words: `${each.status?.state ?? ''}: ${each.status?.reason ?? ''}` },
      ...events('Order', each),
    ]),
    ...challenges.flatMap((each) => [
      { by: keyOf(referenceTo('Challenge', each)), words: `${each.status?.state ?? ''}: ${each.status?.reason ?? ''}` },
      ...events('Challenge', each),
    ]),
    ...challenges.flatMap((challenge) => [...ignoredIngresses(come, challenge), ...unboundRoutes(come, challenge)]),
  ];
}

/** The Challenges of a Certificate. */
export function challengesOf(come: Come, certificate: Certificate): readonly Challenge[] {
  const requests = come.CertificateRequest.filter((each) => isOwned(each, certificate));
  const orders = come.Order.filter((each) => requests.some((request) => isOwned(each, request)));
  return come.Challenge.filter((each) => orders.some((order) => isOwned(each, order)));
}

function isOwned({ metadata }: KubernetesObject, owner: KubernetesObject): boolean {
  return metadata.ownerReferences?.some(({ uid }) => uid === owner.metadata.uid) ?? false;
}

/** A controller that serves an Ingress writes its address into it. */
function ignoredIngresses({ Ingress: all }: Come, challenge: Challenge): readonly Said[] {
  return all
    .filter((each) => isOwned(each, challenge) && (each.status?.loadBalancer?.ingress ?? []).length === 0)
    .map((each) => {
      const { 'kubernetes.io/ingress.class': annotated } = each.metadata.annotations ?? {};
      const name = each.spec.ingressClassName ?? annotated;
      return {
        by: keyOf(referenceTo('Ingress', each)),
        words: name === undefined ? 'no class, no address' : `class ${name}, no address`,
      };
    });
}

/** A controller that serves a route says so in its status. */
function unboundRoutes({ HTTPRoute: all }: Come, challenge: Challenge): readonly Said[] {
  return all
    .filter((each) => isOwned(each, challenge))
    .flatMap((each) =>
      (each.spec.parentRefs ?? []).flatMap((parent) => {
        const reports = (each.status?.parents ?? []).filter(({ parentRef }) => isDeepStrictEqual(parentRef, parent));
        const refused = reports.flatMap(({ conditions = [] }) => conditions.filter(({ status }) => status === 'False'));
        const by = keyOf(referenceTo('HTTPRoute', each));
        if (reports.length === 0) return [{ by, words: `parent ${parent.name}: nobody takes it` }];
        return refused.map(({ reason = '', message = '' }) => ({
          by,
          words: `parent ${parent.name}: ${reason}: ${message}`,
        }));
      }),
    );
}

/** What shows a cause, by its code: whose words, and which. */
const SHOWN: Readonly<Record<string, { readonly by: RegExp; readonly words: RegExp }>> = {
  C2: { by: /^(Cluster)?Issuer\//, words: /^(Err|Invalid)/ },
  C4: { by: /^CertificateRequest\//, words: /not found/ },
  C5: { by: /^Ingress\//, words: /^class .* no address/ },
  C7: { by: /^Ingress\//, words: /^no class, no address/ },
  C8: { by: /^Order\//, words: /Failed to determine a valid solver configuration/ },
  C9: { by: /^Certificate\//, words: /^IncorrectCertificate/ },
  C18: { by: /^HTTPRoute\//, words: /^parent / },
  C35: { by: /^(Cluster)?Issuer\//, words: /^InvalidSolver/ },
  C37: { by: /^(CertificateRequest|Order)\//, words: /commonName|errored/ },
  C39: { by: /^Challenge\//, words: /not found|is invalid/ },
  C40: { by: /^Certificate\//, words: /^KeystorePasswordSecretNotFound/ },
  H8: { by: /^Ingress\//, words: /^class .* no address/ },
  H11: { by: /^HTTPRoute\//, words: /^parent / },
};

/** Whether the words of the cluster show a cause or, of what the way of a challenge does, the answer of its gateway. */
export function isShown({ code, statuses }: Cause, said: readonly Said[]): boolean {
  const shown = SHOWN[code];
  if (shown && said.some(({ by, words }) => shown.by.test(by) && shown.words.test(words))) return true;
  const answers = said.filter(({ by }) => by === GATEWAY && code.startsWith('H'));
  return answers.some(({ words }) => statuses.some((status) => words.startsWith(`${status} `)));
}
