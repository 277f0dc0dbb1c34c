import { request } from 'node:https';
import type { HealthAnswer, HealthTarget, NoAnswer } from './health.ts';

/** Milliseconds for one answer, from the look-up of the name to the end of the body. */
const TIME_LIMIT = 10_000;
/** Bytes of a body; the service's takes a hundred. */
const SIZE_LIMIT = 64 * 1024;

interface Options extends HealthTarget {
  /** What {@link HealthTarget.rootsFile} holds; Node's own where there is none. */
  readonly roots?: string | undefined;
  readonly port?: number;
  readonly timeLimit?: number;
}

/**
 * GETs /health on a new connection, under the host's name wherever it is connected to. What keeps an answer from
 * coming is a NoAnswer; it never rejects.
 */
export async function requestHealth(options: Options): Promise<HealthAnswer | NoAnswer> {
  const { host, address, roots, port = 443, timeLimit = TIME_LIMIT } = options;
  const start = performance.now();
  const timeout = AbortSignal.timeout(timeLimit);
  let peer: string | undefined;
  return await new Promise((resolve) => {
    const fail = (error: Error) => {
      resolve({ ...explain(error, timeout.aborted, timeLimit), address: peer });
    };
    const sent = request({
      agent: false,
      host: address ?? host,
      port,
      path: '/health',
      servername: host,
      headers: { host, accept: 'application/json', 'user-agent': 'umi-mrdebugger-verify' },
      ca: roots,
      signal: timeout,
    });
    sent.on('socket', (socket) => {
      socket.once('connect', () => (peer = socket.remoteAddress));
    });
    sent.on('error', fail);
    // A server that switches to another protocol is neither a response nor an error.
    const closed = () => {
      fail(Object.assign(new Error('closed the connection instead of answering'), { code: 'CLOSED' }));
    };
    sent.on('close', closed);
    sent.on('response', (response) => {
      sent.off('close', closed);
      readLimited(response).then((body) => {
        const milliseconds = performance.now() - start;
        resolve({ status: response.statusCode ?? 0, body, address: peer ?? 'an unknown address', milliseconds });
      }, fail);
    });
    sent.end();
  });
}

async function readLimited(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > SIZE_LIMIT) throw Object.assign(new Error(`sent more than ${SIZE_LIMIT} bytes`), { code: 'TOO_LONG' });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function explain(error: Error, isTimeout: boolean, timeLimit: number): Omit<NoAnswer, 'address'> {
  if (isTimeout) return { code: 'ETIMEDOUT', message: `no answer within ${timeLimit / 1000} s` };
  // Where several addresses failed, what each failed with stands in `errors`, and the message is empty.
  const messages = error instanceof AggregateError ? (error.errors as Error[]).map(({ message }) => message) : [];
  const { code = error.name } = error as NodeJS.ErrnoException;
  return { code, message: messages.join('; ') || error.message };
}
