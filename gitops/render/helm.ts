import { parse } from 'yaml';
import { NotStartedError, run } from '#program/run.ts';
import type { ChartFile } from './chart-checks.ts';
import { yamlText } from '../yaml-text.ts';
import { parseObjects, type RenderedObject } from './objects.ts';

/** helm is missing, or it failed and the message has its words. */
export class HelmError extends Error {
  override name = 'HelmError';
}

interface Release {
  readonly name: string;
  readonly namespace: string;
  readonly values: unknown;
  /** Files with values; those of `values` win over them. */
  readonly valueFiles?: readonly string[];
  /** Single values, which win over all others. */
  readonly parameters?: readonly { readonly name: string; readonly value?: string; readonly forceString?: boolean }[];
}

/** Helm on this machine; a chart is the path of its folder or of its .tgz. */
export interface Helm {
  readonly version: string;
  /** @throws {HelmError} where there is no chart */
  readonly readChart: (chart: string) => Promise<ChartFile>;
  /** Renders a chart and its definitions, without a cluster. @throws {HelmError} */
  readonly render: (chart: string, release: Release) => Promise<RenderedObject[]>;
}

/**
 * `$HELM`, or helm on the PATH.
 * @param env the environment it is looked for in, and run with
 * @throws {HelmError} where it is neither
 */
export async function findHelm(env: NodeJS.ProcessEnv): Promise<Helm> {
  const program = env.HELM || 'helm';
  const helm = async (words: readonly string[], input = '') => {
    const { status, stdout, stderr } = await run(program, words, { env, input }).catch((error: unknown) => {
      if (!(error instanceof NotStartedError)) throw error;
      if (error.code !== 'ENOENT') throw new HelmError(error.message);
      throw new HelmError(`${program}: no such program; install helm, or set HELM to the path of one`);
    });
    if (status !== 0) throw new HelmError(stderr.trim());
    return stdout;
  };
  return {
    version: (await helm(['version', '--template', '{{.Version}}'])).trim(),
    readChart: async (chart) => parse(await helm(['show', 'chart', chart])) as ChartFile,
    render: async (chart, { name, namespace, values, valueFiles = [], parameters = [] }) => {
      const words = [
        ...['template', name, chart, '-n', namespace, '--include-crds'],
        ...[...valueFiles, '-'].flatMap((file) => ['-f', file]),
        ...parameters.flatMap(({ name: key, value = '', forceString }) => [
          forceString ? '--set-string' : '--set',
          `${key}=${value}`,
        ]),
      ];
      return parseObjects(await helm(words, yamlText(values)));
    },
  };
}
