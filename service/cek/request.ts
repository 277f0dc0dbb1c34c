import type { ProvenBody } from './signature.ts';

/** Leaves out a byte order mark at the start, as RFC 8259 (8.1) allows. */
const decoder = new TextDecoder('utf-8', { fatal: true });

/** CLOVA documents `YYYY-MM-DDThh:mm:ssZ`; what has no zone is a time, but not a moment. */
const ZONE = /Z|[+-]\d\d:\d\d/;

type JsonObject = Readonly<Record<string, unknown>>;

export interface Session {
  /** True on the first request of a session, and where the request has no session. */
  readonly isNew: boolean;
  readonly attributes: JsonObject;
}

export interface IntentRequest {
  readonly type: 'IntentRequest';
  readonly intent: string;
  /** Slot name → the representative word CLOVA filled in; a slot without a text is left out. */
  readonly slots: ReadonlyMap<string, string>;
}

/** What CLOVA asks, by `request.type` alone: real requests of every type carry an empty `intent` and `event`. */
export type SkillRequest =
  | { readonly type: 'LaunchRequest' }
  | IntentRequest
  | { readonly type: 'SessionEndedRequest' }
  | { readonly type: 'EventRequest' }
  | { readonly type: 'unknown' };

export interface Envelope {
  readonly applicationId: string | undefined;
  /** Not documented, but sent in practice; the same as `applicationId`. */
  readonly extensionId: string | undefined;
  /** `request.timestamp` as it came; `statedTime` reads it. */
  readonly timestamp: unknown;
  readonly session: Session;
  readonly request: SkillRequest;
}

/** The body is not a CustomExtRequestMessage; the message names the field and what was expected there. */
export class EnvelopeError extends Error {
  override name = 'EnvelopeError';
}

/**
 * Reads a proven body. Tolerant where real requests are known to differ from the documents (session null, context
 * empty, slots null, absent or unknown fields), strict about the types of what it uses.
 * @throws {EnvelopeError}
 */
export function parseEnvelope(body: ProvenBody): Envelope {
  const message = object(parseJson(body), 'body');
  const session = optionalObject(message.session, 'session');
  const system = optionalObject(optionalObject(message.context, 'context')?.System, 'context.System');
  const application = optionalObject(system?.application, 'context.System.application');
  const request = object(message.request, 'request');
  return {
    applicationId: optionalText(application?.applicationId, 'context.System.application.applicationId'),
    extensionId: optionalText(request.extensionId, 'request.extensionId'),
    timestamp: request.timestamp,
    session: {
      isNew: optionalBoolean(session?.new, 'session.new') ?? session === undefined,
      attributes: optionalObject(session?.sessionAttributes, 'session.sessionAttributes') ?? {},
    },
    request: parseRequest(request),
  };
}

/** The time that a timestamp states, in milliseconds since 1970; NaN where it is not a time, undefined where it states none. */
export function statedTime(timestamp: unknown): number | undefined {
  if (timestamp === undefined || timestamp === null || timestamp === '') return undefined;
  const isTime = typeof timestamp === 'string' && ZONE.test(timestamp);
  return isTime ? Date.parse(timestamp) : Number.NaN;
}

function parseRequest(request: JsonObject): SkillRequest {
  const type = text(request.type, 'request.type');
  switch (type) {
    case 'LaunchRequest':
    case 'SessionEndedRequest':
    case 'EventRequest':
      return { type };
    case 'IntentRequest': {
      const intent = object(request.intent, 'request.intent');
      return {
        type,
        intent: text(intent.name, 'request.intent.name'),
        slots: parseSlots(optionalObject(intent.slots, 'request.intent.slots') ?? {}),
      };
    }
    default:
      return { type: 'unknown' };
  }
}

function parseSlots(slots: JsonObject): Map<string, string> {
  const filled = new Map<string, string>();
  for (const [name, slot] of Object.entries(slots)) {
    const value = optionalObject(slot, `request.intent.slots.${name}`)?.value;
    if (value === undefined || value === null || value === '') continue;
    if (typeof value === 'number') filled.set(name, String(value));
    else filled.set(name, text(value, `request.intent.slots.${name}.value`));
  }
  return filled;
}

function parseJson(body: ProvenBody): unknown {
  try {
    return JSON.parse(decoder.decode(body));
  } catch (error) {
    throw new EnvelopeError(`body: expected ${error instanceof TypeError ? 'UTF-8' : 'JSON'}`);
  }
}

function object(value: unknown, field: string): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw mismatch(field, 'an object', value);
}

function optionalObject(value: unknown, field: string): JsonObject | undefined {
  return value === undefined || value === null ? undefined : object(value, field);
}

function text(value: unknown, field: string): string {
  if (typeof value === 'string') return value;
  throw mismatch(field, 'a string', value);
}

/** An empty text counts as absent: that is how the platform fills fields that do not apply. */
function optionalText(value: unknown, field: string): string | undefined {
  return value === undefined || value === null || value === '' ? undefined : text(value, field);
}

function optionalBoolean(value: unknown, field: string): boolean | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'boolean') return value;
  throw mismatch(field, 'true or false', value);
}

function mismatch(field: string, expected: string, value: unknown): EnvelopeError {
  const found =
    value === null ? 'null' : Array.isArray(value) ? 'a list' : value === undefined ? 'nothing' : typeof value;
  return new EnvelopeError(`${field}: expected ${expected}, found ${found}`);
}
