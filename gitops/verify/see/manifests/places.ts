import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { Helm } from '../../../render/helm.ts';
import type { RenderedObject } from '../../../render/objects.ts';
import type { Renderer } from '../../../render/renderer.ts';
import type { WrittenSource } from './application.ts';
import { rerenderChart } from './chart.ts';
import { placeInFile } from './file-place.ts';
import { hasFile } from './files.ts';
import type { Landing, Rendered } from './landing.ts';
import { parseField, valueAt } from './origin/field-path.ts';
import { originsOf, type Origins } from './origin/origins.ts';
import type { Source } from './origin/source.ts';
import type { Place } from './place.ts';
import { renderFolder } from './rendering.ts';
import { placeInTemplate } from './template-place.ts';

interface Options {
  /** Absolute. */
  readonly root: string;
  readonly kustomize: Pick<Renderer, 'render'>;
  readonly helm: Helm | undefined;
  readonly landing: Landing;
}

/** Where the values of what lands in a cluster stand in the repository. */
interface Places {
  /**
   * @param by what brings the object
   * @param field as findings have it; without it, where the object begins
   * @returns undefined where nothing in the repository sets the value
   */
  readonly placeOf: (written: RenderedObject, by: Rendered, field?: string) => Promise<Place | undefined>;
}

/** Finds the places of values. What was read and rendered for one is kept for the next. */
export function placesOf({ root, kustomize, helm, landing }: Options): Places {
  const textOf = (path: string) => readFileSync(join(root, path), 'utf8');
  const known = new Map<Rendered, Origins>();
  const origins = (by: Rendered): Origins => {
    const found = known.get(by) ?? originsOf(sourceOf(by));
    known.set(by, found);
    return found;
  };
  const ofApplication = async ({ application }: Rendered, field?: string): Promise<Place | undefined> => {
    const bringer = application && landing.rendered.find((each) => each.objects.includes(application));
    return bringer && (await placeOf(application, bringer, field));
  };
  const sourceOf = (by: Rendered): Source => {
    const { folder = '.', files, chart, objects, source, application } = by;
    const index = application?.spec.sources?.findIndex(
      ({ repoURL, path }) => repoURL === source?.repoURL && path === source?.path,
    );
    const at = index === undefined ? 'spec.source' : `spec.sources[${index}]`;
    return {
      ...{ root, folder: chart?.folder ?? folder, objects },
      ...(files ? { manifests: files } : {}),
      ...(chart ? { valueFiles: chart.release.valueFiles ?? [] } : {}),
      render: async (copy, given = source) =>
        chart && helm
          ? await rerenderChart(copy, chart, given as WrittenSource, helm)
          : await renderFolder(kustomize, copy, (given as WrittenSource | undefined)?.kustomize),
      ...(source ? { given: { data: source, at: (path) => ofApplication(by, `${at}.${path.join('.')}`) } } : {}),
    };
  };
  const inTemplate = ({ chart, templates }: Rendered, written: RenderedObject, field?: string): Place | undefined => {
    const template = templates?.get(written);
    if (!chart || template === undefined) return undefined;
    const path = posix.join(chart.folder, template.replace(/^[^/]*/, ''));
    // It may be in a chart that is packed.
    if (!hasFile(root, path)) return undefined;
    return placeInTemplate({ path, text: textOf(path) }, written, field);
  };
  const placeOf: Places['placeOf'] = async (written, by, field) => {
    const { kind, metadata } = written;
    const isRead = (by.folder ?? by.files ?? by.chart) !== undefined;
    const name = { kind, namespace: metadata.namespace, name: metadata.name };
    const found = isRead ? await origins(by).placeOf(name, field, partOf(written, field)) : undefined;
    if (found !== undefined || by.files !== undefined) return found;
    // What a chart of a kustomization brings is written where that names it.
    const charts = landing.kustomizations.find((each) => each.folder === by.folder && each.hasCharts)?.file;
    if (charts !== undefined) return placeInFile({ path: charts, text: textOf(charts) }, 'helmCharts');
    if (by.folder !== undefined) return undefined;
    // What a chart from afar brings is written where the Application names it.
    return inTemplate(by, written, field) ?? (await ofApplication(by));
  };
  const gateways = landing.rendered.flatMap(({ objects }) =>
    objects.flatMap(({ kind, metadata }) => (kind === 'Gateway' ? [metadata.name] : [])),
  );
  /** The part of a value that is wrong, where that is not all of it. */
  const partOf = (object: RenderedObject, field = ''): string | undefined => {
    const value = String(valueAt(object, parseField(field)));
    // Which build an image is, its tag says.
    if (field.endsWith('.image')) return /[:@]([^:@/]+)$/.exec(value)?.[1];
    if (!field.startsWith('spec.gateways[')) return undefined;
    // A name that nothing has begins as others do.
    const name = value.slice(value.lastIndexOf('/') + 1);
    return name.slice(Math.max(0, ...gateways.map((each) => sharedLength(name, each))));
  };
  return { placeOf };
}

function sharedLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}
