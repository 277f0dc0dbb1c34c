import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { overlayWith } from '../render/overlay-with.ts';
import type { RenderedObject } from '../render/objects.ts';
import type { Renderer } from '../render/renderer.ts';

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
 * All that an environment is rendered to with alerts and dashboard on top.
 * @throws {RenderError} where the build fails or warns
 */
export async function renderWithAlerts(renderer: Renderer, environment: string): Promise<RenderedObject[]> {
  const folder = mkdtempSync(join(tmpdir(), 'alerts-'));
  try {
    writeFileSync(
      join(folder, 'kustomization.yaml'),
      overlayWith(folder, `kustomize/overlays/${environment}`, COMPONENTS),
    );
    return await renderer.renderObjects(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

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
