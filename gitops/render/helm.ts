import { spawnSync } from 'node:child_process';
import { parse, stringify } from 'yaml';
import type { ChartFile } from './chart-checks.ts';
import { parseObjects, type RenderedObject } from './objects.ts';

/** helm is not there, or did not do it; the message has its words. */
export class HelmError extends Error {
  override name = 'HelmError';
}

interface Release {
  readonly name: string;
  readonly namespace: string;
  readonly values: unknown;
}

/** Helm on this machine; a chart is the path of its folder or of its .tgz. */
export interface Helm {
  readonly version: string;
  /** @throws {HelmError} where there is no chart */
  readonly readChart: (chart: string) => ChartFile;
  /** Renders a chart and its definitions, without a cluster. @throws {HelmError} */
  readonly render: (chart: string, release: Release) => RenderedObject[];
}

const MOST_BYTES = 64 * 1024 * 1024;

/**
 * `$HELM`, or helm on the PATH.
 * @param env the environment it is looked for in, and run with
 * @throws {HelmError} where it is neither
 */
export function findHelm(env: NodeJS.ProcessEnv): Helm {
  const program = env.HELM || 'helm';
  const run = (words: readonly string[], input = '') => {
    const { status, stdout, stderr, error } = spawnSync(program, words, {
      env,
      input,
      encoding: 'utf8',
      maxBuffer: MOST_BYTES,
    });
    const code = (error as NodeJS.ErrnoException | undefined)?.code;
    if (code === 'ENOENT')
      throw new HelmError(`${program}: no such program; install helm, or set HELM to the path of one`);
    // helm may end before it has read everything; its status tells why.
    if (error && code !== 'EPIPE') throw new HelmError(`${program}: ${error.message}`);
    if (status !== 0) throw new HelmError(stderr.trim());
    return stdout;
  };
  return {
    version: run(['version', '--template', '{{.Version}}']).trim(),
    readChart: (chart) => parse(run(['show', 'chart', chart])) as ChartFile,
    render: (chart, { name, namespace, values }) =>
      parseObjects(run(['template', name, chart, '-n', namespace, '--include-crds', '-f', '-'], stringify(values))),
  };
}
