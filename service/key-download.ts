import { fetchFailure } from './fetch-failure.ts';

/** Milliseconds for a whole download, inside the 8 s that CLOVA waits for an answer. */
const TIME_LIMIT = 3_000;
/** Bytes; a key of 4096 bits takes 800. */
const SIZE_LIMIT = 16 * 1024;

/**
 * Downloads a text. A redirect is refused: whoever controls it could choose the key.
 * @throws {Error} whose message says, without the address, why it failed
 */
export async function downloadText(url: string, timeLimit = TIME_LIMIT): Promise<string> {
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(timeLimit) });
    if (response.status !== 200) {
      await response.body?.cancel();
      throw new Error(`answered ${response.status}; expected 200 and a PEM text`);
    }
    return await readLimited(response);
  } catch (error) {
    throw new Error(fetchFailure(error as Error, timeLimit), { cause: error });
  }
}

async function readLimited(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > SIZE_LIMIT) throw new Error(`sent more than ${SIZE_LIMIT} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
