import { positionsOf, type Place } from '../place.ts';
import type { Path } from './field-path.ts';

/** Where a node of a YAML text stands, by its path and by its offset. */
export type Locate = (path: Path, offset: number) => Promise<Place | undefined>;

/** Places in the text of a file. */
export function placesIn(file: string, text: string): Locate {
  const position = positionsOf(text);
  return (_, offset) => Promise.resolve({ file, ...position(offset) });
}

/**
 * Places in a text that is itself a scalar of a file, such as an inline patch.
 * @param lines of the file
 * @param start where the scalar begins: at its `|`, its quotation mark or its first character
 * @returns the beginning of the scalar, where escapes or folding leave no line of the text as it was
 */
export function placesInside(lines: readonly string[], start: Place, text: string): (offset: number) => Place {
  const position = positionsOf(text);
  const own = text.split('\n');
  const head = lines[start.line - 1]?.slice(start.column - 1) ?? '';
  const isBlock = /^(?:[&!]\S*\s+)*[|>]/.test(head);
  const first = own.findIndex((line) => line.trim() !== '');
  const indent = isBlock ? indentOf(lines[start.line + first] ?? '') - indentOf(own[first] ?? '') : start.column - 1;
  const quote = !isBlock && /^["']/.test(head) ? 1 : 0;
  return (offset) => {
    const { line, column } = position(offset);
    const outer = start.line + line - (isBlock ? 0 : 1);
    const isThere = (lines[outer - 1] ?? '').startsWith(own[line - 1] ?? '', indent + quote);
    return isThere && (isBlock || line === 1) ? { ...start, line: outer, column: indent + quote + column } : start;
  };
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
