import { cpSync, mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RenderedObject } from '../../render/objects.ts';
import type { Renderer } from '../../render/renderer.ts';

export const ENVIRONMENTS = ['local', 'staging', 'production'] as const;

/** The kustomizations that Argo CD applies of an environment. */
const PARTS = {
  skill: (environment: string) => `kustomize/overlays/${environment}`,
  platform: (environment: string) => `kustomize/overlays/${environment}/platform`,
  root: (environment: string) => `gitops/apps/${environment}`,
} as const;

export type Part = keyof typeof PARTS;

/** An environment as it is before anything is changed. */
export interface Environment {
  readonly environment: string;
  /** Its fact `name`, with which names begin. */
  readonly name: string;
  /** The folder of a part, from the root of the repository. */
  readonly folder: (part: Part) => string;
  /** The first object of a kind and, if it is given, of a name. */
  readonly find: (part: Part, kind: string, name?: string) => RenderedObject;
}

/** @throws {RenderError} where a part does not build */
export async function readEnvironment(environment: string, root: string, renderer: Renderer): Promise<Environment> {
  const folder = (part: Part) => PARTS[part](environment);
  const rendered = new Map<Part, readonly RenderedObject[]>();
  for (const part of Object.keys(PARTS) as Part[])
    rendered.set(part, await renderer.renderObjects(join(root, folder(part))));
  const find = (part: Part, kind: string, name?: string) => {
    const found = rendered
      .get(part)
      ?.find((object) => object.kind === kind && (name === undefined || object.metadata.name === name));
    if (!found) throw new Error(`${folder(part)} has no ${kind} ${name ?? ''}`);
    return found;
  };
  return { environment, name: find('skill', 'Namespace').metadata.name, folder, find };
}

/** A copy of what verify needs of the repository, with one environment. @returns its folder */
export function copyOf(root: string, { environment }: Environment): string {
  const copy = realpathSync(mkdtempSync(join(tmpdir(), 'mutation-')));
  const others = ENVIRONMENTS.filter((each) => each !== environment);
  const isLeftOut = (path: string) =>
    others.some((each) => path.endsWith(`/overlays/${each}`) || path.endsWith(`/apps/${each}`));
  for (const folder of ['.umi-verify.yaml', 'kustomize', 'gitops/apps', 'gitops/projects', 'gitops/argo-cd'])
    cpSync(join(root, folder), join(copy, folder), { recursive: true, filter: (path) => !isLeftOut(path) });
  return copy;
}
