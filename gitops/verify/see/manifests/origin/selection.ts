import { valueAt } from './field-path.ts';
import type { Node, Part } from './part.ts';

/** What the transformers of a render find objects and entries by. */
interface Selection {
  /** Whether something is, or may be, found by this scalar. */
  readonly isSelected: (part: Part, node: Node) => boolean;
  /** Whether a text is in the name or the namespace of what a patch is for. */
  readonly isInTarget: (text: string) => boolean;
  /** Whether replacements copy from this document. */
  readonly isCopied: (data: unknown) => boolean;
}

/** The keys by which kustomize merges lists, and those that say what a reference refers to. */
const MERGE_KEYS = new Set(
  'name containerPort port protocol mountPath devicePath ip type topologyKey whenUnsatisfiable key'.split(' '),
);
const REFERENCE_KEYS = new Set(['apiVersion', 'apiGroup', 'group', 'kind']);

/** What an object is, or an item of a List. */
export const IDENTITY = /^(?:items \d+ )?(?:apiVersion|kind|metadata name|metadata namespace)$/;

/** Reads it from kustomizations, replacements and patches. */
export function selectionOf(parts: readonly Part[]): Selection {
  const settings = parts
    .filter(({ role }) => role === 'kustomization' || role === 'settings' || role === 'given')
    .flatMap(({ documents }) => documents);
  const scalars = settings.flatMap(({ nodes }) => [...nodes.values()].filter(({ value }) => value !== undefined));
  const patches = parts.filter(({ role }) => role === 'patch').flatMap(({ documents }) => documents);
  // `containers.[name=service]` finds an entry by a field.
  const entries = new Set(
    scalars.flatMap(({ value }) =>
      [...String(value).matchAll(/\[([^=\]]+)=([^\]]*)\]/g)].map(([, ...pair]) => pair.join('=')),
    ),
  );
  const images = scalars
    .filter(({ path }) => /(?:^|.* )images \d+(?: name)?$/.test(path.join(' ')))
    .map(({ value }) => String(value).replace(/[=@].*|:[^/]*$/, ''));
  const tests = new Set(
    patches.flatMap(({ data }) =>
      (Array.isArray(data) ? data : []).flatMap((each: unknown) =>
        valueAt(each, ['op']) === 'test' ? [String(valueAt(each, ['value']))] : [],
      ),
    ),
  );
  const selectors = (['labels', 'annotations'] as const).filter((field) =>
    scalars.some(({ path }) => path.at(-1) === `${field.slice(0, -1)}Selector`),
  );
  const copied = settings.flatMap(({ data }) => {
    const replacements = valueAt(data, ['replacements']) ?? data;
    return (Array.isArray(replacements) ? replacements : [replacements]).map((each) => valueAt(each, ['source']));
  });
  const names = [
    ...patches.map((each) => valueAt(each.data, ['metadata'])),
    ...settings.flatMap(({ data }) => {
      const entries = valueAt(data, ['patches']);
      return Array.isArray(entries) ? entries.map((each) => valueAt(each, ['target'])) : [];
    }),
  ].flatMap((each) => [valueAt(each, ['name']), valueAt(each, ['namespace'])].filter((name) => name !== undefined));
  const isOf = (source: unknown, field: string, value: unknown) =>
    [undefined, value].includes(valueAt(source, [field]));
  return {
    isSelected(part, { path, value, text }) {
      if (part.role !== 'resource' && part.role !== 'patch') return false;
      const key = String(path.at(-1));
      return (
        IDENTITY.test(path.join(' ')) ||
        path.some((each) => String(each).startsWith('$')) ||
        REFERENCE_KEYS.has(key) ||
        (typeof path.at(-2) === 'number' && (MERGE_KEYS.has(key) || entries.has(`${key}=${text}`))) ||
        (key === 'image' &&
          images.some((name) => text === name || (/^[:@]/.test(text.slice(name.length)) && text.startsWith(name)))) ||
        (tests.size > 0 && tests.has(String(value))) ||
        selectors.some((field) => path.at(-2) === field)
      );
    },
    isInTarget: (text) => text !== '' && names.some((name) => typeof name === 'string' && name.includes(text)),
    isCopied: (data) =>
      copied.some(
        (source) =>
          source !== undefined &&
          isOf(source, 'kind', valueAt(data, ['kind'])) &&
          isOf(source, 'name', valueAt(data, ['metadata', 'name'])),
      ),
  };
}
