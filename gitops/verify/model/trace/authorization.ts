import { selects } from './gateways.ts';
import type { AuthorizationPolicy } from '../../see/objects/istio.ts';
import type { Pod } from '../../see/objects/workload.ts';
import { policiesIn } from '../relations.ts';
import type { View } from '../../see/view.ts';
import { meshSettings } from './mesh-settings.ts';
import type { Request } from './request.ts';
import { every, not, some, type Truth } from './truth.ts';

/** The properties of a request without a token that policies look at. */
export interface PolicyRequest {
  readonly method: string;
  /** As the caller names it: with a port that is not the usual one. */
  readonly host: string;
  readonly path: string;
  /** The port of the Pod; undefined where it is not known. */
  readonly port?: number;
  /** Names in lower case; undefined where they are not known. */
  readonly headers?: Request['headers'];
  /** The caller's, `cluster.local/ns/NAMESPACE/sa/NAME`; empty where it has none, undefined where it is not known. */
  readonly principal?: string;
}

type Verdict =
  | { readonly outcome: 'allowed' }
  /** With a policy that cannot be decided. */
  | { readonly outcome: 'unknown'; readonly policy?: AuthorizationPolicy | undefined }
  | {
      readonly outcome: 'refused';
      readonly policy: AuthorizationPolicy;
      /** `DENY`: this policy matches. `ALLOW`: there are ALLOW policies, and none matches. */
      readonly by: 'DENY' | 'ALLOW';
      /** `spec.rules[…]` of the DENY that matches; `spec.rules` where no ALLOW does. */
      readonly field: string;
    };

/** The policies for a Pod: those that select it, and those that name the Gateway of the Gateway API that it serves. */
export function policiesOn(view: View, pod: Pod): readonly AuthorizationPolicy[] {
  const places = new Set([pod.metadata.namespace ?? '', meshSettings(view, pod).rootNamespace]);
  return [...places]
    .flatMap((namespace) => view.list(policiesIn('AuthorizationPolicy', namespace)))
    .filter((policy) => isFor(policy, pod));
}

/** Whether a policy is for a Pod; one with targets is for no other Pods, such as those of waypoints (istio: pilot/pkg/model/policyattachment.go). */
function isFor({ metadata, spec }: AuthorizationPolicy, pod: Pod): boolean {
  const targets = [...(spec?.targetRef ? [spec.targetRef] : []), ...(spec?.targetRefs ?? [])];
  if (targets.length === 0) return selects(spec?.selector?.matchLabels ?? {}, pod);
  const gateway = pod.metadata.labels?.['gateway.networking.k8s.io/gateway-name'];
  return (
    metadata.namespace === pod.metadata.namespace &&
    targets.some(({ kind, name }) => kind === 'Gateway' && name === gateway)
  );
}

/**
 * What the policies of a workload decide about a request, in Istio's order: CUSTOM, DENY, ALLOW.
 *
 * Covered, as fields with their opposites and as conditions: `hosts`, `methods`, `paths` (with `{*}` and `{**}`),
 * `ports` and, for a request without a token, principals, namespaces, service accounts, request principals and claims.
 * headers that are told. Unknown where they decide: addresses (except those that match all), and the provider of a CUSTOM policy.
 */
export function refuses(policies: readonly AuthorizationPolicy[], request: PolicyRequest): Verdict {
  const of = (action: string) => policies.filter(({ spec }) => (spec?.action ?? 'ALLOW') === action);
  const judged = (action: string) => of(action).map((policy) => ({ policy, truth: matches(policy, request) }));
  const denies = judged('DENY');
  const denied = denies.find(({ truth }) => truth === true);
  if (denied)
    return { outcome: 'refused', policy: denied.policy, by: 'DENY', field: ruleField(denied.policy, request) };
  const allows = judged('ALLOW');
  const [first] = allows;
  const isAllowed = first === undefined ? true : some(allows.map(({ truth }) => truth));
  if (first && isAllowed === false)
    return { outcome: 'refused', policy: first.policy, by: 'ALLOW', field: 'spec.rules' };
  const open = [...denies, ...judged('CUSTOM')].find(({ truth }) => truth !== false);
  if (isAllowed === true && !open) return { outcome: 'allowed' };
  return { outcome: 'unknown', policy: (open ?? allows.find(({ truth }) => truth === undefined))?.policy };
}

function ruleField({ spec }: AuthorizationPolicy, request: PolicyRequest): string {
  const index = (spec?.rules ?? []).findIndex((rule) => matchesRule(rule, request) === true);
  return `spec.rules[${index}]`;
}

type Rule = NonNullable<NonNullable<AuthorizationPolicy['spec']>['rules']>[number];

/** A policy without rules matches nothing, so an ALLOW without rules refuses everything. */
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
      return property.startsWith('request.auth.') ? false : hasHeader(property, values, request);
  }
}

/** Headers that callers and proxies write without being told. */
const UNTOLD = /^(:|host$|accept|content-|user-agent$|x-forwarded-|x-envoy-|x-request-id$|x-b3-|traceparent$)/;

/** `request.headers[NAME]`; Envoy joins the values of a header that comes more than once. */
function hasHeader(property: string, values: readonly string[], { headers }: PolicyRequest): Truth {
  const name = /^request\.headers\[(.+)\]$/.exec(property)?.[1]?.toLowerCase();
  if (name === undefined || !headers) return undefined;
  const own = headers[name];
  if (own === undefined) return UNTOLD.test(name) ? undefined : false;
  return values.some((value) => matchesText(value, [own].flat().join()));
}

function ofPrincipal({ principal }: PolicyRequest, test: (principal: string) => Truth): Truth {
  return principal === undefined ? undefined : test(principal);
}

/** A pattern is exact, `prefix*`, `*suffix`, or `*`, which matches any text but the empty one. */
function matchesText(pattern: string, text: string): boolean {
  if (pattern === '*') return text !== '';
  if (pattern.startsWith('*')) return text.endsWith(pattern.slice(1));
  if (pattern.endsWith('*')) return text.startsWith(pattern.slice(0, -1));
  return pattern === text;
}

/** @see https://istio.io/latest/docs/reference/config/security/normalization/ which leaves the query out */
function matchesPath(pattern: string, pathAndQuery: string): boolean {
  const [path = ''] = pathAndQuery.split('?');
  if (!/\{\*\*?\}/.test(pattern)) return matchesText(pattern, path);
  const source = pattern
    .split(/(\{\*\*?\})/)
    .map((part) => (part === '{*}' ? '[^/]+' : part === '{**}' ? '.*' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')));
  return new RegExp(`^${source.join('')}$`).test(path);
}
