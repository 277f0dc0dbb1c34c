import type { HttpMatch, HttpRoute } from '../../see/objects/istio.ts';
import type { Reference } from '../reference.ts';
import type { Step } from './outcome.ts';

/** A rule of a VirtualService, an Ingress or an HTTPRoute with one of its matches, as Envoy has it: a route. */
export interface Rule {
  readonly object: Reference;
  /** `spec.http[…]`, `spec.rules[…]` */
  readonly field: string;
  readonly http: HttpRoute;
  /** Absent where the rule takes everything. */
  readonly match?: HttpMatch;
  readonly matchField?: string;
  /** The namespace that completes short names of destinations. */
  readonly namespace: string;
  /** Of what is written elsewhere than in a VirtualService: `route[0].destination` is `backendRefs[2]`. */
  readonly fields?: Readonly<Record<string, string>>;
  /** By field, the destinations that istiod refuses. */
  readonly refused?: Readonly<Record<string, Refusal>>;
}

/** Why istiod does not take something. */
export interface Refusal extends Step {
  readonly object: Reference;
  /** Whether something that decides is not known. */
  readonly isOpen?: true;
}

/** Where a part of a rule is written, by its name in a VirtualService. */
export function fieldIn({ field, fields = {} }: Rule, part: string): string {
  return `${field}.${fields[part] ?? part}`;
}

/** Where a part of a match is written. */
export function matchFieldIn({ object, field, matchField = field, fields = {} }: Rule, part: string): string {
  return `${matchField}.${object.kind === 'Ingress' ? 'path' : (fields[`match.${part}`] ?? part)}`;
}

/** Where a part of a destination is written. @param field of the destination */
export function destinationField({ object, field: ofRule }: Rule, field: string, part: 'host' | 'port'): string {
  if (object.kind === 'Ingress') return ofRule;
  return `${field}.${object.kind === 'HTTPRoute' && part === 'host' ? 'name' : part}`;
}

/** Whether a path of a rule is one of whole parts; that of a VirtualService may end anywhere. */
export function endsAtSlash({ object }: Pick<Rule, 'object'>): boolean {
  return object.kind !== 'VirtualService';
}
