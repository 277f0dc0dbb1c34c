import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseDocument } from 'yaml';
import { outputOf } from '#program/run.ts';

/** The repository as a user of it has it: a clone with facts of its own, pushed to where Argo CD looks. */
export interface Repository {
  /** The working tree. */
  readonly folder: string;
  /** Replaces a file's text. */
  edit(path: string, change: (text: string) => string): void;
  /** Sets values in a YAML file, each by its path of keys; what else the file says stays. */
  set(path: string, values: readonly (readonly [keys: readonly (string | number)[], value: unknown])[]): void;
  /** Commits all and pushes it. Gives the commit. */
  push(message: string): Promise<string>;
  /** Takes back what is not committed. */
  discard(): Promise<void>;
  /** `git revert` of the newest commit, or of the given one, and a push. Gives the new commit. */
  revert(commit?: string): Promise<string>;
}

interface Options {
  /** The repository that is cloned: its HEAD, without what is not committed. */
  readonly source: string;
  /** Where the clone and the bare repository are made. */
  readonly folder: string;
  /** The name of the bare repository, without `.git`. */
  readonly name: string;
}

/** The branch that is pushed. */
export const BRANCH = 'main';

/** Clones the repository, and makes the bare one that the clone pushes to: `<folder>/git/<name>.git`. */
export async function cloneRepository({ source, folder, name }: Options): Promise<Repository> {
  const bare = join(folder, 'git', `${name}.git`);
  const clone = join(folder, 'clone');
  mkdirSync(bare, { recursive: true });
  await git(folder, 'init', '--quiet', '--bare', `--initial-branch=${BRANCH}`, bare);
  // The repository of a CI machine may be a shallow one, and so is what is pushed then.
  await git(bare, 'config', 'receive.shallowUpdate', 'true');
  await git(folder, 'clone', '--quiet', '--no-hardlinks', resolve(source), clone);
  await git(clone, 'checkout', '--quiet', '-B', BRANCH);
  await git(clone, 'remote', 'set-url', 'origin', bare);
  for (const [key, value] of [
    ['user.name', 'e2e'],
    ['user.email', 'e2e@mrdebugger.test'],
    ['commit.gpgsign', 'false'],
  ] as const)
    await git(clone, 'config', key, value);

  async function pushed(): Promise<string> {
    await git(clone, 'push', '--quiet', 'origin', BRANCH);
    return await git(clone, 'rev-parse', 'HEAD');
  }

  function edit(path: string, change: (text: string) => string): void {
    const file = join(clone, path);
    writeFileSync(file, change(readFileSync(file, 'utf8')));
  }

  return {
    folder: clone,
    edit,
    set(path, values) {
      edit(path, (text) => {
        // With quotes where kubectl or kustomize, which read YAML 1.1, would take a text for something else.
        const document = parseDocument(text, { compat: 'yaml-1.1' });
        for (const [keys, value] of values) document.setIn(keys, value);
        return document.toString({ lineWidth: 0 });
      });
    },
    async push(message) {
      await git(clone, 'add', '--all');
      await git(clone, 'commit', '--quiet', '-m', message);
      return await pushed();
    },
    async discard() {
      await git(clone, 'checkout', '--quiet', '.');
    },
    async revert(commit = 'HEAD') {
      await git(clone, 'revert', '--no-edit', commit);
      return await pushed();
    },
  };
}

function git(folder: string, ...words: string[]): Promise<string> {
  return outputOf('git', words, { cwd: folder });
}
