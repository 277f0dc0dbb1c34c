import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { SignatureProblem } from './cek/signature.ts';

interface RequestLabels {
  readonly type: string;
  readonly intent: string;
  readonly status: number;
}

export interface Metrics {
  observeRequest(labels: RequestLabels, seconds: number): void;
  countSignatureProblem(problem: SignatureProblem): void;
  /** Counts a request that was answered with an apology, because its handler threw. */
  countHandlerFailure(): void;
  /** The text that Prometheus scrapes, and its media type. */
  expose(): Promise<{ readonly type: string; readonly text: string }>;
}

/** @param publicKeys tells how many public keys are loaded */
export function createMetrics({ publicKeys }: { publicKeys: () => number }): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const requests = new Histogram({
    name: 'skill_request_duration_seconds',
    help: 'Time from the head of a request to its answer.',
    labelNames: ['type', 'intent', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2, 8],
    registers,
  });
  const signatureProblems = new Counter({
    name: 'skill_signature_problems_total',
    help: 'Requests refused for their SignatureCEK.',
    labelNames: ['problem'],
    registers,
  });
  const handlerFailures = new Counter({
    name: 'skill_handler_failures_total',
    help: 'Requests answered with an apology, because the handler threw.',
    registers,
  });
  new Gauge({
    name: 'skill_public_keys',
    help: 'Public keys loaded; without one every request is refused.',
    registers,
    collect() {
      this.set(publicKeys());
    },
  });
  collectDefaultMetrics({ register: registry });
  return {
    observeRequest: (labels, seconds) => {
      requests.observe({ ...labels }, seconds);
    },
    countSignatureProblem: (problem) => {
      signatureProblems.inc({ problem });
    },
    countHandlerFailure: () => {
      handlerFailures.inc();
    },
    expose: async () => ({ type: registry.contentType, text: await registry.metrics() }),
  };
}
