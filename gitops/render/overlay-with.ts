import { readFileSync, realpathSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parse } from 'yaml';
import { yamlText } from '../yaml-text.ts';

/**
 * A kustomization of an overlay and optional parts; those that the overlay already has are left out, because kustomize
 * takes none twice.
 * @param folder where it will be; kustomize takes no absolute paths, and goes up from where the folder really is
 * @param place after everything in the overlay, or before its first component, where no facts are filled in yet
 */
export function overlayWith(
  folder: string,
  overlay: string,
  components: readonly string[],
  place: 'on top' | 'first' = 'on top',
): string {
  const path = (to: string) => relative(realpathSync(folder), realpathSync(to)).replaceAll('\\', '/');
  const { resources, components: own = [] } = parse(readFileSync(join(overlay, 'kustomization.yaml'), 'utf8')) as {
    resources: readonly string[];
    components?: readonly string[];
  };
  const inOverlay = (paths: readonly string[]) => paths.map((each) => join(overlay, each));
  const taken = new Set(inOverlay(own));
  const more = components.filter((component) => !taken.has(join(component)));
  return place === 'on top'
    ? yamlText({ resources: [path(overlay)], components: more.map(path) })
    : yamlText({ resources: inOverlay(resources).map(path), components: [...more, ...taken].map(path) });
}
