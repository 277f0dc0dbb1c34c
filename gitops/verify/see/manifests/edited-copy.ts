import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { parse } from 'yaml';
import { withTemporaryFolder } from '#program/temporary-folder.ts';
import { yamlText } from '../../../yaml-text.ts';
import { RenderError } from '../../../render/renderer.ts';
import type { KustomizeOptions } from './application.ts';
import { editedKustomization, type KustomizationContent } from './edited-kustomization.ts';
import { KUSTOMIZATION_NAMES } from './files.ts';
import { readKustomization } from './origin/source-files.ts';

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
    const real = realpathSync(folder);
    cpSync(real, join(made, real), { recursive: true, filter: (path) => !LEFT_OUT.includes(basename(path)) });
    // kustomize reads no files from outside of a folder, but the folders that it takes in.
    for (const taken of ['.', ...(options.components ?? [])])
      for (const { path } of readKustomization(resolve(real, taken))) {
        mkdirSync(dirname(join(made, path)), { recursive: true });
        copyFileSync(path, join(made, path));
      }
    writeFileSync(join(made, real, name), edited);
    try {
      return await act(join(made, real));
    } catch (error) {
      if (!(error instanceof RenderError)) throw error;
      throw new RenderError(error.message.replaceAll(join(made, real), folder).replaceAll(made, ''), error.rendered);
    }
  });
}
