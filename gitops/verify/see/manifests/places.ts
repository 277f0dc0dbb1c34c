import type { RenderedObject } from '../../../render/objects.ts';
import type { Renderer } from '../../../render/renderer.ts';
import type { Landing, Rendered } from './landing.ts';
import { originsOf, type Origins } from './origin/origins.ts';
import type { Place } from './place.ts';
import { renderFolder } from './rendering.ts';

interface Options {
  /** Absolute. */
  readonly root: string;
  readonly kustomize: Pick<Renderer, 'render'>;
  readonly landing: Landing;
}

/** Where the values of what lands in a cluster stand in the repository. */
export interface Places {
  /**
   * @param by what brings the object
   * @param field as findings have it; without it, where the object begins
   * @returns undefined where nothing in the repository sets the value
   */
  readonly placeOf: (written: RenderedObject, by: Rendered, field?: string) => Promise<Place | undefined>;
}

/** Finds the places of values. What was read and rendered for one is kept for the next. */
export function placesOf({ root, kustomize, landing }: Options): Places {
  const known = new Map<Rendered, Origins>();
  const origins = (by: Rendered): Origins => {
    const found = known.get(by) ?? find(by);
    known.set(by, found);
    return found;
  };
  const ofApplication = async (by: Rendered, field?: string): Promise<Place | undefined> => {
    const { application } = by;
    const bringer = application && landing.rendered.find((each) => each.objects.includes(application));
    return bringer && (await placeOf(application, bringer, field));
  };
  const find = (by: Rendered): Origins => {
    const { folder = '.', files, objects, source } = by;
    return originsOf({
      ...{ root, folder, objects },
      ...(files ? { manifests: files } : {}),
      render: (copy, given) =>
        renderFolder(kustomize, copy, (given as typeof source | undefined)?.kustomize ?? source?.kustomize),
      ...(source ? { given: { data: source, at: (path) => ofApplication(by, `spec.source.${path.join('.')}`) } } : {}),
    });
  };
  const placeOf: Places['placeOf'] = async (written, by, field) => {
    // What a chart brings is written where the Application names it.
    if (by.folder === undefined && by.files === undefined) return await ofApplication(by);
    const { kind, metadata } = written;
    return await origins(by).placeOf({ kind, namespace: metadata.namespace, name: metadata.name }, field);
  };
  return { placeOf };
}
