import { parse, parseAllDocuments } from 'yaml';
import { NotStartedError, run } from '#program/run.ts';
import type { ChartFile } from './chart-checks.ts';
import { AS_GO, yamlText } from '../yaml-text.ts';
import type { RenderedObject } from './objects.ts';

/** helm is missing, or it failed and the message has its words. */
export class HelmError extends Error {
  override name = 'HelmError';
}

/** What a chart is filled with. Values win over those of files, parameters over all values, and files of parameters over those. */
export interface Release {
  readonly name: string;
  readonly namespace: string;
  /** Plain data, or a text of YAML. */
  readonly values: unknown;
  readonly valueFiles?: readonly string[];
  readonly parameters?: readonly { readonly name: string; readonly value?: string; readonly forceString?: boolean }[];
  readonly fileParameters?: readonly { readonly name: string; readonly path: string }[];
  /** Of Kubernetes; else that of helm's client. */
  readonly kubeVersion?: string;
  /** Those that the cluster has besides: `group/version` or `group/version/kind`. */
  readonly apiVersions?: readonly string[];
  readonly without?: readonly (keyof typeof WITHOUT)[];
}

/** What of a chart may be left out, as Argo CD calls it, and helm's words for that. */
const WITHOUT = {
  skipCrds: [],
  skipTests: ['--skip-tests'],
  skipSchemaValidation: ['--skip-schema-validation'],
} as const;

/** An object of a chart. */
export interface Templated {
  readonly object: RenderedObject;
  /** The file that it is made from, with the folder of the chart before it. */
  readonly template: string;
}

/** Helm on this machine; a chart is the path of its folder or of its .tgz. */
export interface Helm {
  /** Its path, or its name on the PATH. */
  readonly program: string;
  readonly version: string;
  /** @throws {HelmError} where there is no chart */
  readonly readChart: (chart: string) => Promise<ChartFile>;
  /** Renders a chart and its definitions, without a cluster. @throws {HelmError} */
  readonly render: (chart: string, release: Release) => Promise<Templated[]>;
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
    program,
    version: (await helm(['version', '--template', '{{.Version}}'])).trim(),
    readChart: async (chart) => parse(await helm(['show', 'chart', chart])) as ChartFile,
    render: async (chart, { name, namespace, values, ...more }) => {
      const {
        valueFiles = [],
        parameters = [],
        fileParameters = [],
        kubeVersion,
        apiVersions = [],
        without = [],
      } = more;
      const words = [
        ...['template', name, chart, '-n', namespace, ...(without.includes('skipCrds') ? [] : ['--include-crds'])],
        ...without.flatMap((part) => WITHOUT[part]),
        ...(kubeVersion === undefined ? [] : ['--kube-version', kubeVersion]),
        ...apiVersions.flatMap((version) => ['--api-versions', version]),
        ...[...valueFiles, '-'].flatMap((file) => ['-f', file]),
        ...parameters.flatMap(({ name: key, value = '', forceString }) => [
          forceString ? '--set-string' : '--set',
          `${key}=${value}`,
        ]),
        ...fileParameters.flatMap(({ name: key, path }) => ['--set-file', `${key}=${path}`]),
      ];
      const text = await helm(words, typeof values === 'string' ? values : yamlText(values));
      let template = '';
      return text.split(/^---\s*$/m).flatMap((each) => {
        template = /^# Source: (.*)$/m.exec(each)?.[1] ?? template;
        return parseAllDocuments(each, AS_GO).flatMap((document) => {
          const object = document.toJS() as RenderedObject | null;
          return object === null ? [] : [{ object, template }];
        });
      });
    },
  };
}
