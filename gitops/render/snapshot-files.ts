import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Renderer } from './renderer.ts';
import { snapshotOf } from './snapshot.ts';

const FOLDER = 'gitops/render/snapshots';

/** The snapshot that a kustomization has or would have; both paths relative to the repository. */
export function snapshotFile(folder: string): string {
  return `${FOLDER}/${folder.replaceAll('/', '-')}.yaml`;
}

/** What a kustomization renders to, and what is kept of it. */
interface Comparison {
  readonly rendered: string;
  readonly kept: string | undefined;
}

/**
 * Renders a kustomization and reads its snapshot.
 * @param folder relative to the repository, as findKustomizations tells it
 * @throws {RenderError} where it does not build without a warning
 */
export async function compare(root: string, folder: string, renderer: Renderer): Promise<Comparison> {
  const rendered = snapshotOf(await renderer.renderObjects(join(root, folder)));
  const file = join(root, snapshotFile(folder));
  return { rendered, kept: existsSync(file) ? readFileSync(file, 'utf8') : undefined };
}

/** Snapshots that none of these kustomizations has, relative to the repository. */
export function leftOverSnapshots(root: string, folders: readonly string[]): string[] {
  if (!existsSync(join(root, FOLDER))) return [];
  const expected = new Set(folders.map(snapshotFile));
  return readdirSync(join(root, FOLDER))
    .map((name) => `${FOLDER}/${name}`)
    .filter((file) => !expected.has(file))
    .sort();
}

export function writeSnapshot(root: string, folder: string, text: string): void {
  const file = join(root, snapshotFile(folder));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** @param file relative to the repository */
export function removeSnapshot(root: string, file: string): void {
  rmSync(join(root, file));
}
