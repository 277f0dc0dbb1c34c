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
    return new StartError([
      {
        en: `port ${String(port)} is taken: end what listens there, or choose another one`,
        ko: `${String(port)}번 포트는 이미 쓰이고 있습니다: 그 포트를 쓰는 프로그램을 끝내거나 다른 포트를 고르세요`,
      },
    ]);
  if (code === 'EACCES')
    return new StartError([
      {
        en: `port ${String(port)} is not allowed here: choose one above 1023`,
        ko: `${String(port)}번 포트를 쓸 권한이 없습니다: 1024 이상을 고르세요`,
      },
    ]);
  return error;
}
