import type { RenderedObject } from '../../../../render/objects.ts';
import { keyOf, valueAt, type Path } from './field-path.ts';
import type { Found, Part } from './part.ts';

/** The patch that takes a field out of an object, or what the field is in: the one that can have done so. */
export function removedBy(parts: readonly Part[], object: RenderedObject, asked: Path): Found | undefined {
  const all = parts
    .filter(({ role }) => role === 'patch')
    .flatMap((part) =>
      part.documents.flatMap(({ data, nodes }): readonly Found[] => {
        const isFor = valueAt(data, ['kind']) === object.kind;
        const paths = Array.isArray(data) ? removals(data, asked) : isFor ? nulls(data, asked) : [];
        return paths.flatMap((path) => {
          const node = nodes.get(keyOf(path));
          return node ? [{ ...node, part }] : [];
        });
      }),
    );
  return all.length === 1 ? all[0] : undefined;
}

/** Operations that remove the field, or what it is in. */
function removals(operations: readonly unknown[], asked: Path): Path[] {
  const pointers = asked.map((_, index) => pointerOf(asked.slice(0, index + 1)));
  return operations.flatMap((each, index) =>
    valueAt(each, ['op']) === 'remove' && pointers.includes(String(valueAt(each, ['path']))) ? [[index, 'path']] : [],
  );
}

function pointerOf(path: Path): string {
  return path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** A strategic merge removes what it has `null` for. */
function nulls(patch: unknown, asked: Path): Path[] {
  return asked.map((_, index) => asked.slice(0, index + 1)).filter((path) => valueAt(patch, path) === null);
}
