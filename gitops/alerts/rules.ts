import { readFileSync } from 'node:fs';
import type { RenderedObject } from '../render/objects.ts';

interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}
export interface Rules {
  readonly groups: readonly { readonly name: string; readonly rules: readonly Rule[] }[];
}

/** The optional parts that watch, relative to the repository. */
export const COMPONENTS = ['kustomize/components/alerts', 'kustomize/components/dashboard'];
const DASHBOARD = 'kustomize/components/dashboard/mrdebugger.json';

/**
 * What a PrometheusRule among the objects says, in the format of Prometheus' own files.
 * @throws {Error} where there is none
 */
export function rulesOf(objects: readonly RenderedObject[]): Rules {
  const found = objects.find(({ kind }) => kind === 'PrometheusRule');
  if (found === undefined) throw new Error('no PrometheusRule is rendered');
  return found.spec as Rules;
}

/** The expressions of the dashboard, its variables replaced by what they could stand for. */
export function dashboardExpressions(): string[] {
  const { panels } = JSON.parse(readFileSync(DASHBOARD, 'utf8')) as {
    panels: { targets: { expr: string }[] }[];
  };
  return panels
    .flatMap(({ targets }) => targets.map(({ expr }) => expr))
    .map((expr) => expr.replaceAll('$namespace', 'mrdebugger').replaceAll('$__rate_interval', '5m'));
}
