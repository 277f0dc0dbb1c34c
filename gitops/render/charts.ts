import { UsageError } from '#program/command.ts';
import type { RenderedObject } from './objects.ts';

/** An Application that takes a Helm chart. */
export interface ChartApplication extends RenderedObject {
  readonly spec: {
    readonly project: string;
    readonly source: {
      readonly chart: string;
      readonly targetRevision: string;
      readonly helm?: { readonly releaseName?: string; readonly valuesObject?: unknown };
    };
    readonly destination: { readonly namespace: string };
    readonly syncPolicy?: { readonly syncOptions?: readonly string[] };
  };
}

/** An Application's chart, and what it renders to with the Application's values. */
export interface RenderedChart {
  readonly application: ChartApplication;
  readonly objects: readonly RenderedObject[];
}

export function findChartApplications(objects: readonly RenderedObject[]): ChartApplication[] {
  return objects.filter((object): object is ChartApplication => {
    const { spec } = object as { spec?: { source?: { chart?: unknown } } };
    return object.kind === 'Application' && spec?.source?.chart !== undefined;
  });
}

/** The names of fields that Argo CD passes on to helm besides the values, and that this command does not pass on. */
export function unknownHelmFields({ spec }: ChartApplication): string[] {
  return Object.keys(spec.source.helm ?? {}).filter((field) => !['releaseName', 'valuesObject'].includes(field));
}

/**
 * Reads `--chart` options.
 * @param words each NAME=PATH
 * @param names the charts of the Applications
 * @returns the path of each chart that was given
 * @throws {UsageError}
 */
export function parseChartPaths(words: readonly string[], names: readonly string[]): Map<string, string> {
  const paths = new Map<string, string>();
  for (const word of words) {
    const [, name, path] = /^([^=]+)=(.+)$/.exec(word) ?? [];
    if (name === undefined || path === undefined)
      throw new UsageError(`--chart ${word}: expected NAME=PATH, such as gateway=charts/gateway-1.2.3.tgz`);
    if (!names.includes(name))
      throw new UsageError(`--chart ${word}: no Application takes ${name}; expected one of ${names.join(', ')}`);
    if (paths.has(name)) throw new UsageError(`--chart ${word}: ${name} is given twice`);
    paths.set(name, path);
  }
  return paths;
}
