import type { Outcome } from '../../verify/model/trace/outcome.ts';
import type { Answer } from './ask.ts';

/** A way of a traced request, as `verify trace --format json` tells it. */
export interface TracedBranch {
  readonly share: number;
  readonly steps: readonly { readonly did: string }[];
  readonly outcome: TracedOutcome;
}

/** An outcome as JSON, where a time-out is only its time. */
type TracedOutcome = Outcome & { readonly timeout?: string };

/** The server that is asked for outside of the cluster says that it is this. */
export const OUTSIDE = 'outside';

/** Below this path the server of the Pods needs that many seconds. */
export const SLOW = '/slow';
export const SLOW_SECONDS = 3;

/** How unlikely it must be that a way was not taken once, so that its absence counts. */
const UNLIKELY = 0.001;

/**
 * Why answers to a request are not what its trace says; undefined where they agree. What the trace says is unknown is
 * neither right nor wrong.
 * @param takes the seconds that the server needs for an answer
 */
export function disagreement(
  branches: readonly TracedBranch[],
  answers: readonly Answer[],
  takes = 0,
): string | undefined {
  const known = branches.filter(({ outcome }) => outcome.end !== 'unknown');
  const isOpen = known.length < branches.length;
  const strange = answers.find((answer) => !known.some((branch) => fits(branch, answer, takes)));
  if (strange && !isOpen) return `got ${answerText(strange)}`;
  for (const branch of known)
    for (const { share, has } of waysOf(branch, takes))
      if ((1 - share) ** answers.length < UNLIKELY && !answers.some(has)) return `never got ${branch.outcome.end}`;
  return undefined;
}

/** The answers that must come, each Pod's with its share. */
function waysOf(
  branch: TracedBranch,
  takes: number,
): readonly { readonly share: number; readonly has: (answer: Answer) => boolean }[] {
  const { outcome, share } = branch;
  if (outcome.end !== 'answered' || isOver(branch, takes))
    return [{ share, has: (answer) => fits(branch, answer, takes) }];
  return outcome.pods.map(({ name }) => ({
    share: share / outcome.pods.length,
    has: (answer) => 'status' in answer && answer.server === name,
  }));
}

function fits(branch: TracedBranch, answer: Answer, takes: number): boolean {
  const { outcome } = branch;
  if ('error' in answer)
    return outcome.end === 'not reached'
      ? isNotReached(answer.error)
      : ['reset', 'no client certificate'].includes(outcome.end) && !isNotReached(answer.error);
  const { status, server, body, location, path, certificate } = answer;
  const isByGateway = server === undefined;
  const certified = wordsOf(branch, /^certificate of Secret (.*)$/);
  if (certificate !== undefined && certified.length > 0 && !certified.includes(certificate)) return false;
  const written = writtenPath(branch);
  const isPath = written === undefined || written === path;
  switch (outcome.end) {
    case 'answered':
    case 'sent out': {
      if (isOver(branch, takes)) return status === 504 && isByGateway;
      const names = outcome.end === 'answered' ? outcome.pods.map(({ name }) => name) : [OUTSIDE];
      return server !== undefined && names.includes(server) && isPath;
    }
    case 'blocked':
      return status === 502 && isByGateway;
    case 'redirected':
      return status === outcome.status && location === outcome.location && isByGateway;
    case 'no endpoints':
      return status === 503 && body === 'no healthy upstream';
    case 'no cluster':
      return status === outcome.status && body === '';
    case 'no TLS':
      return status === 503 && body.startsWith('upstream connect error');
    case 'refused':
      return status === 403 && body === 'RBAC: access denied';
    case 'no virtual host':
    case 'no rule':
      return status === 404 && isByGateway && body === '';
    case 'responded':
      return status === outcome.status && isByGateway;
    case 'reset':
    case 'no client certificate':
    case 'not reached':
    case 'unknown':
      return false;
  }
}

/** The path as the Pods get it, where a rule has changed it. */
function writtenPath(branch: TracedBranch): string | undefined {
  return wordsOf(branch, /^the path becomes (.*)$/).at(-1);
}

function wordsOf({ steps }: TracedBranch, pattern: RegExp): readonly string[] {
  return steps.flatMap(({ did }) => pattern.exec(did)?.[1] ?? []);
}

/** Whether the server takes longer than it may; it takes its time for some paths alone. */
function isOver(branch: TracedBranch, takes: number): boolean {
  const { timeout } = branch.outcome;
  const isFast = writtenPath(branch)?.startsWith(SLOW) === false;
  if (timeout === undefined || isFast) return false;
  const [, amount = '0', unit = 's'] = /^([\d.]+)(ms|s|m|h)$/.exec(timeout) ?? [];
  return takes > Number(amount) * ({ ms: 0.001, s: 1, m: 60, h: 3600 }[unit] ?? 1);
}

function isNotReached(code: string): boolean {
  return ['ECONNREFUSED', 'ETIMEDOUT', 'EHOSTUNREACH'].includes(code);
}

/** An answer in words. */
export function answerText(answer: Answer): string {
  if ('error' in answer) return answer.error;
  const { status, server, location, path, body, certificate } = answer;
  const served = certificate && `certificate ${certificate}`;
  const more = [
    server && `from ${server}`,
    path,
    location && `to ${location}`,
    served,
    server ? undefined : body,
  ].filter(Boolean);
  return [status, ...more].join(' ');
}
