/** What the clone that this runs in knows; none of it is fetched. */
export interface Clone {
  /** The addresses of its remotes. */
  readonly remotes: readonly string[];
  /** The newest commit that is known to be pushed, and its branch: `@{upstream}`. */
  readonly pushed: Pushed | undefined;
  /** Commits of the present branch that are not pushed. */
  readonly ahead: number;
}

interface Pushed {
  readonly commit: string;
  readonly branch: string;
  /** Whether the remote's HEAD means this branch. */
  readonly isDefault: boolean;
}

/** An address of a git repository without what does not tell repositories apart: its scheme and user, and `.git`. */
export function plainAddress(url: string): string {
  return url
    .trim()
    .replace(/^[a-z+]+:\/\//i, '')
    .replace(/^[^/@]+@/, '')
    .replace(/^([^/:]+):(?!\d+\/)/, '$1/')
    .replace(/(\.git)?\/*$/, '')
    .toLowerCase();
}
