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

/** As compilers write it, so that terminals and editors make a link of it: `gitops/apps/skill/application.yaml:12:7`. */
export function placeText({ file, line, column }: Place): string {
  return `${file}:${line}:${column}`;
}
