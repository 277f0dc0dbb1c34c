import { MAX_SENTENCE, MAX_SPEECH, sentences, speechLength } from '../cek/speech.ts';

/** error: CLOVA may refuse it. warning: against advice. ignored: allowed, and without effect. */
export type Level = 'error' | 'warning' | 'ignored';

export interface ReplyProblem {
  readonly level: Level;
  readonly field: string;
  readonly problem: string;
}

type JsonObject = Readonly<Record<string, unknown>>;
type Report = (level: Level, field: string, problem: string) => void;

/** Advice of the guide (Design_Custom_Extension, OutputSpeech): characters and items of one answer. */
const ADVISED = { characters: 500, items: 10 };
/** Bytes of a URL or a token (CustomExtSpeechInfoObject). */
const MAX_URL = 2048;
const DIRECTIVES = [
  'AudioPlayer.Play',
  'AudioPlayer.StreamDeliver',
  'PlaybackController.Pause',
  'PlaybackController.Resume',
  'PlaybackController.Stop',
  'TemplateRuntime.RenderPlayerInfo',
];
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The problems that a reply has by the reference (Custom_Extension_Message, CustomExtResponseMessage).
 */
export function lintReply(reply: unknown): ReplyProblem[] {
  const problems: ReplyProblem[] = [];
  const report: Report = (level, field, problem) => problems.push({ level, field, problem });
  const message = expectObject(reply, 'reply', report);
  if (!message) return problems;

  if (typeof message.version !== 'string' || message.version === '') report('error', 'version', 'expected a text');
  const attributes = expectObject(message.sessionAttributes, 'sessionAttributes', report);
  noteUnknown(message, 'reply', ['version', 'sessionAttributes', 'response'], report);
  const response = expectObject(message.response, 'response', report);
  if (!response) return problems;

  const known = ['outputSpeech', 'card', 'directives', 'shouldEndSession', 'reprompt'];
  noteUnknown(response, 'response', known, report);
  const { outputSpeech, card, directives, shouldEndSession, reprompt } = response;
  lintSpeech(outputSpeech, 'response.outputSpeech', report);
  expectObject(card, 'response.card', report);
  lintDirectives(directives, report);
  if (typeof shouldEndSession !== 'boolean') report('error', 'response.shouldEndSession', 'expected true or false');
  if (reprompt !== undefined) {
    const object = expectObject(reprompt, 'response.reprompt', report);
    if (object) lintSpeech(object.outputSpeech, 'response.reprompt.outputSpeech', report);
  }
  if (shouldEndSession === true && reprompt !== undefined)
    report('ignored', 'response.reprompt', 'the session ends, so nothing is waited for');
  if (shouldEndSession === true && attributes && Object.keys(attributes).length > 0)
    report('ignored', 'sessionAttributes', 'the session ends, so nothing brings them back');
  return problems;
}

/** The texts of a well-formed outputSpeech, in the order they are spoken; [] for any other. */
export function spokenTexts(outputSpeech: unknown): string[] {
  return speechItems(outputSpeech).flatMap(({ type, value }) =>
    type === 'PlainText' && typeof value === 'string' && value !== '' ? [value] : [],
  );
}

function lintSpeech(value: unknown, field: string, report: Report): void {
  const speech = expectObject(value, field, report);
  if (!speech) return;
  if (speech.type === 'SpeechSet') {
    expectObject(speech.brief, `${field}.brief`, report);
    const detail = expectObject(speech.verbose, `${field}.verbose`, report);
    if (detail) lintValues(detail, `${field}.verbose`, 'SimpleSpeech or SpeechList', report);
  } else lintValues(speech, field, 'SimpleSpeech, SpeechList or SpeechSet', report);
  const items = speechItems(speech);
  items.forEach((item, index) => {
    lintItem(item, items.length > 1 ? `${field}[${index}]` : field, report);
  });
  if (items.length > ADVISED.items)
    report('warning', field, `${items.length} items; at most ${ADVISED.items} are advised`);
  const length = spokenTexts(speech).reduce((sum, text) => sum + speechLength(text), 0);
  if (length > ADVISED.characters)
    report('warning', field, `${length} characters; at most ${ADVISED.characters} at once are advised`);
}

/** @param types what `type` may be, in words */
function lintValues({ type, values }: JsonObject, field: string, types: string, report: Report): void {
  if (type === 'SimpleSpeech') expectObject(values, `${field}.values`, report);
  else if (type !== 'SpeechList') report('error', `${field}.type`, `expected ${types}`);
  else if (!Array.isArray(values) || values.length === 0)
    report('error', `${field}.values`, 'expected a list of items');
  else values.forEach((item, index) => void expectObject(item, `${field}.values[${index}]`, report));
}

function speechItems(outputSpeech: unknown): JsonObject[] {
  if (!isObject(outputSpeech)) return [];
  const { values, brief, verbose } = outputSpeech;
  const detail = isObject(verbose) ? verbose.values : undefined;
  return [brief, values, detail].flat().filter(isObject);
}

function lintItem({ type, lang, value, token }: JsonObject, field: string, report: Report): void {
  if (token !== undefined && !(typeof token === 'string' && UUID.test(token)))
    report('error', `${field}.token`, 'expected a UUID');
  if (typeof value !== 'string') {
    report('error', `${field}.value`, 'expected a text');
    return;
  }
  if (type === 'URL') {
    if (lang !== '') report('error', `${field}.lang`, 'expected an empty text beside a URL');
    if (Buffer.byteLength(value) > MAX_URL) report('error', `${field}.value`, `more than ${MAX_URL} bytes`);
    return;
  }
  if (type !== 'PlainText') report('error', `${field}.type`, 'expected PlainText or URL');
  if (lang !== 'ko' && lang !== 'ja' && lang !== 'en') report('error', `${field}.lang`, 'expected ko, ja or en');
  const length = speechLength(value);
  if (length > MAX_SPEECH) report('error', `${field}.value`, `${length} characters; at most ${MAX_SPEECH} are spoken`);
  for (const sentence of sentences(value)) {
    const length = speechLength(sentence);
    if (length > MAX_SENTENCE)
      report('error', `${field}.value`, `a sentence of ${length} characters; at most ${MAX_SENTENCE} are spoken`);
  }
}

function lintDirectives(directives: unknown, report: Report): void {
  if (!Array.isArray(directives)) {
    report('error', 'response.directives', 'expected a list, [] where there is none');
    return;
  }
  directives.forEach((directive: unknown, index) => {
    const field = `response.directives[${index}]`;
    const object = expectObject(directive, field, report);
    const header = object && expectObject(object.header, `${field}.header`, report);
    if (!header) return;
    const name = `${String(header.namespace)}.${String(header.name)}`;
    if (!DIRECTIVES.includes(name))
      report('error', `${field}.header`, `${name}: expected one of ${DIRECTIVES.join(', ')}`);
    if (!(typeof header.messageId === 'string' && UUID.test(header.messageId)))
      report('error', `${field}.header.messageId`, 'expected a UUID');
    expectObject(object.payload, `${field}.payload`, report);
  });
}

function noteUnknown(object: JsonObject, field: string, known: readonly string[], report: Report): void {
  for (const name of Object.keys(object))
    if (!known.includes(name)) report('ignored', `${field}.${name}`, 'no field of the reference');
}

function expectObject(value: unknown, field: string, report: Report): JsonObject | undefined {
  if (isObject(value)) return value;
  report('error', field, value === undefined ? 'is missing' : 'expected an object');
  return undefined;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
