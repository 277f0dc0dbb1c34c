import { randomUUID, type KeyObject } from 'node:crypto';
import type { Ears, Heard } from '../interaction-model/hear.ts';
import { NoAnswerError, postSigned, type Answer, type Transport } from './post.ts';
import { lintReply, spokenTexts, type ReplyProblem } from './reply-lint.ts';
import { buildRequest, type Question, type Shape } from './request.ts';
import { signBody } from './signer.ts';

/** What was said, what CLOVA made of it, and what came of it. */
export interface Exchange {
  /** '' is silence. */
  readonly utterance: string;
  readonly heard: Heard | { readonly kind: 'silence' };
  readonly question?: Question;
  readonly request?: object;
  /** The value of `SignatureCEK` over the request, as JSON without spaces. */
  readonly signature?: string;
  readonly status?: number;
  readonly ms?: number;
  readonly reply?: unknown;
  /** What CLOVA says, in order. */
  readonly spoken: readonly string[];
  readonly problems: readonly ReplyProblem[];
  /** What CLOVA does after it. */
  readonly then: 'listens' | 'ends the session' | 'stays silent';
  /** Why nobody answered. */
  readonly noAnswer?: string;
}

interface Options {
  readonly ears: Ears;
  readonly url: string;
  readonly privateKey: KeyObject;
  readonly applicationId: string;
  readonly shape: Shape;
  readonly deadline?: number;
  readonly transport?: Transport;
}

export interface Clova {
  /** Says something to the device; '' is silence until the device stops waiting. */
  say(utterance: string): Promise<Exchange>;
}

interface Session {
  readonly id: string;
  attributes: unknown;
  reprompt: readonly string[];
}

/** Milliseconds from which an answer feels slow, though CLOVA waits for it. */
const SLOW = 1_000;

/** CLOVA at your desk: one device with one conversation. It remembers only what CLOVA would remember. */
export function createClova(options: Options): Clova {
  const { ears, url, privateKey, applicationId, shape, deadline, transport } = options;
  let session: Session | undefined;

  async function ask(utterance: string, heard: Exchange['heard'], question: Question): Promise<Exchange> {
    const isNew = session === undefined;
    const { id, attributes } = (session ??= { id: randomUUID(), attributes: {}, reprompt: [] });
    const envelope = { applicationId, session: { id, isNew, attributes } };
    const request = buildRequest(question, envelope, shape, new Date());
    const body = Buffer.from(JSON.stringify(request));
    const signature = signBody(body, privateKey);
    const asked = { utterance, heard, question, request, signature };
    try {
      const answer = await postSigned(url, body, signature, deadline, transport);
      return { ...asked, status: answer.status, ms: answer.ms, ...hearAnswer(answer, question) };
    } catch (error) {
      if (!(error instanceof NoAnswerError)) throw error;
      session = undefined;
      const problem = error.isTimeout ? 'too late: CLOVA throws the answer away and ends the dialogue' : error.message;
      const problems: ReplyProblem[] = [{ level: 'error', field: 'answer', problem }];
      return { ...asked, spoken: [], problems, then: 'ends the session', noAnswer: error.message };
    }
  }

  function hearAnswer(answer: Answer, question: Question): Pick<Exchange, 'reply' | 'spoken' | 'problems' | 'then'> {
    const problems = lintAnswer(answer);
    const isHeard = question.type !== 'SessionEndedRequest';
    const reply = parseJson(answer.text);
    if (answer.status === 200 && reply !== undefined) problems.push(...lintReply(reply));
    else if (answer.status === 200) problems.push({ level: 'error', field: 'answer', problem: 'the body is not JSON' });
    const { sessionAttributes, response } = (reply ?? {}) as ReplyLike;
    const listens = isHeard && answer.status === 200 && response?.shouldEndSession === false;
    if (session && listens) {
      session.attributes = sessionAttributes;
      session.reprompt = spokenTexts(response.reprompt?.outputSpeech);
    } else session = undefined;
    const spoken = isHeard && answer.status === 200 ? spokenTexts(response?.outputSpeech) : [];
    return { reply, spoken, problems, then: listens ? 'listens' : 'ends the session' };
  }

  function hearNothing(): Exchange | Promise<Exchange> {
    const silence = { utterance: '', heard: { kind: 'silence' } as const, problems: [] };
    if (!session) return { ...silence, spoken: [], then: 'stays silent' };
    if (session.reprompt.length === 0) return ask('', silence.heard, { type: 'SessionEndedRequest' });
    const spoken = session.reprompt;
    session.reprompt = [];
    return { ...silence, spoken, then: 'listens' };
  }

  return {
    async say(utterance) {
      if (utterance.trim() === '') return hearNothing();
      const heard = ears.hear(utterance, session !== undefined);
      switch (heard.kind) {
        case 'unroutable':
          return { utterance, heard, spoken: [], problems: [], then: 'stays silent' };
        case 'end':
          return ask(utterance, heard, { type: 'SessionEndedRequest' });
        case 'launch':
          session = undefined;
          return ask(utterance, heard, { type: 'LaunchRequest' });
        case 'intent': {
          if (heard.opens) session = undefined;
          return ask(utterance, heard, { type: 'IntentRequest', intent: heard.intent, slots: heard.slots });
        }
      }
    },
  };
}

/** The parts of a reply that CLOVA acts on; any of them may be missing or malformed. */
interface ReplyLike {
  readonly sessionAttributes?: unknown;
  readonly response?: {
    readonly outputSpeech?: unknown;
    readonly shouldEndSession?: unknown;
    readonly reprompt?: { readonly outputSpeech?: unknown };
  };
}

function lintAnswer({ status, contentType, ms }: Answer): ReplyProblem[] {
  const problems: ReplyProblem[] = [];
  if (status !== 200) problems.push({ level: 'error', field: 'status', problem: `${status}; CLOVA expects 200` });
  else if (!/\bjson\b/i.test(contentType))
    problems.push({ level: 'error', field: 'Content-Type', problem: `“${contentType}”; expected application/json` });
  if (ms > SLOW) problems.push({ level: 'warning', field: 'answer', problem: `took ${Math.round(ms)} ms` });
  return problems;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
