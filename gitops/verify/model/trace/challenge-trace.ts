import type { Certificate } from '../../see/objects/cert-manager.ts';
import { imagined, type Imagined } from '../../see/imagined.ts';
import { remembered, type View } from '../../see/view.ts';
import { isServed, pendingHttp01 } from '../issuance/challenges.ts';
import { http01Validations, type Validation } from '../issuance/solvers.ts';
import { keyOf, type Reference } from '../reference.ts';
import type { Ingress } from '../../see/objects/workload.ts';
import { isOfIstio } from './ingress-config.ts';
import { meshSettings } from './mesh-settings.ts';
import { bindingsOf, type Binding } from './gateway-api/bindings.ts';
import type { ApiListener } from './gateway-api/listeners.ts';
import { decisionOf, ending, type Branch, type RequestTrace, type Step } from './outcome.ts';
import { getOf } from './request.ts';
import type { Refusal } from './rule.ts';
import { traceAtGateway } from './request-trace.ts';

/** The path of a challenge, with a token that nobody has. */
const CHALLENGE_PATH = '/.well-known/acme-challenge/x';

/** What becomes of the CA's request for a name, with what cert-manager has made or would make for it. */
export function challengeTrace(view: View, validation: Validation): RequestTrace {
  const { name, index, issuer, certificate } = validation;
  const { solver } = validation;
  const key = `${name} by ${keyOf(issuer)} ${index} ${JSON.stringify(solver)} in ${certificate.metadata.namespace ?? ''}`;
  return view.remember(`challenge of ${key}`, () => {
    const request = getOf(`http://${name}${CHALLENGE_PATH}`);
    const made = solverOf(view, validation);
    const foreign = foreignSolver(view, validation, made);
    return foreign
      ? { request, branches: ending({ end: 'unknown' }, [foreign]), passed: [] }
      : traceAtGateway(imagined(view, made), request);
  });
}

/** The solver of an Ingress that is another controller's than Istio; what becomes of it there is not followed. */
export function foreignSolver(
  view: View,
  validation: Validation,
  made = solverOf(view, validation),
): (Step & { readonly object: Reference; readonly className: string }) | undefined {
  const { issuer, index } = validation;
  const ingress = made.find((each): each is Imagined<'Ingress'> => each.kind === 'Ingress')?.object;
  if (!ingress || isOfIstio(view, ingress)) return undefined;
  const className = ingress.metadata.annotations?.[CLASS_ANNOTATION] ?? ingress.spec.ingressClassName ?? '';
  return {
    ...{ object: issuer, field: `spec.acme.solvers[${index}].http01.ingress`, className },
    did: {
      en: `what serves Ingresses of class ${className} is not known`,
      ko: `${className} 클래스의 Ingress를 무엇이 처리하는지 알 수 없습니다`,
    },
  };
}

/** A parent that the HTTPRoutes of a solver are not bound to, or not on the port that the CA asks at. */
interface UnboundSolver {
  readonly issuer: Reference;
  /** `spec.acme.solvers[…]….parentRefs[…]` of the issuer. */
  readonly field: string;
  /** `namespace/name` */
  readonly parent: string;
  readonly isNowhere: boolean;
  /** What decides; absent where all that is wrong is the port. */
  readonly refusal?: Refusal;
  readonly certificates: readonly Certificate[];
}

/** The parents that the HTTPRoutes which solvers make, or would make, are bound to in vain, each once for a reason. */
export const unboundSolvers = remembered('unbound solvers', (view): readonly UnboundSolver[] => {
  const all = new Map<string, UnboundSolver>();
  for (const validation of http01Validations(view)) {
    const { certificate, issuer, index } = validation;
    for (const { parent, field, listeners, denied, isNowhere = false, ...bound } of solverBindings(view, validation)) {
      const refusal = denied.find(({ listener }) => isPlain(listener))?.refusal ?? bound.refusal;
      if (listeners.some(isPlain) || refusal?.isOpen) continue;
      const { namespace = certificate.metadata.namespace ?? '', name } = parent;
      const at = field.replace('spec.', `spec.acme.solvers[${index}].http01.gatewayHTTPRoute.`);
      const key = `${keyOf(issuer)} ${at} ${namespace} ${refusal?.did.en ?? ''}`;
      all.set(key, {
        ...{ issuer, field: at, parent: `${namespace}/${name}`, isNowhere, ...(refusal ? { refusal } : {}) },
        certificates: [...new Set([...(all.get(key)?.certificates ?? []), certificate])],
      });
    }
  }
  return [...all.values()];
});

