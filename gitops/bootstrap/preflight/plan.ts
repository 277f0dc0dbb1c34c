import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Facts } from '../../facts.ts';
import type { RenderedObject } from '../../render/objects.ts';
import type { Renderer } from '../../render/renderer.ts';
import type { Application } from '../../verify/see/objects/application.ts';

/** What an environment brings to a cluster, as the repository renders it. */
export interface Plan {
  readonly facts: Facts;
  readonly versions: Versions;
  /** The root Application with its project, which bootstrap applies. */
  readonly root: readonly RenderedObject[];
  /** What the root applies: projects, and Applications in their waves. */
  readonly apps: readonly RenderedObject[];
  /** What each Application applies that takes a folder of this repository, by its name. */
  readonly objects: Readonly<Record<string, readonly RenderedObject[]>>;
}

/** Where the versions are stated that are deployed. */
export const VERSIONS = 'gitops/apps/add-ons/versions.yaml';

export interface Versions {
  /** The oldest and the newest minor version that everything supports: `1.33 – 1.35`. */
  readonly kubernetes: string;
  readonly argoCd: string;
  readonly certManager: string;
  readonly istio: string;
}

/** Renders what an environment brings. @throws {RenderError} */
export async function readPlan(
  repository: string,
  facts: Facts,
  renderer: Pick<Renderer, 'renderObjects'>,
): Promise<Plan> {
  const render = (...path: string[]) => renderer.renderObjects(join(repository, ...path));
  const root = await render('gitops/apps', facts.environment, 'root');
  const apps = await render('gitops/apps', facts.environment);
  const objects: Record<string, readonly RenderedObject[]> = {};
  for (const { metadata, spec } of applicationsOf(apps))
    if (spec.source?.path !== undefined) objects[metadata.name] = await render(spec.source.path);
  return { facts, versions: readVersions(repository), root, apps, objects };
}

/** What `VERSIONS` of a repository states. */
export function readVersions(repository: string): Versions {
  const text = readFileSync(join(repository, VERSIONS), 'utf8');
  return (parse(text) as { data: Versions }).data;
}

/** The Applications among objects, in the order of their waves. */
export function applicationsOf(objects: readonly RenderedObject[]): readonly Application[] {
  const wave = ({ metadata }: Application) => Number(metadata.annotations?.['argocd.argoproj.io/sync-wave'] ?? 0);
  return objects
    .filter(({ kind }) => kind === 'Application')
    .map((object) => object as unknown as Application)
    .sort((a, b) => wave(a) - wave(b));
}

/** The Application that brings a chart. */
export function bringerOf({ apps }: Pick<Plan, 'apps'>, chart: string): Application | undefined {
  return applicationsOf(apps).find(({ spec }) => spec.source?.chart === chart);
}
