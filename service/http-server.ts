import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

/**
 * Milliseconds. Envoy closes an idle upstream connection after one hour; a server that closes first may
 * cut off a request on its way, so this one waits longer.
 */
const KEEP_ALIVE = 3_610_000;
/** Milliseconds for the head of a request, and for the whole of it. Node answers 408 and closes. */
const HEADERS_TIMEOUT = 10_000;
const REQUEST_TIMEOUT = 15_000;
/** Milliseconds between two checks for connections that exceed these times. */
const CHECK_INTERVAL = 1_000;
/** Bytes of a request's head. Node answers 431 and closes. */
const MAX_HEAD = 16 * 1024;
/** Milliseconds of silence after which TCP probes a connection; without an answer it is given up 10 s later. */
const TCP_PROBE = 60_000;

/** Answers a request and never rejects, like Koa's callback. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export const timeouts = { headers: HEADERS_TIMEOUT, request: REQUEST_TIMEOUT, checkEvery: CHECK_INTERVAL };

/** A server for the public: it limits time, size and idleness. Malformed HTTP gets Node's bare 400. */
export function createHttpServer(handler: Handler, limits = timeouts): Server {
  const listener = (request: IncomingMessage, response: ServerResponse) => void handler(request, response);
  const server = createServer(
    {
      keepAliveTimeout: KEEP_ALIVE,
      headersTimeout: limits.headers,
      requestTimeout: limits.request,
      connectionsCheckingInterval: limits.checkEvery,
      maxHeaderSize: MAX_HEAD,
      keepAlive: true,
      keepAliveInitialDelay: TCP_PROBE,
    },
    listener,
  );
  // Node alone answers 417 to an unknown Expect; the stray header of a proxy is no reason to refuse a request.
  server.on('checkExpectation', listener);
  return server;
}
