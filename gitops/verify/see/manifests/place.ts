import { LineCounter } from 'yaml';

/** Where a value stands in a repository. */
export interface Place {
  /** From the root of the repository, with `/` between folders. */
  readonly file: string;
  /** The first is 1. */
  readonly line: number;
  /** The first is 1; in UTF-16 code units, as editors count. */
  readonly column: number;
}

/** A file that cannot be read, and where. */
export interface Unreadable {
  readonly place: Place;
  /** The parser's words, or the system's. */
  readonly message: string;
}

/** Lines and columns of a text, by offset; what was counted for one is kept for the next. */
export function positionsOf(text: string): (offset: number) => Omit<Place, 'file'> {
  const counter = new LineCounter();
  counter.addNewLine(0);
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) counter.addNewLine(at + 1);
  return (offset) => {
    const { line, col: column } = counter.linePos(offset);
    return { line, column };
  };
}

/** As compilers write it, so that terminals and editors make a link of it: `gitops/apps/skill/application.yaml:12:7`. */
export function placeText({ file, line, column }: Place): string {
  return `${file}:${line}:${column}`;
}
