import type { Logger } from 'pino';
import { buildAdmin } from './admin.ts';
import { buildApp } from './app.ts';
import type { Config } from './config.ts';
import { createHttpServer } from './http-server.ts';
import { listen } from '#program/listen.ts';
import type { KeyRing } from './key-ring.ts';
import { koaCallback } from './koa-callback.ts';
import { createLifecycle, type Lifecycle } from './lifecycle.ts';
import { createMetrics } from './metrics.ts';
import { explainListenError } from '#program/listen.ts';
import type { Catalogue } from './tips.ts';

interface Parts {
  readonly config: Config;
  readonly catalogue: Catalogue;
  readonly keys: KeyRing;
  readonly log: Logger;
  /** Gives a number from 0 up to, not including, 1. */
  readonly random?: () => number;
  /** The address to listen on; where none is given, all of them. */
  readonly host?: string;
}

export interface Service {
  readonly port: number;
  readonly adminPort: number;
  readonly lifecycle: Lifecycle;
}

/**
 * Starts both listeners.
 * @throws {StartError} where a port is taken or not allowed; nothing is open then
 */
export async function startService({
  config,
  catalogue,
  keys,
  log,
  random = Math.random,
  host,
}: Parts): Promise<Service> {
  const metrics = createMetrics({ publicKeys: () => keys.current.length });
  const isDraining = () => lifecycle.isDraining();
  const now = () => performance.now();
  const app = buildApp({ config, catalogue, keys, random, now, wallClock: Date.now, isDraining, log, metrics });
  const server = createHttpServer(koaCallback(app));
  const admin = createHttpServer(buildAdmin({ lifecycle: { isDraining }, keys, metrics }).callback());
  const lifecycle = createLifecycle({
    server,
    admin,
    onEnd: () => {
      keys.stop();
    },
  });
  try {
    const [port, adminPort] = await Promise.all([
      listen(server, config.port, host),
      listen(admin, config.adminPort, host),
    ]);
    keys.start();
    return { port, adminPort, lifecycle };
  } catch (error) {
    lifecycle.close();
    throw explainListenError(error);
  }
}
