import { once } from 'node:events';
import { createServer } from 'node:http';
import { listen } from '#program/listen.ts';

/** A free port of the loopback address, for programs that must be given one; for tests and the bench. */
export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server, 0, '127.0.0.1');
  server.close();
  await once(server, 'close');
  return port;
}
