import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFiles } from '#testing/temporary-files.ts';
import type { RenderedObject } from './objects.ts';
import { overlayWith } from './overlay-with.ts';
import { findRenderer, type Renderer } from './renderer.ts';

interface Renders {
  /** What a folder of this repository renders to. @throws {RenderError} */
  readonly render: (folder: string) => Promise<readonly RenderedObject[]>;
  /** What an overlay renders to with optional parts, as `overlayWith` puts them together. @throws {RenderError} */
  readonly renderWith: (
    overlay: string,
    components: readonly string[],
    place?: 'on top' | 'first',
  ) => Promise<readonly RenderedObject[]>;
}

/** What kustomizations of this repository render to, each of them rendered once for a whole `describe`; for tests. */
export function sharedRenders(): Renders {
  const { folder } = temporaryFiles();
  const renders = new Map<string, Promise<readonly RenderedObject[]>>();
  /** The folder of each overlay with its optional parts. */
  const overlays = new Map<string, string>();
  let renderer: Promise<Renderer> | undefined;
  const render = (path: string) => {
    renderer ??= findRenderer(process.env);
    const objects = renders.get(path) ?? renderer.then(({ renderObjects }) => renderObjects(path));
    renders.set(path, objects);
    return objects;
  };
  return {
    render,
    renderWith(overlay, components, place = 'on top') {
      const question = JSON.stringify([overlay, components, place]);
      const path = overlays.get(question) ?? join(folder, `${overlays.size}`);
      if (!overlays.has(question)) {
        overlays.set(question, path);
        mkdirSync(path);
        writeFileSync(join(path, 'kustomization.yaml'), overlayWith(path, overlay, components, place));
      }
      return render(path);
    },
  };
}
