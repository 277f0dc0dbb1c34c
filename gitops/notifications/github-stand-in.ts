import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A request as it was received. */
interface Received {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** Stands where GitHub's API would: notes each request, and answers as GitHub does to what it took. For tests. */
export async function startGitHubStandIn() {
  const received: Received[] = [];
  let refuses = false;
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      received.push({ method: request.method, url: request.url, headers: request.headers, body });
      const taken = request.url?.endsWith('/dispatches') ? 204 : 201;
      response.writeHead(refuses ? 503 : taken).end();
      refuses = false;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** What came since the last call. */
    take: () => received.splice(0),
    /** Answers the next request with 503. */
    refuseOnce: () => {
      refuses = true;
    },
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
