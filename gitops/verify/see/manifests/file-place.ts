import { isMap, isNode, isScalar, parseDocument, type Node } from 'yaml';
import type { TextFile } from './files.ts';
import { existing, parseField } from './origin/field-path.ts';
import { positionsOf, type Place } from './place.ts';

/** Where a field of a YAML file stands: its key or, in a list, its value; the nearest parent where there is no such field. */
export function placeInFile({ path: file, text }: TextFile, field = ''): Place {
  const document = parseDocument(text);
  const path = existing(document.toJS(), parseField(field));
  const parent: unknown = path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents;
  const key = isMap(parent)
    ? parent.items.map((pair) => pair.key).find((each) => isScalar(each) && each.value === path.at(-1))
    : undefined;
  const value: unknown = document.getIn(path, true);
  const node = [key, value].find((each): each is Node => isNode(each));
  return { file, ...positionsOf(text)(node?.range?.[0] ?? 0) };
}
