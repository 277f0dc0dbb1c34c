/** Bytes that no HTTP client would write, and the statuses that they may get. */
export interface RawCase {
  readonly kind: string;
  readonly bytes: Buffer;
  readonly allowed: readonly number[];
  /** Whether the caller says nothing more and may get no answer; otherwise it goes on with a sound request. */
  readonly isBrokenOff: boolean;
}

/** Makes the text of one or more requests, a character for each byte. */
type Kind = (random: Chance) => { readonly text: string; readonly allowed: readonly number[] };

interface Chance {
  readonly pick: <T>(items: readonly T[]) => T;
  /** A whole number from 0 up to, not including, `end`. */
  readonly below: (end: number) => number;
}

const HOST = 'Host: a\r\n';
const LONG = 'a'.repeat(12_000);
const TOO_LONG = 'a'.repeat(20_000);
/** What Node answers to malformed heads, and to those that are too long. */
const MALFORMED = [400, 431];
const REFUSED = [401, 404, 405];

const METHODS = ['GET', 'HEAD', 'OPTIONS', 'TRACE', 'DELETE', 'PUT', 'PURGE', 'M-SEARCH', 'QUERY', 'CONNECT'];
const NO_METHODS = ['get', 'FOO', '', ' GET', 'G\0T', 'PRI', TOO_LONG];
// prettier-ignore
const TARGETS = [
  '*', '**', '/', '//', '///a', '/%', '/%00', '/%zz', '/\0', '/\t', '/a b', '/[', '/]', '/\\', '/..', '/#', '/health#', '',
  'http://', 'http:/health', 'http://a', 'http://a?b', 'http://a/health', 'HTTPS://a:1/', 'http://a:99999/', 'http://a:b/',
  'https://[::1', 'http://[::1]/', 'http://[x]/', 'http://xn--/', 'http://%/', 'http://a@b@c/', 'http:\\\\a', 'ftp://a/',
  '//a@[b', '//a@[b#', '//[::1#', 'a:443', 'health', '?', '/?', '/?#', ';', '/\x80', '/\xea\xb0\x80', `/${LONG}`,
  `/${TOO_LONG}`, `http://${LONG}/`, `/?${LONG}`, `/${'../'.repeat(3_000)}`, '/__proto__', '/constructor',
];
const PIECES = '/ // : @ [ ] # ? % %2f . * a xn-- ::1 http:// 65536 \x7f'.split(' ');
const VERSIONS = [
  'HTTP/1.0',
  'HTTP/0.9',
  'HTTP/1.2',
  'HTTP/2.0',
  'HTTP/3',
  'HTTP/1.1 ',
  'http/1.1',
  'ICE/1.0',
  'RTSP/1.0',
];
/** Headers that say nothing wrong; where Host is wrong or there twice, that is nothing to the service. */
// prettier-ignore
const ODD_HEADERS = [
  HOST, 'Host:\r\n', 'Host: [::1\r\n', 'Content-Encoding:\r\n', 'X-Request-Id: a\x85\x9b"}\r\n', `X-Request-Id: ${LONG}\r\n`,
  'X-Request-Id: a\r\nX-Request-Id: b\r\n', '__proto__: a\r\n', 'constructor: a\r\n', 'Expect: 100-continue\r\n',
  'Expect: miracles\r\n', 'Expect:\r\n', 'Connection: Upgrade\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n',
  'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: AAAA\r\n', 'Connection: a, b, ,\r\n', 'TE: trailers\r\n',
  'Content-Type: \xff\r\n', 'SignatureCEK:\r\n', 'SignatureCEK: \xff\r\n', 'Content-Length: 0\r\n', 'a:b\r\n'.repeat(400),
];
// prettier-ignore
const BAD_HEADERS = [
  'a\r\n', 'a : b\r\n', ': b\r\n', 'a: b\r\n c\r\n', ' a: b\r\n', 'a: \0\r\n', 'a: b\n', 'a: b\r', '\xff: a\r\n', `a: ${TOO_LONG}\r\n`,
  'Content-Length: -1\r\n', 'Content-Length: +1\r\n', 'Content-Length: 0x1\r\n', 'Content-Length: 1e1\r\n',
  'Content-Length: 1, 1\r\n', 'Content-Length: 1\r\nContent-Length: 1\r\n', 'Content-Length:\r\n', 'Content-Length: 1 1\r\n',
  `Content-Length: ${'9'.repeat(30)}\r\n`, 'Content-Length: 1\r\nTransfer-Encoding: chunked\r\n',
  'Transfer-Encoding: chunked\r\nContent-Length: 1\r\n', 'Transfer-Encoding: chunked, a\r\n', 'Transfer-Encoding: a\r\n',
  'Transfer-Encoding: identity\r\n', 'Transfer-Encoding : chunked\r\n', 'Transfer-Encoding: chunked\r\nTransfer-Encoding: a\r\n',
];
const CHUNKS = [
  '3\r\nabc\r\n0\r\n\r\n',
  '3;a\r\nabc\r\n0;b="c"\r\n\r\n',
  '003\r\nabc\r\n0\r\na: b\r\n\r\n',
  '0\r\n\r\n',
];
// prettier-ignore
const BAD_CHUNKS = [
  'z\r\n', '-1\r\n', '3\nabc\n0\n\n', '3\r\nabcd\r\n', '3 \r\nabc\r\n', '0x3\r\nabc\r\n', '\r\n\r\n', `${'f'.repeat(17)}\r\n`,
  `3;${TOO_LONG}\r\nabc\r\n`, `0\r\na: ${TOO_LONG}\r\n\r\n`, '0\r\na\r\n\r\n', `${'1\r\na\r\n'.repeat(2_000)}z\r\n`,
];

