import { speechProblems } from './speech.ts';

/** The message format version the Korean platform documents. */
const VERSION = '0.1.0';

interface OutputSpeech {
  readonly type: 'SimpleSpeech';
  readonly values: { readonly type: 'PlainText'; readonly lang: 'ko'; readonly value: string };
}

export type SessionAttributes = Readonly<Record<string, unknown>>;

/** A CustomExtResponseMessage with every field that the reference calls mandatory. */
export interface Reply {
  readonly version: typeof VERSION;
  readonly sessionAttributes: SessionAttributes;
  readonly response: {
    readonly outputSpeech: OutputSpeech;
    readonly card: Readonly<Record<string, never>>;
    readonly directives: readonly never[];
    readonly shouldEndSession: boolean;
    readonly reprompt?: { readonly outputSpeech: OutputSpeech };
  };
}

/** Thrown in place of sending a text that CLOVA would not speak: a bug in our own texts. */
export class SpeechError extends Error {
  override name = 'SpeechError';
}

/** A reply after which CLOVA keeps listening; if nobody answers, it speaks `reprompt` once and listens once more. */
export function ask(speech: string, reprompt: string, sessionAttributes: SessionAttributes): Reply {
  return message(plainText(speech), false, sessionAttributes, { outputSpeech: plainText(reprompt) });
}

/** A reply that ends the session. */
export function tell(speech: string): Reply {
  return message(plainText(speech), true, {});
}

/** A well-formed reply that says nothing and ends the session, for requests whose answer nobody hears. */
export function silence(): Reply {
  return message(outputSpeech(''), true, {});
}

function message(
  outputSpeech: OutputSpeech,
  shouldEndSession: boolean,
  sessionAttributes: SessionAttributes,
  reprompt?: { outputSpeech: OutputSpeech },
): Reply {
  const response = { outputSpeech, card: {}, directives: [], shouldEndSession };
  return { version: VERSION, sessionAttributes, response: reprompt ? { ...response, reprompt } : response };
}

function plainText(text: string): OutputSpeech {
  const value = text.normalize('NFC');
  const problems = speechProblems(value);
  if (problems.length > 0) throw new SpeechError(`the speech ${problems.join('; ')}`);
  return outputSpeech(value);
}

function outputSpeech(value: string): OutputSpeech {
  return { type: 'SimpleSpeech', values: { type: 'PlainText', lang: 'ko', value } };
}
