import { valueAt } from './origin/field-path.ts';

/**
 * What a file is to a render: a kustomization; a resource; a patch; settings of transformers, which are taken along only;
 * the content of a generated ConfigMap or Secret; lines of `NAME=value` for one; values of a chart; or another file of it,
 * which is taken along only.
 */
export type Role = 'kustomization' | 'resource' | 'patch' | 'settings' | 'content' | 'lines' | 'values' | 'other';

type Names = (entry: unknown) => unknown;

const itself: Names = (entry) => entry;
const path: Names = (entry) => valueAt(entry, ['path']);

/** The fields of a kustomization that name files, folders and addresses, with what these are. */
const FIELDS: readonly (readonly [role: Role, names: Names, ...fields: readonly string[]])[] = [
  ['resource', itself, 'resources', 'bases', 'components'],
  ['patch', itself, 'patchesStrategicMerge'],
  ['patch', path, 'patches', 'patchesJson6902'],
  ['settings', path, 'replacements', 'openapi'],
  ['settings', itself, 'transformers', 'generators', 'validators', 'configurations', 'crds'],
  // `name=path`, or a path alone.
  ['content', (entry) => listOf(valueAt(entry, ['files'])).map(afterName), 'configMapGenerator', 'secretGenerator'],
  [
    'lines',
    (entry) => [valueAt(entry, ['env']), ...listOf(valueAt(entry, ['envs']))],
    ...['configMapGenerator', 'secretGenerator'],
  ],
  [
    'settings',
    (entry) => [valueAt(entry, ['valuesFile']), ...listOf(valueAt(entry, ['additionalValuesFiles']))],
    'helmCharts',
  ],
];

/** What a kustomization names, without YAML that stands in it. */
export function namedIn(kustomization: unknown): readonly { readonly name: string; readonly role: Role }[] {
  return FIELDS.flatMap(([role, names, ...fields]) =>
    fields
      .flatMap((field) => listOf(valueAt(kustomization, [field])).flatMap(names))
      .filter((name): name is string => typeof name === 'string' && name !== '' && !name.includes('\n'))
      .map((name) => ({ name, role })),
  );
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}

function afterName(entry: unknown): unknown {
  return typeof entry === 'string' ? entry.slice(entry.indexOf('=') + 1) : entry;
}
