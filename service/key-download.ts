import { fetchFailure } from './fetch-failure.ts';

/** Milliseconds for a whole download, inside the 8 s that CLOVA waits for an answer. */
const TIME_LIMIT = 3_000;
/** Bytes; a key of 4096 bits takes 800. */
const SIZE_LIMIT = 16 * 1024;

/**
 * A download of the text at `url`, to be called again and again. It remembers the last answer and asks the server whether
 * it still holds (RFC 9110, 13.1), where that answer had an ETag or a Last-Modified. A redirect is refused: whoever
 * controls it could choose the key.
 * @returns the text as it is now; the download rejects with an Error that says, without the address, why it failed
 */
export function createDownload(url: string, timeLimit = TIME_LIMIT): () => Promise<string> {
  let last: { readonly text: string; readonly condition: Record<string, string> | undefined } | undefined;
  return async function download() {
    try {
      const response = await fetch(url, {
        redirect: 'manual',
        // A cache on the way may have the key of yesterday.
        cache: 'no-cache',
        headers: last?.condition ?? {},
        signal: AbortSignal.timeout(timeLimit),
      });
      if (response.status === 304 && last?.condition) return last.text;
      if (response.status !== 200) {
        await response.body?.cancel();
        throw new Error(`answered ${response.status}; expected 200 and a PEM text`);
      }
      const text = await readLimited(response);
      last = { text, condition: conditionOf(response.headers) };
      return text;
    } catch (error) {
      throw new Error(fetchFailure(error as Error, timeLimit), { cause: error });
    }
  };
}

/** The header that asks for a text only if it is no longer the one that came with these headers. */
function conditionOf(headers: Headers): Record<string, string> | undefined {
  const [tag, modified, date] = ['etag', 'last-modified', 'date'].map((name) => headers.get(name) ?? '');
  if (tag) return { 'if-none-match': tag };
  // Within the second of a change another one could follow and bear the same date (RFC 9110, 8.8.2.2).
  const isSettled = Date.parse(date ?? '') - Date.parse(modified ?? '') >= 1_000;
  return modified && isSettled ? { 'if-modified-since': modified } : undefined;
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
