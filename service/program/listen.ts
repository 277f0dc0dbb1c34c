import type { Server } from 'node:http';
import { StartError } from './start-error.ts';

/** Starts to listen; port 0 takes any free port. @returns the port */
export function listen(server: Server, port: number, host?: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host }, () => {
      server.removeListener('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

/** @returns a StartError where a port is taken or not allowed; any other error as it is */
export function explainListenError(error: unknown): unknown {
  const { code, port } = error as { code?: unknown; port?: unknown };
  if (code === 'EADDRINUSE')
    return new StartError([`port ${String(port)} is taken: end what listens there, or choose another one`]);
  if (code === 'EACCES') return new StartError([`port ${String(port)} is not allowed here: choose one above 1023`]);
  return error;
}
