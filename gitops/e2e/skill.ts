import { Agent, request } from 'node:https';
import { request as plainRequest, type IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';

/** Where the skill answers, and the roots that its certificate must come from. */
export interface Target {
  readonly host: string;
  readonly address: string;
  /** PEM. */
  readonly roots: string;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
  /** The serial number of the certificate that was served, in hexadecimal digits. */
  readonly serial: string;
}

interface Question {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  /** Without one each request has a connection of its own. */
  readonly agent?: Agent;
}

/** Milliseconds; as long as CLOVA waits. */
const DEADLINE = 8_000;

/** Asks over HTTPS through the gateway. @throws {Error} where no answer comes, or the chain is not trusted */
export function ask(target: Target, question: Question = {}): Promise<Answer> {
  const { method = 'GET', path = '/health', headers = {}, body, agent = ownConnection } = question;
  return new Promise((resolve, reject) => {
    const asking = request(
      {
        ...{ host: target.address, port: 443, servername: target.host, ca: target.roots, agent, method, path },
        headers: { host: target.host, ...headers },
        signal: AbortSignal.timeout(DEADLINE),
      },
      (response) => {
        // A resumed TLS session has no certificate; its serial number is not needed then.
        const { socket } = response;
        const serial = 'getPeerCertificate' in socket ? (socket as TLSSocket).getPeerCertificate().serialNumber : '';
        read(response).then((text) => {
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text, serial });
        }, reject);
      },
    );
    asking.on('error', reject);
    asking.end(body);
  });
}

const ownConnection = new Agent({ keepAlive: false, maxCachedSessions: 0 });

/** Asks over plain HTTP through the gateway, and follows no redirect. */
export function askPlainly({ host, address }: Target, method: string, path: string): Promise<Omit<Answer, 'serial'>> {
  return new Promise((resolve, reject) => {
    const asking = plainRequest(
      { host: address, port: 80, method, path, headers: { host }, signal: AbortSignal.timeout(DEADLINE) },
      (response) => {
        read(response).then((text) => {
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
        }, reject);
      },
    );
    asking.on('error', reject);
    asking.end();
  });
}

async function read(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** The image revision that /health tells, or why there is none. */
export async function healthRevision(target: Target): Promise<string> {
  try {
    const { status, text } = await ask(target);
    if (status !== 200) return `status ${status}`;
    return (JSON.parse(text) as { revision: string }).revision;
  } catch (error) {
    return String(error);
  }
}
