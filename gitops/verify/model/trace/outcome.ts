import type { Text } from '#program/language.ts';
import type { Reference } from '../reference.ts';
import type { Request } from './request.ts';

/** One decision on the way of a request: which object and field decided it, and what it did. */
export interface Step {
  /** Absent where nothing of the cluster decides, such as a server that nobody has configured. */
  readonly object?: Reference;
  readonly field?: string;
  readonly did: Text;
  /** Which of several decisions it is that one field may take. */
  readonly reason?: 'no CA' | 'no tls route' | 'TLS mode';
}

/** Where a request ends. The number is the status that the caller gets, where it gets one. */
export type Outcome =
  | { readonly end: 'answered'; readonly pods: readonly Reference[]; readonly limit?: Limit }
  /** By a host outside of the cluster. */
  | { readonly end: 'sent out'; readonly to: string; readonly limit?: Limit }
  /** By the rule itself: a direct response, or a fault. */
  | { readonly end: 'responded'; readonly status: number }
  | { readonly end: 'redirected'; readonly status: number; readonly location: string }
  | { readonly end: 'refused'; readonly status: 403 }
  | { readonly end: 'no virtual host' | 'no rule'; readonly status: 404 }
  /** By the sidecar of the Pod that sends the request, which may send nothing to hosts that the mesh does not know. */
  | { readonly end: 'blocked'; readonly status: 502 }
  /** 500 of a rule of an HTTPRoute. */
  | { readonly end: 'no cluster'; readonly status: 500 | 503 }
  | { readonly end: 'no endpoints' | 'no TLS'; readonly status: 503 }
  /** The TLS connection is ended by the gateway. */
  | { readonly end: 'reset' }
  /** The gateway asks callers for a certificate of their own: it may be as it should. */
  | { readonly end: 'no client certificate' }
  /** No connection comes about. */
  | { readonly end: 'not reached' }
  | { readonly end: 'unknown' };

/** The time in which the application must answer, else the gateway says 504. */
export interface Limit extends Step {
  /** As it is written: `2s`. */
  readonly time: string;
}

/** One of the ways that a request may take. */
export interface Branch {
  /** Of all such requests, from 0 to 1. */
  readonly share: number;
  /** The last one decides the outcome. */
  readonly steps: readonly Step[];
  readonly outcome: Outcome;
}

/** An object that a request passes, whether it decides a step or not, and the part of it that is passed. */
export interface Passed {
  readonly object: Reference;
  readonly field?: string;
  /** Whether it is a Pod of the gateway, or a Service that leads to it. */
  readonly isGateway?: true;
  /** Whether it is the Pod that sends the request. */
  readonly isCaller?: true;
}

/** What becomes of a request: one way, or several with their shares. */
export interface RequestTrace {
  readonly request: Request;
  readonly branches: readonly Branch[];
  /** On any of the ways. */
  readonly passed: readonly Passed[];
}

/** One way, to its end. @param steps the last one decides */
export function ending(outcome: Outcome, steps: readonly Step[], share = 1): readonly Branch[] {
  return [{ share, steps, outcome }];
}

/** What decided the outcome of a way. */
export function decisionOf({ steps }: Branch): Step | undefined {
  return steps.at(-1);
}

/** The status that the caller gets; undefined where there is none, or where the application chooses it. */
export function statusOf(outcome: Outcome): number | undefined {
  return 'status' in outcome ? outcome.status : undefined;
}

/** Whether a way ends with the redirect that a server does for all of its hosts. */
export function isHttpsRedirect(branch: Branch): boolean {
  return branch.outcome.end === 'redirected' && (decisionOf(branch)?.field?.endsWith('.tls.httpsRedirect') ?? false);
}
