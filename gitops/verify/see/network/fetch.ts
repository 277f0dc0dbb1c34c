import { request as requestPlainly } from 'node:http';
import { request as requestSecurely } from 'node:https';
import type { Answers, Fetch, HttpAnswer, NoAnswer } from '../question.ts';
import { toNoAnswer } from './no-answer.ts';
import { trustIn } from './trust.ts';

/** Milliseconds for one answer, from the lookup of the name to the end of the body. */
const TIME_LIMIT = 10_000;
/** Most bytes of a body that are read, and most characters of it that are kept. */
const SIZE_LIMIT = 64 * 1024;
const BODY_LIMIT = 2_000;

interface Options {
  /** The certificates to trust, in PEM. Default: those that Node trusts. */
  readonly roots?: string | undefined;
  readonly timeLimit?: number;
  /** In place of the URL's port. */
  readonly port?: number;
}

/**
 * Sends GETs, each on a new connection and without following redirects. SNI and Host are those of the URL, whatever
 * address is connected to. It never rejects: without an answer the outcome is a NoAnswer.
 */
export async function fetchTimes(question: Fetch, options: Options): Promise<Answers['fetch']> {
  const answers: (HttpAnswer | NoAnswer)[] = [];
  for (let time = 0; time < question.times; time++) {
    const answer = await fetchOnce(question, options);
    answers.push(answer);
    if (!('status' in answer) || answer.status < 200 || answer.status > 299) break;
  }
  return { answers };
}

async function fetchOnce({ url, address, expected }: Fetch, options: Options): Promise<HttpAnswer | NoAnswer> {
  const { roots, timeLimit = TIME_LIMIT } = options;
  const { protocol, hostname, pathname, search } = new URL(url);
  const isSecure = protocol === 'https:';
  const start = performance.now();
  const timeout = AbortSignal.timeout(timeLimit);
  let peer: string | undefined;
  return await new Promise((resolve) => {
    const fail = (error: Error) => {
      const late = { code: 'ETIMEDOUT', message: `no answer within ${timeLimit / 1000} s` };
      resolve({ ...toNoAnswer(error, peer), ...(timeout.aborted ? late : {}) });
    };
    const sent = (isSecure ? requestSecurely : requestPlainly)({
      agent: false,
      host: address,
      port: options.port ?? (isSecure ? 443 : 80),
      path: `${pathname}${search}`,
      headers: { host: hostname, accept: 'application/json, */*', 'user-agent': 'umi-mrdebugger-verify' },
      signal: timeout,
      ...(isSecure ? { servername: hostname, secureContext: trustIn(roots) } : {}),
    });
    sent.on('socket', (socket) => {
      socket.once('connect', () => (peer = socket.remoteAddress));
    });
    sent.on('error', fail);
    // Switching to another protocol gives neither a response nor an error.
    const closed = () => {
      fail(Object.assign(new Error('closed the connection instead of answering'), { code: 'CLOSED' }));
    };
    sent.on('close', closed);
    sent.on('response', (response) => {
      sent.off('close', closed);
      const { location } = response.headers;
      const server = [response.headers.server].flat()[0];
      readLimited(response).then((body) => {
        resolve({
          status: response.statusCode ?? 0,
          body: Array.from(body).slice(0, BODY_LIMIT).join(''),
          ...(location === undefined ? {} : { location }),
          ...(server === undefined ? {} : { server }),
          ...(expected === undefined ? {} : { isExpected: body.trim() === expected }),
          address: peer ?? 'an unknown address',
          milliseconds: Math.round(performance.now() - start),
        });
      }, fail);
    });
    sent.end();
  });
}

async function readLimited(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > SIZE_LIMIT) break;
  }
  return Buffer.concat(chunks).subarray(0, SIZE_LIMIT).toString('utf8');
}
