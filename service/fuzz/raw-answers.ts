import { connect } from 'node:net';
import type { RawCase } from './raw-cases.ts';

/** A request that ends its connection: it shows whether the connection was kept for it. */
const LAST = 'GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';
const ANSWER = /^HTTP\/1\.1 (\d{3}) .*\r\n((?:.+\r\n)*)\r\n/;

interface Answer {
  readonly status: number;
  readonly closes: boolean;
}

/**
 * Writes a case to a connection of its own, and reads until the service closes it.
 * @param patience milliseconds for all of it
 * @throws {Error} where the service neither answers nor closes in time
 */
export function readAnswers({ bytes, isBrokenOff }: RawCase, port: number, patience: number): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    socket.setTimeout(patience, () => socket.destroy(new Error(`no end within ${patience} ms: ${text}`)));
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      text += chunk;
      // Like any client; otherwise the service waits for what it did not read.
      if (/^connection: close\r$/im.test(text)) socket.end();
    });
    socket.once('end', () => socket.end());
    socket.on('error', (error: NodeJS.ErrnoException) => {
      // The service closed while there was more to read.
      if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') reject(error);
    });
    socket.once('close', () => {
      resolve(text);
    });
    if (isBrokenOff) socket.end(bytes);
    else socket.write(Buffer.concat([bytes, Buffer.from(LAST)]));
  });
}

/**
 * The answers that a connection gave, in order.
 * @throws {Error} where the text is anything but answers
 */
export function parseAnswers(text: string): readonly Answer[] {
  const answers: Answer[] = [];
  for (let rest = text; rest !== '';) {
    const [head, status, headers = ''] = ANSWER.exec(rest) ?? [];
    if (head === undefined) throw new Error(`not an answer: ${JSON.stringify(rest.slice(0, 200))}`);
    const closes = /^connection: close\r$/im.test(headers);
    const length = /^content-length: (\d+)\r$/im.exec(headers)?.[1];
    answers.push({ status: Number(status), closes });
    const isBare = length === undefined && !closes;
    if (isBare && status !== '100') throw new Error(`an answer whose end nobody can tell: ${head}`);
    rest = rest.slice(length === undefined && closes ? Infinity : head.length + Number(length ?? 0));
  }
  return answers;
}

/** What is wrong with the answers to a case, if anything. */
export function problemOfAnswers({ allowed, isBrokenOff }: RawCase, answers: readonly Answer[]): string | undefined {
  const before = answers.slice(0, -1);
  const last = answers.at(-1);
  // The last may be the one to the request that ends the connection.
  const wrong = [...before, ...(last?.status === 200 && !isBrokenOff ? [] : answers.slice(-1))].find(
    ({ status }) => !allowed.includes(status),
  );
  if (wrong) return `answered ${wrong.status}, expected ${allowed.join(' or ')}`;
  if (before.some(({ closes }) => closes)) return 'answered after it had said that it closes the connection';
  if (isBrokenOff || last?.closes) return undefined;
  // Where it closes while there is more to read, the caller may see a reset before the answer.
  if (allowed.includes(400)) return undefined;
  return last ? `hung up after ${last.status}, which promised to keep the connection` : 'hung up without an answer';
}
