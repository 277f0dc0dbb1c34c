import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Milliseconds. Envoy closes an idle upstream connection after one hour; a server that closes first may
 * cut off a request on its way, so this one waits longer.
 */
const KEEP_ALIVE = 3_610_000;
/** Milliseconds for the head of a request, and for the whole of it. Node answers 408 and closes. */
const HEADERS_TIMEOUT = 10_000;
const REQUEST_TIMEOUT = 15_000;
/** Milliseconds in which a caller takes nothing of its answer. Longer than a request may take; Node closes. */
const ANSWER_TIMEOUT = 30_000;
/** Milliseconds between two checks for connections that exceed these times. */
const CHECK_INTERVAL = 1_000;
/** Bytes of a request's head. Node answers 431 and closes. */
const MAX_HEAD = 16 * 1024;
/** Milliseconds of silence after which TCP probes a connection; without an answer it is given up 10 s later. */
const TCP_PROBE = 60_000;
/** Open connections. Where each holds a whole body, they still fit into the memory of the Pod. */
const MAX_CONNECTIONS = 1_000;

/** What Node answers to malformed HTTP. */
const BAD_REQUEST = 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n';

/** Answers a request and never rejects, like Koa's callback. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export const limits = {
  headers: HEADERS_TIMEOUT,
  request: REQUEST_TIMEOUT,
  answer: ANSWER_TIMEOUT,
  checkEvery: CHECK_INTERVAL,
  connections: MAX_CONNECTIONS,
};

/** A server for the public: it limits time, size and idleness. Malformed HTTP gets Node's bare 400. */
export function createHttpServer(
  handler: Handler,
  { headers, request, answer, checkEvery, connections } = limits,
): Server {
  const silent = new Set<Socket>();
  const listener = (incoming: IncomingMessage, response: ServerResponse): void => {
    silent.delete(incoming.socket);
    const target = pathAndQuery(incoming.url ?? '');
    if (target === undefined) {
      response.writeHead(400, { Connection: 'close', 'Content-Length': 0 }).end();
      return;
    }
    incoming.url = target;
    // Node answers it like any request, but reads nothing that comes after it.
    if (incoming.headers.upgrade !== undefined) response.setHeader('Connection', 'close');
    void handler(incoming, response);
  };
  const server = createServer(
    {
      keepAliveTimeout: KEEP_ALIVE,
      headersTimeout: headers,
      requestTimeout: request,
      connectionsCheckingInterval: checkEvery,
      maxHeaderSize: MAX_HEAD,
      keepAlive: true,
      keepAliveInitialDelay: TCP_PROBE,
    },
    listener,
  );
  server.timeout = answer;
  server.maxConnections = connections;
  // Whoever opens connections and says nothing makes room for the next caller, before a proxy does.
  server.on('connection', (socket) => {
    silent.add(socket.once('close', () => silent.delete(socket)));
  });
  server.on('drop', () => {
    if (silent.size === 0) server.closeIdleConnections();
    for (const socket of silent) socket.destroy();
  });
  // Node alone answers 417 to an unknown Expect; the stray header of a proxy is no reason to refuse a request.
  server.on('checkExpectation', listener);
  // Only a handler that reads the body asks for it: a refusal spares the caller from sending it.
  server.on('checkContinue', (incoming, response) => {
    incoming.once('resume', () => {
      if (!response.headersSent) response.writeContinue();
    });
    listener(incoming, response);
  });
  // Node alone closes without an answer; from here on the socket is ours, its errors too.
  server.on('connect', (_incoming, socket) => {
    socket.on('error', () => undefined).end(BAD_REQUEST, () => socket.destroy());
  });
  return server;
}

/**
 * The path and query of a request target (RFC 9112, 3.2): those of an absolute form; `*` stays.
 * @returns undefined where it is malformed: Node lets it through, and Koa's parser may throw
 */
function pathAndQuery(target: string): string | undefined {
  if (target === '*' || /^\/[^#]*$/.test(target)) return target;
  if (!/^https?:\/\/[^#]*$/i.test(target) || !URL.canParse(target)) return undefined;
  const { pathname, search } = new URL(target);
  return pathname + search;
}
