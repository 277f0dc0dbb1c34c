import type { ObjectName } from '../../see/scope.ts';

/** A request as somebody outside of the cluster sends it, or a Pod. */
export interface Request {
  readonly scheme: 'http' | 'https';
  /** In lower case, without a port. */
  readonly host: string;
  /** Of the address that is connected to. */
  readonly port: number;
  readonly method: string;
  /** With the query, if any. */
  readonly path: string;
  /** Names in lower case; of one that is given more than once all values. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  /** The Pod that sends it. */
  readonly from?: ObjectName;
}

/** A GET of an URL, with the port of its scheme where it names none. */
export function getOf(url: string): Request {
  const { protocol, hostname, port, pathname, search } = new URL(url);
  const scheme = protocol === 'http:' ? 'http' : 'https';
  return {
    ...{ scheme, host: hostname, method: 'GET', path: `${pathname}${search}`, headers: {} },
    port: port === '' ? (scheme === 'http' ? 80 : 443) : Number(port),
  };
}

/** What the caller names in `Host` or `:authority`: the host, with the port where it is not the usual one. */
export function authorityOf({ scheme, host, port }: Request): string {
  return port === (scheme === 'http' ? 80 : 443) ? host : `${host}:${port}`;
}

/**
 * A path as a proxy reads it. By Istio's default, `BASE`: without dot segments, with `/` for a backslash, and with
 * unreserved characters in place of their escapes; several slashes stay.
 * @param how `NONE`, `MERGE_SLASHES`, `DECODE_AND_MERGE_SLASHES`, or what counts as the default
 * @see https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#MeshConfig-ProxyPathNormalization
 */
export function normalizedPath(path: string, how = 'BASE'): string {
  if (how === 'NONE') return path;
  const [plain = '', ...query] = path.split('?');
  const decoded = how === 'DECODE_AND_MERGE_SLASHES' ? plain.replaceAll(/%2f/gi, '/').replaceAll(/%5c/gi, '\\') : plain;
  const { pathname } = new URL(`http://host${decoded}`);
  const read = pathname.replaceAll(/%[0-9a-f]{2}/gi, (escape) => {
    const character = String.fromCharCode(Number(`0x${escape.slice(1)}`));
    return /[\w.~-]/.test(character) ? character : escape;
  });
  return [how.endsWith('MERGE_SLASHES') ? read.replaceAll(/\/+/g, '/') : read, ...query].join('?');
}

/** In words: `GET https://shop.example.com/health`. */
export function requestText(request: Request): string {
  return `${request.method} ${request.scheme}://${authorityOf(request)}${request.path}`;
}
