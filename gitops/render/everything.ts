import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findComponents, findKustomizations } from './kustomizations.ts';
import type { RenderedObject } from './objects.ts';
import { overlayWith } from './overlay-with.ts';
import type { Renderer } from './renderer.ts';

/**
 * All that the kustomizations of a repository render, and an overlay of ours with every optional part on it.
 * @throws {RenderError} where one does not build
 */
export async function renderEverything(renderer: Renderer, root: string): Promise<RenderedObject[]> {
  const folder = mkdtempSync(join(tmpdir(), 'everything-'));
  try {
    writeFileSync(
      join(folder, 'kustomization.yaml'),
      overlayWith(
        folder,
        join(root, 'kustomize/overlays/local'),
        findComponents(root).map((each) => join(root, each)),
      ),
    );
    const parts = ['gitops/apps/notifications', 'gitops/argo-cd/notifications', folder];
    const folders = [...findKustomizations(root), ...parts];
    return (await Promise.all(folders.map((each) => renderer.renderObjects(each)))).flat();
  } finally {
    rmSync(folder, { recursive: true });
  }
}