const head = (line: string, headers: string, body = '') => `${line}\r\n${headers}\r\n${body}`;
const post = (headers: string, body = '', path = '/') => head(`POST ${path} HTTP/1.1`, HOST + headers, body);

/** What to write, by name. */
const kinds: Readonly<Record<string, Kind>> = {
  method: ({ pick }) => ({ text: head(`${pick(METHODS)} /nothing HTTP/1.1`, HOST), allowed: [404, 400] }),
  'no method': ({ pick }) => ({ text: head(`${pick(NO_METHODS)} / HTTP/1.1`, HOST), allowed: MALFORMED }),
  target: ({ pick }) => ({
    text: head(`${pick(['GET', 'POST', 'OPTIONS'])} ${pick(TARGETS)} HTTP/1.1`, HOST),
    allowed: [200, ...REFUSED, ...MALFORMED],
  }),
  'target of pieces': ({ pick, below }) => ({
    text: head(`GET ${Array.from({ length: 1 + below(7) }, () => pick(PIECES)).join('')} HTTP/1.1`, HOST),
    allowed: [...REFUSED, 400],
  }),
  version: ({ pick }) => ({ text: head(`GET /health ${pick(VERSIONS)}`, HOST), allowed: [200, 400] }),
  'no version': ({ pick }) => ({ text: head(`GET ${pick(['/', '/health', ''])}`, ''), allowed: [200, 405, 400] }),
  'no Host': () => ({ text: head('GET /health HTTP/1.1', ''), allowed: [400] }),
  'odd header': ({ pick }) => ({
    text: head(`${pick(['GET', 'POST', 'PUT'])} /nothing HTTP/1.1`, HOST + pick(ODD_HEADERS)),
    allowed: [404],
  }),
  'bad header': ({ pick }) => ({ text: post(pick(BAD_HEADERS), 'a'), allowed: MALFORMED }),
  chunked: ({ pick }) => ({ text: post('Transfer-Encoding: chunked\r\n', pick(CHUNKS)), allowed: [401] }),
  // Node overrules the service where it sees at once that the body is malformed.
  'bad chunks': ({ pick }) => ({
    text: head(
      `${pick(['POST /', 'POST /nothing', 'PUT /', 'GET /health'])} HTTP/1.1`,
      `${HOST}Transfer-Encoding: chunked\r\n`,
      pick(BAD_CHUNKS),
    ),
    allowed: [200, 404, 405, 413, ...MALFORMED],
  }),
  'expects 100': ({ pick }) => ({
    text: post('Expect: 100-continue\r\nContent-Length: 3\r\n', 'abc', pick(['/', '/nothing', '/health'])),
    allowed: [100, ...REFUSED],
  }),
  'expects 100 for a body that is refused': ({ pick }) => ({
    text: post(
      `Expect: 100-continue\r\n${pick(['Content-Length: 65537', 'Content-Encoding: br\r\nContent-Length: 3'])}\r\n`,
    ),
    allowed: [413, 415],
  }),
  pipelined: ({ pick, below }) => ({
    text: Array.from({ length: 1 + below(20) }, () =>
      pick([
        post('Content-Length: 3\r\n', 'abc'),
        post('Transfer-Encoding: chunked\r\n', pick(CHUNKS)),
        post('', '', '/nothing'),
        head('GET / HTTP/1.1', HOST),
        head('OPTIONS * HTTP/1.1', HOST),
        head('GET http://a/health HTTP/1.1', HOST),
      ]),
    ).join(''),
    allowed: [200, ...REFUSED],
  }),
  'pipelined behind an unread body': ({ pick }) => ({
    text: post('Content-Length: 3\r\n', 'abc', '/nothing') + pick([post(''), head('GET /health HTTP/1.1', HOST)]),
    allowed: [404],
  }),
};

/** One of the kinds above; some are broken off somewhere, or have a byte changed and are broken off at their end. */
export function createRawCase(random: () => number): RawCase {
  const below = (end: number) => Math.floor(random() * end);
  const pick = <T>(items: readonly T[]): T => items[below(items.length)] as T;
  const name = pick(Object.keys(kinds));
  const kind = `raw: ${name}`;
  const made = kinds[name]?.({ pick, below });
  if (!made) throw new Error('one of the kinds');
  const bytes = Buffer.from(made.text, 'latin1');
  if (random() < 0.7) return { kind, bytes, allowed: made.allowed, isBrokenOff: false };
  const allowed = [100, 200, ...REFUSED, 408, 413, 415, ...MALFORMED];
  if (random() < 0.5)
    return { kind: `${kind}, broken off`, bytes: bytes.subarray(0, below(bytes.length)), allowed, isBrokenOff: true };
  bytes[below(bytes.length)] = below(256);
  return { kind: `${kind}, a byte changed`, bytes, allowed, isBrokenOff: true };
}
