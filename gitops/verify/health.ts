import { quote } from './quote.ts';
import type { Verdict } from './verdict.ts';

/** Characters of a body that are quoted. */
const BODY_LIMIT = 100;
/** Good answers in a row, each on a connection of its own, since several gateways and Pods may answer. */
const TRIES = 3;

/** What came back from one GET of /health. */
export interface HealthAnswer {
  readonly status: number;
  readonly body: string;
  /** From where. */
  readonly address: string;
  /** From the look-up of the name to the end of the body. */
  readonly milliseconds: number;
}

/** Why nothing did. */
export interface NoAnswer {
  /** Of the error, such as ENOTFOUND or CERT_HAS_EXPIRED. */
  readonly code: string;
  readonly message: string;
  /** Where it was connected to, if it was. */
  readonly address: string | undefined;
}

/** What is asked of /health. */
export interface HealthTarget {
  readonly host: string;
  /** An IP address to connect to instead of those that DNS has for the host. */
  readonly address?: string | undefined;
  /** A file of PEM certificates that are trusted instead of Node's own. */
  readonly rootsFile?: string | undefined;
  /** The commit that the image was built from; any will do where none is given. */
  readonly imageRevision?: string | undefined;
}

export interface HealthVerdict extends Verdict {
  /** Whether HTTP was spoken, so that name, address and certificate are as they should be. */
  readonly isAnswered: boolean;
}

type Judgement = Pick<Verdict, 'state' | 'reason'> & { readonly words: string };

/** Asks until an answer is not good, or enough were. */
export async function tryHealth(
  { imageRevision }: HealthTarget,
  ask: () => Promise<HealthAnswer | NoAnswer>,
): Promise<readonly (HealthAnswer | NoAnswer)[]> {
  const answers: (HealthAnswer | NoAnswer)[] = [];
  for (;;) {
    const answer = await ask();
    answers.push(answer);
    if (answers.length === TRIES || judge(answer, imageRevision).state !== 'ok') return answers;
  }
}

/** @param answers of {@link tryHealth} */
export function judgeHealth(target: HealthTarget, answers: readonly (HealthAnswer | NoAnswer)[]): HealthVerdict {
  const last = answers.at(-1) ?? { code: 'NOT_ASKED', message: 'was not asked', address: undefined };
  const { state, reason, words } = judge(last, target.imageRevision);
  const given = answers.filter((answer) => 'status' in answer);
  const slowest = Math.ceil(Math.max(0, ...given.map(({ milliseconds }) => milliseconds)));
  const addresses = [...new Set(given.map(({ address }) => address))].join(' and ');
  const isOk = state === 'ok';
  const text = `https://${target.host}/health ${isOk ? `answers from ${addresses}${words}` : words}`;
  const after = answers.length > 1 ? `, after ${answers.length - 1} good of ${TRIES}` : '';
  return {
    state,
    reason,
    text: `${text}${isOk ? ` (${answers.length} of ${TRIES}, ${slowest} ms)` : after}`,
    next: isOk ? undefined : curl(target),
    isAnswered: 'status' in last,
  };
}

function judge(answer: HealthAnswer | NoAnswer, imageRevision: string | undefined): Judgement {
  if (!('status' in answer)) return judgeNoAnswer(answer);
  const { status, body, address } = answer;
  const quoted = body === '' ? 'an empty body' : quote(body, BODY_LIMIT);
  if (status !== 200)
    return { state: 'wrong', reason: `status ${status}`, words: `answers ${status} from ${address}: ${quoted}` };
  const health = parseHealth(body);
  if (health?.status !== 'ok') {
    const words = `answers from ${address}, but not with JSON in which status is ok: ${quoted}`;
    return { state: 'wrong', reason: 'NotOk', words };
  }
  const { revision } = health;
  if (imageRevision !== undefined && revision !== imageRevision) {
    const other = revision === undefined ? 'no revision' : `revision ${short(revision)}`;
    const words = `answers from ${address} with ${other}, not with ${short(imageRevision)}`;
    return { state: 'wrong', reason: other, words };
  }
  return { state: 'ok', reason: 'Ok', words: revision === undefined ? '' : ` with revision ${short(revision)}` };
}

function judgeNoAnswer({ code, message, address }: NoAnswer): Judgement {
  // The resolver is out of order then; of the name that says nothing.
  const state = code === 'EAI_AGAIN' ? 'unknown' : 'wrong';
  const from = address === undefined ? '' : ` from ${address}`;
  return { state, reason: code, words: `gives no answer${from}: ${code} ${quote(message)}` };
}

function parseHealth(body: string): { readonly status: unknown; readonly revision: string | undefined } | undefined {
  try {
    const { status, revision } = (JSON.parse(body) ?? {}) as Record<string, unknown>;
    return { status, revision: typeof revision === 'string' ? revision : undefined };
  } catch {
    return undefined;
  }
}

/** A commit as git shortens it; anything else as words of others, since it may be anything. */
function short(revision: string): string {
  if (/^[0-9a-f]{40}$/.test(revision)) return revision.slice(0, 7);
  return /^[\w.-]{1,64}$/.test(revision) ? revision : quote(revision, BODY_LIMIT);
}

function curl({ host, address, rootsFile }: HealthTarget): string {
  const to = address?.includes(':') ? `[${address}]` : address;
  const resolve = to === undefined ? '' : ` --resolve ${host}:443:${to}`;
  const roots = rootsFile === undefined ? '' : ` --cacert ${rootsFile}`;
  return `curl -v${resolve}${roots} https://${host}/health`;
}
