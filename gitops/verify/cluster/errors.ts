import { AbortError, FetchError } from '@kubernetes/client-node';
import type { Gap } from '../gap.ts';

/** A kubeconfig's token, certificate or program gave no credentials, so nothing was asked of the API server. */
export class CredentialsError extends Error {
  override name = 'CredentialsError';
}

/** The Status that an API server answers with when it does not answer with what was asked for. */
interface Status {
  readonly message?: string;
  /** Names the object, where it is the object that is meant. */
  readonly details?: { readonly name?: string };
}

/** What a request failed with before an answer came. */
export function toGap(error: unknown, server: string): Gap {
  if (error instanceof CredentialsError) return { gap: 'NoCredentials', message: error.message };
  if (error instanceof AbortError) return { gap: 'Unreachable', message: `${server}: no answer in time` };
  if (error instanceof FetchError && error.type === 'system')
    return { gap: 'Unreachable', message: `${server}: ${causeOf(error)}` };
  // What is wrong with JSON is told with a piece of it.
  const message = error instanceof SyntaxError ? 'no JSON' : firstLine(error);
  return { gap: 'UnusableAnswer', message: `${server}: ${message}` };
}

/** The first line of an error: the parser of a kubeconfig goes on with lines of the file, tokens included. */
export function firstLine(error: unknown): string {
  if (error instanceof SyntaxError) return 'no JSON';
  const [line = ''] = (error instanceof Error ? error.message : String(error)).trim().split('\n', 1);
  return line;
}

/** What an answer that is none says: that there is no such object, or why it is not known. */
export function refusal(code: number, body: string): Gap | 'NotFound' {
  const status = parseStatus(body);
  const message = status?.message ?? '';
  if (code === 403) return { gap: 'Forbidden', message };
  if (code === 401) return { gap: 'Unauthorized', message: '' };
  if (code === 404 && status?.details?.name !== undefined) return 'NotFound';
  // An API server's bare page is about the path: no such group, version or kind.
  if (code === 404 && (status || isBarePage(body))) return { gap: 'KindNotInstalled', message: '' };
  return { gap: 'UnusableAnswer', message: message === '' ? `status ${code}` : `status ${code}: ${message}` };
}

function parseStatus(body: string): Status | undefined {
  try {
    const value = JSON.parse(body) as ({ readonly kind?: unknown } & Status) | null;
    return value?.kind === 'Status' ? value : undefined;
  } catch {
    return undefined;
  }
}

function isBarePage(body: string): boolean {
  return body.trim() === '404 page not found';
}

/** node-fetch puts the cause behind the address; where several connections failed, it has only their code. */
function causeOf({ message, code = '' }: FetchError): string {
  return message.replace(/^request to .* failed, reason:\s*/s, '') || code;
}
