import { selects } from './edges.ts';
import type { AuthorizationPolicy } from '../objects/istio.ts';
import type { Pod } from '../objects/workload.ts';
import type { View } from '../view.ts';

/** A request without a token, as a policy sees it. */
export interface PolicyRequest {
  readonly method: string;
  readonly host: string;
  readonly path: string;
  /** Where the Pod listens; not known if left out. */
  readonly port?: number;
  /** `cluster.local/ns/NAMESPACE/sa/NAME` of the caller; empty where there is none; not known if left out. */
  readonly principal?: string;
}

export type Verdict =
  | { readonly outcome: 'allowed' | 'unknown' }
  | {
      readonly outcome: 'refused';
      readonly policy: AuthorizationPolicy;
      /** A DENY that matches, or ALLOW policies of which none does. */
      readonly by: 'DENY' | 'ALLOW';
    };

/** Whether something holds; undefined where it cannot be told. */
type Truth = boolean | undefined;

/** Istio's default; policies there hold for every workload. */
const ROOT_NAMESPACE = 'istio-system';

/** The policies that hold for a Pod. Those that name a `targetRef` are for Gateway API Gateways and waypoints: left out. */
export function policiesOn(view: View, pod: Pod): readonly AuthorizationPolicy[] {
  const places = new Set([pod.metadata.namespace ?? '', ROOT_NAMESPACE]);
  return [...places]
    .flatMap((namespace) => view.list('AuthorizationPolicy', namespace))
    .filter(({ spec }) => spec?.targetRef === undefined && (spec?.targetRefs ?? []).length === 0)
    .filter(({ spec }) => selects(spec?.selector?.matchLabels ?? {}, pod));
}

/**
 * What policies of one workload do with a request, in Istio's order: CUSTOM, DENY, ALLOW.
 *
 * Covered: `hosts`, `methods`, `paths` (with `{*}` and `{**}`), `ports`, and, for a request without a token, principals,
 * namespaces, service accounts, request principals and claims, their opposites, and the same as conditions. Not told,
 * hence unknown where they decide: addresses (but for those that mean all), headers, and what a CUSTOM policy's provider says.
 */
export function refuses(policies: readonly AuthorizationPolicy[], request: PolicyRequest): Verdict {
  const of = (action: string) => policies.filter(({ spec }) => (spec?.action ?? 'ALLOW') === action);
  const judged = (action: string) => of(action).map((policy) => ({ policy, truth: matches(policy, request) }));
  const denies = judged('DENY');
  const denied = denies.find(({ truth }) => truth === true);
  if (denied) return { outcome: 'refused', policy: denied.policy, by: 'DENY' };
  const allows = judged('ALLOW');
  const [first] = allows;
  const isAllowed = first === undefined ? true : some(allows.map(({ truth }) => truth));
  if (first && isAllowed === false) return { outcome: 'refused', policy: first.policy, by: 'ALLOW' };
  const isOpen = [...denies, ...judged('CUSTOM')].some(({ truth }) => truth !== false);
  return { outcome: isAllowed === true && !isOpen ? 'allowed' : 'unknown' };
}

type Rule = NonNullable<NonNullable<AuthorizationPolicy['spec']>['rules']>[number];

/** A policy without rules matches nothing: an ALLOW then refuses all. */
function matches({ spec }: AuthorizationPolicy, request: PolicyRequest): Truth {
  return some((spec?.rules ?? []).map((rule) => matchesRule(rule, request)));
}

function matchesRule({ from = [], to = [], when = [] }: Rule, request: PolicyRequest): Truth {
  return every([
    from.length === 0 ? true : some(from.map(({ source = {} }) => matchesFields(source, request))),
    to.length === 0 ? true : some(to.map(({ operation = {} }) => matchesFields(operation, request))),
    ...when.map(({ key, values = [], notValues = [] }) =>
      every([
        values.length === 0 ? true : hasAny(key, values, request),
        notValues.length === 0 ? true : not(hasAny(key, notValues, request)),
      ]),
    ),
  ]);
}

/** Fields of a source or an operation, each with its opposite: `paths` and `notPaths`. */
function matchesFields(fields: Readonly<Record<string, readonly string[]>>, request: PolicyRequest): Truth {
  return every(
    Object.entries(fields).map(([field, values]) => {
      if (values.length === 0) return true;
      const opposite = /^not([A-Z])(.*)$/.exec(field);
      if (!opposite) return hasAny(field, values, request);
      return not(hasAny(`${(opposite[1] ?? '').toLowerCase()}${opposite[2] ?? ''}`, values, request));
    }),
  );
}

/** Whether a property of the request is one of the values. */
function hasAny(property: string, values: readonly string[], request: PolicyRequest): Truth {
  switch (property) {
    case 'hosts':
      return values.some((value) => matchesText(value.toLowerCase(), request.host.toLowerCase()));
    case 'methods':
      return values.some((value) => matchesText(value, request.method));
    case 'paths':
      return values.some((value) => matchesPath(value, request.path));
    case 'ports':
    case 'destination.port':
      return request.port === undefined ? undefined : values.includes(String(request.port));
    case 'principals':
    case 'source.principal':
      return ofPrincipal(request, (principal) => principal !== '' && values.some((v) => matchesText(v, principal)));
    case 'namespaces':
    case 'source.namespace':
      return ofPrincipal(request, (principal) => {
        const namespace = /\/ns\/([^/]+)\//.exec(principal)?.[1];
        return namespace !== undefined && values.some((value) => matchesText(value, namespace));
      });
    case 'serviceAccounts':
    case 'source.serviceAccount':
      return ofPrincipal(request, (principal) => {
        const [, namespace = '', name = ''] = /\/ns\/([^/]+)\/sa\/(.+)$/.exec(principal) ?? [];
        return name === '' ? false : values.includes(`${namespace}/${name}`) ? true : undefined;
      });
    case 'requestPrincipals':
      return false;
    case 'ipBlocks':
    case 'remoteIpBlocks':
    case 'source.ip':
    case 'remote.ip':
      return values.includes('0.0.0.0/0') && values.includes('::/0') ? true : undefined;
    default:
      return property.startsWith('request.auth.') ? false : undefined;
  }
}

function ofPrincipal({ principal }: PolicyRequest, test: (principal: string) => Truth): Truth {
  return principal === undefined ? undefined : test(principal);
}

/** Exact, `prefix*`, `*suffix`, or `*` for anything that is there. */
function matchesText(pattern: string, text: string): boolean {
  if (pattern === '*') return text !== '';
  if (pattern.startsWith('*')) return text.endsWith(pattern.slice(1));
  if (pattern.endsWith('*')) return text.startsWith(pattern.slice(0, -1));
  return pattern === text;
}

function matchesPath(pattern: string, path: string): boolean {
  if (!/\{\*\*?\}/.test(pattern)) return matchesText(pattern, path);
  const source = pattern
    .split(/(\{\*\*?\})/)
    .map((part) => (part === '{*}' ? '[^/]+' : part === '{**}' ? '.*' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')));
  return new RegExp(`^${source.join('')}$`).test(path);
}

function every(truths: readonly Truth[]): Truth {
  return truths.includes(false) ? false : truths.includes(undefined) ? undefined : true;
}

function some(truths: readonly Truth[]): Truth {
  return truths.includes(true) ? true : truths.includes(undefined) ? undefined : false;
}

function not(truth: Truth): Truth {
  return truth === undefined ? undefined : !truth;
}
