import { pino } from 'pino';
import { Histogram } from 'prom-client';

/** True where a contender is told, by its fourth argument, to do what the service does besides answering. */
export const hasDuties = process.argv[5] === 'duties';

/** The service's limits: bytes of a body, bytes of a head, and milliseconds for a head and for a whole request. */
export const LIMITS = { body: 64 * 1024, head: 16 * 1024, headersTimeout: 10_000, requestTimeout: 15_000 };

/** What a log line and a measurement say of a request. */
interface Served {
  readonly method: string;
  readonly path: string;
  readonly message: unknown;
  readonly status: number;
  /** `performance.now()` when the request came. */
  readonly start: number;
}

const log = pino();
const requests = new Histogram({
  name: 'skill_request_duration_seconds',
  help: 'Time from the head of a request to its answer.',
  labelNames: ['type', 'intent', 'status'],
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2, 8],
});

/** Logs and measures a request as the service does, with pino and prom-client as their READMEs show them. */
export function record({ method, path, message, status, start }: Served): void {
  const ms = performance.now() - start;
  const { request } = (message ?? {}) as { request?: { type: string; intent?: { name: string } } };
  const [type, intent] = [request?.type ?? 'none', request?.intent?.name ?? 'none'];
  requests.observe({ type, intent, status }, ms / 1000);
  log.info({ method, path, type, intent, status, ms: Math.round(ms * 100) / 100 }, 'request');
}
