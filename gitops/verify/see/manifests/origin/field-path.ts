/** The keys that lead to a value of plain data: names in maps, numbers in lists. */
export type Path = readonly (string | number)[];

/** `.name`, `[0]`, `["a key"]` or `[a/key]`, one after another. */
const STEP = /\.?([^.[\]]+)|\[(\d+)\]|\["([^"]*)"\]|\[([^\]]*)\]/y;

/**
 * Reads a field as findings have it: `spec.servers[0].tls.credentialName`, `metadata.annotations["example.com/a"]`, with or
 * without the quotation marks. What follows a part that is no path is left out.
 */
export function parseField(field: string): Path {
  return [...field.matchAll(new RegExp(STEP, 'gy'))].map(([, name, index, quoted, bare]) =>
    index === undefined ? (name ?? quoted ?? bare ?? '') : Number(index),
  );
}

/** Whether plain data is neither a scalar nor a list. */
export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What stands in plain data under these keys; undefined where nothing does. */
export function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? (value as Record<string | number, unknown>)[key]
        : undefined,
    data,
  );
}

/**
 * The longest beginning of a path that leads to a value: all of it, or to the nearest parent that exists; with numbers for
 * entries of lists.
 */
export function existing(data: unknown, path: Path): Path {
  const found: (string | number)[] = [];
  for (const each of path) {
    const key = Array.isArray(valueAt(data, found)) ? Number(each) : each;
    if (valueAt(data, [...found, key]) === undefined) break;
    found.push(key);
  }
  return found;
}

/** Plain data with other values in some places, which are told as JSON of their paths. */
export function withChanges(data: unknown, changes: ReadonlyMap<string, unknown>, path: Path = []): unknown {
  const change = changes.get(keyOf(path));
  if (change !== undefined) return change;
  if (Array.isArray(data)) return data.map((each: unknown, index) => withChanges(each, changes, [...path, index]));
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, withChanges(value, changes, [...path, key])]),
  );
}

/** A path as the key of a map. */
export function keyOf(path: Path): string {
  return JSON.stringify(path);
}

/** Whether a path ends with these keys, whatever the numbers are: a list may have become longer. */
export function endsWith(path: Path, end: Path): boolean {
  const rest = path.slice(path.length - end.length);
  return rest.length === end.length && rest.every((key, index) => key === end[index] || isPair(key, end[index]));
}

function isPair(a: unknown, b: unknown): boolean {
  return typeof a === 'number' && typeof b === 'number';
}
