import { fetchFailure, isTimeout } from '../fetch-failure.ts';

/** Milliseconds after which CLOVA throws an answer away and ends the dialogue (Custom_Extension_Message, Japanese edition). */
export const DEADLINE = 8_000;

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
  readonly ms: number;
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

/** Sends a signed request with the headers that CLOVA documents. @throws {NoAnswerError} */
export async function postSigned(url: string, body: Buffer, signature: string, deadline = DEADLINE): Promise<Answer> {
  const start = performance.now();
  try {
    const response = await fetch(url, {
      method: 'POST',
      // The dash before UTF-8 is CLOVA's own.
      headers: {
        'content-type': 'application/json;charset-UTF-8',
        accept: 'application/json',
        signaturecek: signature,
      },
      body: new Uint8Array(body),
      redirect: 'manual',
      signal: AbortSignal.timeout(deadline),
    });
    const text = await response.text();
    const contentType = response.headers.get('content-type') ?? '';
    return { status: response.status, contentType, text, ms: performance.now() - start };
  } catch (error) {
    throw new NoAnswerError(`${url}: ${fetchFailure(error as Error, deadline)}`, isTimeout(error as Error), error);
  }
}
