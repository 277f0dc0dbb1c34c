import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { text } from 'node:stream/consumers';
import { TLSSocket } from 'node:tls';
import type { Kubectl } from '../../kubectl.ts';
import type { Request } from '../../verify/model/trace/request.ts';

/** What a real request got. */
export type Answer =
  | {
      readonly status: number;
      /** What the server of the Pods says of itself; absent where the gateway answers. */
      readonly server?: string;
      /** The path as the server got it. */
      readonly path?: string;
      readonly location?: string;
      /** The common name of the certificate that was served. */
      readonly certificate?: string;
      readonly body: string;
    }
  /** The connection did not come about, or was ended: the code of the error. */
  | { readonly error: string };

/** Milliseconds; longer than anything that is asked for takes. */
const PATIENCE = 15_000;

/** The header by which the server of the Pods names itself, and the one that tells the path that it got. */
export const SERVER = 'x-trace-server';
export const PATH = 'x-trace-path';

/** Sends a request to an address, on a connection of its own; any certificate will do. It never rejects. */
export async function ask({ scheme, host, port, method, path, headers }: Request, address: string): Promise<Answer> {
  const isUsual = port === (scheme === 'https' ? 443 : 80);
  const options = {
    ...{ host: address, port, method, path, timeout: PATIENCE },
    headers: { host: isUsual ? host : `${host}:${port}`, ...headers },
  };
  const response = new Promise<IncomingMessage>((resolve, reject) => {
    const sent =
      scheme === 'https'
        ? httpsRequest({ ...options, servername: host, rejectUnauthorized: false, agent: new HttpsAgent() }, resolve)
        : httpRequest({ ...options, agent: new HttpAgent() }, resolve);
    sent.on('timeout', () => sent.destroy(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' })));
    sent.on('error', reject).end();
  });
  try {
    const got = await response;
    const of = (name: string) => [got.headers[name]].flat()[0];
    const [server, at, { location }] = [of(SERVER), of(PATH), got.headers];
    const certificate =
      got.socket instanceof TLSSocket ? [got.socket.getPeerCertificate().subject.CN].flat()[0] : undefined;
    return {
      ...{ status: got.statusCode ?? 0, body: (await text(got)).trim() },
      ...(server === undefined ? {} : { server }),
      ...(at === undefined ? {} : { path: at }),
      ...(location === undefined ? {} : { location }),
      ...(certificate === undefined ? {} : { certificate }),
    };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { error: code ?? message };
  }
}

/** The same from a Pod, which asks DNS for the host itself; the answers come as JSON. */
const ASKER = `const { scheme, host, port, method, path, headers, times } = JSON.parse(process.argv[1]);
const ask = () => new Promise((resolve) => {
  const options = { host, port, method, path, headers, agent: false, rejectUnauthorized: false };
  require('node:' + scheme).request(options, (response) => {
    let body = '';
    const { '${SERVER}': server, '${PATH}': path, location } = response.headers;
    response.on('data', (part) => (body += part));
    response.on('end', () => resolve({ status: response.statusCode, server, path, location, body: body.trim() }));
  }).on('error', ({ code, message }) => resolve({ error: code ?? message })).end();
});
Promise.all(Array.from({ length: times }, ask)).then((answers) => console.log(JSON.stringify(answers)));`;

/** Sends a request from a Pod of the trials, some times at once. */
export async function askFrom(
  { namespace, name }: NonNullable<Request['from']>,
  question: Request & { readonly times: number },
  kubectl: Kubectl,
): Promise<readonly Answer[]> {
  const node = ['/nodejs/bin/node', '-e', ASKER, JSON.stringify(question)];
  return JSON.parse(await kubectl(['-n', namespace, 'exec', name, '-c', 'web', '--', ...node])) as readonly Answer[];
}
