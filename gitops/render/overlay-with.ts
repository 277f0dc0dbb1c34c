import { readFileSync, realpathSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parse, stringify } from 'yaml';

/**
 * A kustomization of an overlay with optional parts on top of it, but those that the overlay has itself: none can be
 * taken twice.
 * @param folder where it will be; kustomize takes no absolute paths, and goes up from where the folder really is
 */
export function overlayWith(folder: string, overlay: string, components: readonly string[]): string {
  const path = (to: string) => relative(realpathSync(folder), realpathSync(to)).replaceAll('\\', '/');
  const { components: own = [] } = parse(readFileSync(join(overlay, 'kustomization.yaml'), 'utf8')) as {
    components?: readonly string[];
  };
  const taken = new Set(own.map((component) => join(overlay, component)));
  return stringify({
    resources: [path(overlay)],
    components: components.filter((component) => !taken.has(join(component))).map(path),
  });
}
