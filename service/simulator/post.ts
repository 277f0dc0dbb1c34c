import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps, type RequestOptions } from 'node:https';
import { isIP } from 'node:net';
import { checkServerIdentity } from 'node:tls';
import { fetchFailure, isTimeout } from '../fetch-failure.ts';

/** Milliseconds after which CLOVA throws an answer away and ends the dialogue (Custom_Extension_Message, Japanese edition). */
export const DEADLINE = 8_000;

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
  readonly ms: number;
}

/** How a request reaches the host of its URL, in place of DNS and the root certificates of Node. */
export interface Transport {
  /** The IP address to connect to. Host header, SNI and the check of the certificate still use the name in the URL. */
  readonly address?: string;
  /** PEM; the only root certificates that are trusted. */
  readonly roots?: string;
}

/** No answer came: the service was not there, or took longer than CLOVA waits. */
export class NoAnswerError extends Error {
  override name = 'NoAnswerError';
  readonly isTimeout: boolean;
  constructor(message: string, isTimeout: boolean, cause: unknown) {
    super(message, { cause });
    this.isTimeout = isTimeout;
  }
}

/** The headers that CLOVA documents. @param signature as `signBody` gives it */
export function signedHeaders(signature: string): Readonly<Record<string, string>> {
  // The dash before UTF-8 is what CLOVA documents.
  return { 'Content-Type': 'application/json;charset-UTF-8', Accept: 'application/json', SignatureCEK: signature };
}

/**
 * Sends a signed request with the headers that CLOVA documents. A redirect is an answer like any other.
 * @param deadline milliseconds for all of it, to the last byte of the answer
 * @throws {NoAnswerError}
 */
export async function postSigned(
  url: string,
  body: Buffer,
  signature: string,
  deadline = DEADLINE,
  transport: Transport = {},
): Promise<Answer> {
  const start = performance.now();
  const signal = AbortSignal.timeout(deadline);
  try {
    const response = await send(new URL(url), body, { headers: signedHeaders(signature), signal }, transport);
    const chunks: Buffer[] = [];
    for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
    const text = new TextDecoder().decode(Buffer.concat(chunks));
    const contentType = response.headers['content-type'] ?? '';
    return { status: response.statusCode ?? 0, contentType, text, ms: performance.now() - start };
  } catch (error) {
    // Streams report an abort without its reason.
    const failure = (signal.aborted ? signal.reason : error) as Error;
    throw new NoAnswerError(`${url}: ${fetchFailure(failure, deadline)}`, isTimeout(failure), failure);
  }
}

function send(
  url: URL,
  body: Buffer,
  { headers, signal }: { headers: ReturnType<typeof signedHeaders>; signal: AbortSignal },
  { address, roots }: Transport,
): Promise<IncomingMessage> {
  const name = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const options: RequestOptions = {
    method: 'POST',
    hostname: address ?? name,
    headers: { host: url.host, ...headers },
    signal,
    // SNI does not allow IP addresses.
    servername: isIP(name) === 0 ? name : '',
    checkServerIdentity: (_, certificate) => checkServerIdentity(name, certificate),
    ...(roots !== undefined && { ca: roots }),
  };
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    request(url, options, resolve).on('error', reject).end(body);
  });
}
