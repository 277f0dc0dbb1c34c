import { AbortError, FetchError } from '@kubernetes/client-node';
import type { Gap } from '../gap.ts';

/** The kubeconfig's token, certificate or program gave no credentials, so the API server was not asked. */
export class CredentialsError extends Error {
  override name = 'CredentialsError';
}

/** The Status with which an API server refuses. */
interface Status {
  readonly message?: string;
  /** Has a name where the status is about an object. */
  readonly details?: { readonly name?: string };
}

/** The Gap for a request that failed before an answer came. */
export function toGap(error: unknown, server: string): Gap {
  if (error instanceof CredentialsError) return { gap: 'NoCredentials', message: error.message };
  if (error instanceof AbortError) return { gap: 'Unreachable', message: `${server}: no answer in time` };
  if (error instanceof FetchError && error.type === 'system')
    return { gap: 'Unreachable', message: `${server}: ${causeOf(error)}` };
  // A SyntaxError quotes a piece of the JSON, which may be secret.
  const message = error instanceof SyntaxError ? 'no JSON' : firstLine(error);
  return { gap: 'UnusableAnswer', message: `${server}: ${message}` };
}

/** The first line of an error, because the parser of a kubeconfig adds lines of the file, tokens included. */
export function firstLine(error: unknown): string {
  if (error instanceof SyntaxError) return 'no JSON';
  const [line = ''] = (error instanceof Error ? error.message : String(error)).trim().split('\n', 1);
  return line;
}

/** What an error status means: that there is no such object, or why it is not known. */
export function refusal(code: number, body: string): Gap | 'NotFound' {
  const status = parseStatus(body);
  const message = status?.message ?? '';
  if (code === 403) return { gap: 'Forbidden', message };
  if (code === 401) return { gap: 'Unauthorized', message: '' };
  if (code === 404 && status?.details?.name !== undefined) return 'NotFound';
  // With its bare page the API server says that the path is wrong: it has no such group, version or kind.
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

/** The cause follows the address in node-fetch's message; where several connections failed there is only a code. */
function causeOf({ message, code = '' }: FetchError): string {
  return message.replace(/^request to .* failed, reason:\s*/s, '') || code;
}
