import { signedHeaders } from './post.ts';

/**
 * A signed request as a command for sh, bash or zsh that sends the same bytes with the same signature.
 * @param signature over `request` as JSON without spaces
 */
export function curlCommand(url: string, request: object, signature: string): string {
  const headers = Object.entries(signedHeaders(signature)).map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`);
  const body = `--data-binary ${quote(JSON.stringify(request))}`;
  return [`curl -sS -X POST ${quote(url)}`, ...headers, body].join(' \\\n  ');
}

/** One word of a shell's, whatever is in it. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
