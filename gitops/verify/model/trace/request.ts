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

/** In words: `GET https://shop.example.com/health`. */
export function requestText({ method, scheme, host, port, path }: Request): string {
  const isUsual = port === (scheme === 'http' ? 80 : 443);
  return `${method} ${scheme}://${host}${isUsual ? '' : `:${port}`}${path}`;
}
