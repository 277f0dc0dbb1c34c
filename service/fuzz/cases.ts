import { sign, type KeyObject } from 'node:crypto';
import { BUILT_IN_INTENTS } from '../cek/built-in-intents.ts';
import { buildRequest, SHAPES, type Question } from '../simulator/request.ts';
import { forgeries } from './forgeries.ts';

/** One request, and the statuses that it may get. */
export interface Case {
  readonly kind: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly allowed: readonly number[];
}

interface Options {
  readonly applicationId: string;
  readonly privateKey: KeyObject;
  /** Gives a number from 0 up to, not including, 1. */
  readonly random: () => number;
}

const METHODS = ['GET', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'PROPFIND', 'HEAD'];
const PATHS = ['/cek', '//', '/.', '/%2e', '/health/', '/metrics', '/readyz', '/*', '/%', '/%zz', '/?x', '/;a', '/\\'];
const CONTENT_TYPES = ['application/json;charset-UTF-8', 'application/json', 'text/plain', ';;;', 'a/b; c=', '/'];
const ENCODINGS = ['gzip', 'br', 'deflate', 'utf-8'];
const JUNK: readonly unknown[] = [
  null,
  true,
  0,
  -1.5,
  1e300,
  '',
  '가',
  '\u0000',
  '__proto__',
  [],
  [[]],
  {},
  { a: 1 },
  'x'.repeat(5_000),
];

/** A random request: most are signed and misshapen, the others forged, or wrong in method, path, encoding or size. */
export function createCase({ applicationId, privateKey, random }: Options): Case {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const message = buildRequest(
    question(pick),
    { applicationId, session: { id: 's', isNew: random() < 0.5, attributes: { heard: [pick(JUNK), 'typo'] } } },
    pick(SHAPES),
    new Date(0),
  );
  const contentType = { 'content-type': pick(CONTENT_TYPES) };
  const post = { method: 'POST', path: '/', headers: contentType };
  const signed = (body: Buffer, more = {}) => ({
    ...post,
    body,
    headers: { ...contentType, signaturecek: sign('RSA-SHA256', body, privateKey).toString('base64'), ...more },
  });
  const text = () => Buffer.from(JSON.stringify(message));

  const kinds: readonly (() => Case)[] = [
    () => ({ kind: 'sound', ...signed(text()), allowed: [200] }),
    () => ({
      kind: 'misshapen',
      ...signed(Buffer.from(JSON.stringify(misshape(message, random, pick)))),
      allowed: [200, 400, 403],
    }),
    () => ({ kind: 'mangled', ...signed(mangle(text(), random)), allowed: [200, 400, 403] }),
    () => ({ kind: 'deep', ...signed(Buffer.from('[{"a":'.repeat(1 + Math.floor(random() * 9_000)))), allowed: [400] }),
    () => {
      const name = pick(Object.keys(forgeries));
      const forged = forgeries[name]?.(text(), privateKey, random);
      const header = forged?.signature === undefined ? {} : { signaturecek: forged.signature };
      return {
        kind: `forged: ${name}`,
        ...post,
        headers: { ...contentType, ...header },
        body: forged?.body ?? text(),
        allowed: [401],
      };
    },
    () => ({
      kind: 'encoded',
      ...signed(text(), { 'content-encoding': pick(ENCODINGS) }),
      allowed: [415],
    }),
    () => ({ kind: 'large', ...signed(Buffer.alloc(65_537 + Math.floor(random() * 65_536), 0x20)), allowed: [413] }),
    () => ({ kind: 'method', ...post, method: pick(METHODS), body: Buffer.alloc(0), allowed: [405] }),
    () => ({ kind: 'path', ...post, path: pick(PATHS), body: text(), allowed: [401, 404, 405] }),
  ];
  // Expensive and simple kinds come less often.
  const weights = [2, 4, 3, 0.3, 4, 0.3, 0.2, 0.5, 0.5];
  let rest = random() * weights.reduce((sum, weight) => sum + weight, 0);
  const kind = kinds[weights.findIndex((weight) => (rest -= weight) < 0)];
  if (!kind) throw new Error('as many weights as kinds');
  return kind();
}

function question(pick: <T>(items: readonly T[]) => T): Question {
  const type = pick(['LaunchRequest', 'SessionEndedRequest', 'IntentRequest', 'IntentRequest'] as const);
  if (type !== 'IntentRequest') return { type };
  const intent = pick([...BUILT_IN_INTENTS, 'TipByTopic', 'AnotherTipRequested', 'QuitRequested', 'Unknown', '']);
  return { type, intent, slots: { topic: pick(['캐시', '요리', '', '__proto__']) } };
}

/** The same message with one field, at any depth, removed or replaced. */
function misshape(message: object, random: () => number, pick: <T>(items: readonly T[]) => T): unknown {
  const copy = structuredClone(message) as Record<string, unknown>;
  let parent = copy;
  for (;;) {
    const key = pick(Object.keys(parent));
    const value = parent[key];
    const isDeep = typeof value === 'object' && value !== null && Object.keys(value).length > 0;
    if (isDeep && random() < 0.75) {
      parent = value as Record<string, unknown>;
      continue;
    }
    if (random() < 0.3) Reflect.deleteProperty(parent, key);
    else parent[key] = pick(JUNK);
    return copy;
  }
}

/** The same body with some bytes replaced, cut off, doubled or inserted. */
function mangle(body: Buffer, random: () => number): Buffer {
  const index = Math.floor(random() * body.length);
  const length = 1 + Math.floor(random() * 8);
  const bytes = Buffer.from(Array.from({ length }, () => Math.floor(random() * 256)));
  const [before, after] = [body.subarray(0, index), body.subarray(index)];
  switch (Math.floor(random() * 4)) {
    case 0:
      return Buffer.concat([before, bytes, after.subarray(length)]);
    case 1:
      return before;
    case 2:
      return Buffer.concat([before, after.subarray(0, length), after]);
    default:
      return Buffer.concat([before, bytes, after]);
  }
}
