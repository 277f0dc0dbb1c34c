import { once } from 'node:events';
import { createServer } from 'node:http';
import { listen } from '#program/listen.ts';

/** A port of the loopback that nobody listens on, for a program that must be told one; for tests and the bench. */
export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server, 0, '127.0.0.1');
  server.close();
  await once(server, 'close');
  return port;
}
