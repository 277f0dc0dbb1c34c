import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';

const FILE = 'kustomization.yaml';

/** The environments: the folders of kustomize/facts that state facts; sorted. */
export function findEnvironments(root: string): string[] {
  const facts = join(root, 'kustomize/facts');
  if (!existsSync(facts)) return [];
  return readdirSync(facts)
    .filter((name) => existsSync(join(facts, name, 'facts.yaml')))
    .sort();
}

/** Every folder that Argo CD is given; relative to the repository, sorted. */
export function findKustomizations(root: string): string[] {
  return findEnvironments(root)
    .flatMap((name) => [`kustomize/overlays/${name}`, `gitops/apps/${name}`])
    .flatMap((top) => find(root, top, (kind) => kind !== 'Component'))
    .sort();
}

/** Every optional part, relative to the repository, sorted. */
export function findComponents(root: string): string[] {
  return find(root, 'kustomize/components', (kind) => kind === 'Component').sort();
}

/** A file without a kind is a Kustomization to kustomize; one that cannot be read counts too: building it says why. */
function find(root: string, top: string, isWanted: (kind: unknown) => boolean): string[] {
  if (!existsSync(join(root, top))) return [];
  return readdirSync(join(root, top), { encoding: 'utf8', recursive: true })
    .map((path) => [top, ...path.split(/[/\\]/)].join('/'))
    .filter((path) => path.endsWith(`/${FILE}`))
    .filter((path) => isWanted(parseDocument(readFileSync(join(root, path), 'utf8')).get('kind')))
    .map((path) => path.slice(0, -`/${FILE}`.length));
}
