import type { View } from '../view.ts';

const found = new WeakMap<View, Map<string, unknown>>();

/**
 * What was found in a view the first time: a snapshot does not change, and each check and each host asks for the same way
 * again. @param what the question, with all that its answer depends on
 */
export function once<T>(view: View, what: string, find: () => T): T {
  const known = found.get(view) ?? new Map<string, unknown>();
  found.set(view, known);
  if (!known.has(what)) known.set(what, find());
  return known.get(what) as T;
}
