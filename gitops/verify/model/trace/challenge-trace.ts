import type { Certificate } from '../../see/objects/cert-manager.ts';
import { imagined, type Imagined } from '../../see/imagined.ts';
import type { View } from '../../see/view.ts';
import { isServed, pendingHttp01 } from '../issuance/challenges.ts';
import { http01Validations, type Validation } from '../issuance/solvers.ts';
import { keyOf, type Reference } from '../reference.ts';
import { meshSettings } from './mesh-settings.ts';
import { decisionOf, type Branch, type RequestTrace, type Step } from './outcome.ts';
import { getOf } from './request.ts';
import { traceAtGateway } from './request-trace.ts';

/** The path of a challenge, with a token that nobody has. */
export const CHALLENGE_PATH = '/.well-known/acme-challenge/x';

/** What becomes of the CA's request for a name, with the Ingress that cert-manager has made or would make for it. */
export function challengeTrace(view: View, { certificate, name }: Validation): RequestTrace {
  const namespace = certificate.metadata.namespace ?? '';
  return view.remember(`challenge of ${name} in ${namespace}`, () =>
    traceAtGateway(imagined(view, solverOf(view, namespace, name)), getOf(`http://${name}${CHALLENGE_PATH}`)),
  );
}

/** What decides that the challenges of some Certificates are not answered. */
export interface ChallengeTrouble {
  readonly decision: Step & { readonly object: Reference };
  readonly branch: Branch;
  readonly certificates: readonly Certificate[];
  readonly names: readonly string[];
}

/**
 * The decisions that keep challenges from their solvers, each once.
 * @param isMeant which ends are asked for, and of which Certificates
 */
export function challengeTroubles(
  view: View,
  isMeant: (branch: Branch, certificate: Certificate) => boolean,
): readonly ChallengeTrouble[] {
  const found = new Map<string, ChallengeTrouble>();
  for (const validation of http01Validations(view)) {
    const { certificate, name, solver } = validation;
    if (!solver.http01?.ingress || isAnswered(view, validation)) continue;
    for (const branch of challengeTrace(view, validation).branches) {
      const decision = decisionOf(branch);
      if (!decision?.object || !isMeant(branch, certificate)) continue;
      const key = `${keyOf(decision.object)} ${decision.field ?? ''}`;
      const { certificates = [], names = [] } = found.get(key) ?? {};
      found.set(key, {
        ...{ branch, decision: { ...decision, object: decision.object } },
        certificates: [...new Set([...certificates, certificate])],
        names: [...new Set([...names, name])],
      });
    }
  }
  return [...found.values()];
}

/** Whether the open challenge of a name gets its answer all the same. */
function isAnswered(view: View, { certificate, name }: Validation): boolean {
  return pendingHttp01(view).some(
    (link) =>
      link.certificate === certificate && link.challenge.spec.dnsName === name && isServed(view, link.challenge),
  );
}

const SOLVER = 'cm-acme-http-solver-x';
const PORT = 8089;

/** What cert-manager makes for a challenge: an Ingress, a Service, and a Pod without a sidecar. */
function solverOf(view: View, namespace: string, host: string): readonly Imagined[] {
  const labels = { 'acme.cert-manager.io/http01-solver': 'true' };
  const metadata = { namespace, name: SOLVER, labels };
  const backend = { service: { name: SOLVER, port: { number: PORT } } };
  const paths = [{ path: CHALLENGE_PATH, pathType: 'Exact', backend }];
  const annotations = { 'kubernetes.io/ingress.class': meshSettings(view).ingressClass };
  return [
    {
      kind: 'Ingress',
      object: { metadata: { ...metadata, annotations }, spec: { rules: [{ host, http: { paths } }] } },
    },
    {
      kind: 'Service',
      object: { metadata, spec: { selector: labels, ports: [{ name: 'http', port: PORT, targetPort: PORT }] } },
    },
    {
      kind: 'Pod',
      object: {
        metadata,
        spec: { containers: [{ name: 'acmesolver' }] },
        status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
      },
    },
    {
      kind: 'EndpointSlice',
      object: {
        metadata: { ...metadata, labels: { ...labels, 'kubernetes.io/service-name': SOLVER } },
        ports: [{ name: 'http', port: PORT }],
        endpoints: [{ addresses: [], conditions: { ready: true }, targetRef: { kind: 'Pod', name: SOLVER } }],
      },
    },
  ];
}
