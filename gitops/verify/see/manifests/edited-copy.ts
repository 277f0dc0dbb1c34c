import { cpSync, mkdirSync, readdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join, relative, resolve, sep } from 'node:path';
import { parse } from 'yaml';
import { withTemporaryFolder } from '#program/temporary-folder.ts';
import { yamlText } from '../../../yaml-text.ts';
import { RenderError } from '../../../render/renderer.ts';
import type { KustomizeOptions } from './application.ts';
import { editedKustomization, type KustomizationContent } from './edited-kustomization.ts';
import { KUSTOMIZATION_NAMES } from './files.ts';

/** Folders that no kustomization takes in. */
const LEFT_OUT = ['.git', 'node_modules'];

/**
 * Acts on a folder as Argo CD does, which edits the kustomization in a copy where an Application adds something to it.
 * The copy is gone afterwards.
 * @param folder absolute
 */
export async function withOptions<T>(
  folder: string,
  options: KustomizeOptions | undefined,
  act: (folder: string) => Promise<T>,
): Promise<T> {
  const name = readdirSync(folder).find((file) => KUSTOMIZATION_NAMES.includes(file));
  if (!options || Object.keys(options).length === 0 || name === undefined) return await act(folder);
  const content = parse(readFileSync(join(folder, name), 'utf8'), {
    logLevel: 'silent',
  }) as KustomizationContent | null;
  const edited = yamlText(editedKustomization(content ?? {}, options));
  return await withTemporaryFolder('umi-verify-', async (made) => {
    const copy = copied(realpathSync(folder), made, edited);
    writeFileSync(join(copy, name), edited);
    try {
      return await act(copy);
    } catch (error) {
      if (!(error instanceof RenderError)) throw error;
      const above = resolve(folder, relative(copy, made));
      throw new RenderError(error.message.replaceAll(copy, folder).replaceAll(made, above), error.rendered);
    }
  });
}

/**
 * Copies a folder, because kustomize reads no files from outside of it; what lies beside it and above it is linked, as far
 * as its kustomizations look.
 * @returns where the copy is
 */
function copied(folder: string, made: string, edited: string): string {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const inside = names.filter((file) => KUSTOMIZATION_NAMES.includes(basename(file)));
  const texts = [edited, ...inside.map((file) => readFileSync(join(folder, file), 'utf8'))];
  const parts = folder.split(sep).slice(1);
  const up = Math.min(parts.length, ...[Math.max(0, ...texts.map(levelsUp))]);
  let [real, copy] = [resolve(folder, ...parts.slice(0, up).map(() => '..')), made];
  for (const part of up === 0 ? [] : parts.slice(-up)) {
    for (const other of readdirSync(real)) if (other !== part) symlinkSync(join(real, other), join(copy, other));
    [real, copy] = [join(real, part), join(copy, part)];
    mkdirSync(copy);
  }
  cpSync(folder, copy, { recursive: true, filter: (path) => !LEFT_OUT.includes(basename(path)) });
  return copy;
}

/** How many folders up the paths in a text lead. */
function levelsUp(text: string): number {
  return Math.max(0, ...[...text.matchAll(/(\.\.\/)*\.\.(?![\w.])/g)].map(([path]) => (path.length + 1) / 3));
}
