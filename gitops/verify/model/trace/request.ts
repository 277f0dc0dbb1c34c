/** A request as somebody outside of the mesh sends it. */
export interface Request {
  readonly scheme: 'http' | 'https';
  /** In lower case, without a port. */
  readonly host: string;
  /** Of the address that is connected to. */
  readonly port: number;
  readonly method: string;
  /** With the query, if any. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
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
 * A path as the gateway reads it, by Istio's default: without dot segments, with `/` for a backslash, and with unreserved
 * characters in place of their escapes; several slashes stay.
 * @see https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#MeshConfig-ProxyPathNormalization (BASE)
 */
export function normalizedPath(path: string): string {
  const [plain = '', ...query] = path.split('?');
  const { pathname } = new URL(`http://host${plain}`);
  const read = pathname.replaceAll(/%[0-9a-f]{2}/gi, (escape) => {
    const character = String.fromCharCode(Number(`0x${escape.slice(1)}`));
    return /[\w.~-]/.test(character) ? character : escape;
  });
  return [read, ...query].join('?');
}

/** In words: `GET https://shop.example.com/health`. */
export function requestText(request: Request): string {
  return `${request.method} ${request.scheme}://${authorityOf(request)}${request.path}`;
}