/** Whether the CA asks at a listener. */
export function isPlain({ port, listener }: ApiListener): boolean {
  return port === 80 && listener.protocol === 'HTTP';
}

function solverBindings(view: View, validation: Validation): readonly Binding[] {
  const made = solverOf(view, validation);
  const route = made.find((each): each is Imagined<'HTTPRoute'> => each.kind === 'HTTPRoute')?.object;
  return route ? bindingsOf(imagined(view, made), route) : [];
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
    if (!solver.http01 || isAnswered(view, validation)) continue;
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
export function isAnswered(view: View, { certificate, name }: Validation): boolean {
  return pendingHttp01(view).some(
    (link) =>
      link.certificate === certificate && link.challenge.spec.dnsName === name && isServed(view, link.challenge),
  );
}

/** The class of an Ingress, as it was written before there were IngressClasses. */
export const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';
const SOLVER = 'cm-acme-http-solver-x';
const PORT = 8089;

/** What cert-manager makes for a challenge: an Ingress or an HTTPRoute, a Service, and a Pod without a sidecar. */
function solverOf(view: View, validation: Validation): readonly Imagined[] {
  const { certificate, name: host, solver } = validation;
  const { namespace = '' } = certificate.metadata;
  const labels = { 'acme.cert-manager.io/http01-solver': 'true' };
  const metadata = { namespace, name: SOLVER, labels };
  const { gatewayHTTPRoute } = solver.http01 ?? {};
  const rule = {
    matches: [{ path: { type: 'Exact', value: CHALLENGE_PATH } }],
    backendRefs: [{ name: SOLVER, port: PORT }],
  };
  return [
    gatewayHTTPRoute
      ? {
          kind: 'HTTPRoute',
          object: {
            metadata: { ...metadata, labels: { ...labels, ...gatewayHTTPRoute.labels } },
            spec: { parentRefs: gatewayHTTPRoute.parentRefs ?? [], hostnames: [host], rules: [rule] },
          },
        }
      : { kind: 'Ingress', object: ingressOf(view, validation, metadata) },
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

/**
 * The Ingress that answers: one that is there and gets one more path, or a new one. A class that does
 * not exist is taken as Istio's, because it is a trap of its own, and so is one that may not be looked at.
 * @see cert-manager: pkg/issuer/acme/http/ingress.go
 */
function ingressOf(view: View, { name: host, solver }: Validation, metadata: Ingress['metadata']): Ingress {
  const backend = { service: { name: SOLVER, port: { number: PORT } } };
  const rules = [{ host, http: { paths: [{ path: CHALLENGE_PATH, pathType: 'Exact', backend }] } }];
  const { class: annotated, ingressClassName, name, ingressTemplate } = solver.http01?.ingress ?? {};
  const there = name ? view.get('Ingress', metadata.namespace, name) : undefined;
  const annotations = {
    ...there?.metadata.annotations,
    ...(annotated === undefined ? {} : { [CLASS_ANNOTATION]: annotated }),
    ...(name || ingressClassName !== undefined ? {} : ingressTemplate?.metadata?.annotations),
  };
  const className = there ? there.spec.ingressClassName : ingressClassName;
  const isKnown =
    CLASS_ANNOTATION in annotations ||
    (className === undefined ? there : view.get('IngressClass', undefined, className)) !== undefined;
  return isKnown
    ? { metadata: { ...metadata, annotations }, spec: { ...(className ? { ingressClassName: className } : {}), rules } }
    : {
        metadata: { ...metadata, annotations: { [CLASS_ANNOTATION]: meshSettings(view).ingressClass } },
        spec: { rules },
      };
}
