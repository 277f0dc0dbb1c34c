import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createGit, type Git } from '#program/git.ts';
import { temporaryFiles } from '#testing/temporary-files.ts';
import { buildFile, readBuild, type Build } from './build.ts';

/** Somebody's clone of the remote. */
export interface Clone {
  readonly folder: string;
  readonly git: Git;
  /** Writes a file, commits and pushes; gives the commit. */
  readonly push: (path: string, content: string) => Promise<string>;
}

export interface Remote {
  /** The bare repository. */
  readonly folder: string;
  readonly git: Git;
  readonly clone: (name: string) => Promise<Clone>;
  /** The build of an environment on a branch. */
  readonly build: (environment: string, branch?: string) => Promise<Build>;
  /** The files that a commit changes. */
  readonly changes: (commit: string) => Promise<string[]>;
}

const ENVIRONMENTS = ['staging', 'production'];
/** Nothing of who runs the tests: no hooks, no signing, no name. */
const ENV = {
  ...{ PATH: process.env.PATH, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' },
  ...{
    GIT_AUTHOR_NAME: 'a',
    GIT_AUTHOR_EMAIL: 'a@example.com',
    GIT_COMMITTER_NAME: 'a',
    GIT_COMMITTER_EMAIL: 'a@example.com',
  },
};

/** Digests that look like real ones and tell which build they are of. */
export function buildOf(revision: string): Build {
  return { revision, service: `sha256:${revision.padEnd(64, 'a')}`, verify: `sha256:${revision.padEnd(64, 'b')}` };
}

/** A bare repository with what a promotion needs of this one, on `main`; gone after the `describe`; for tests. */
export function temporaryRemote(): Remote {
  const { folder } = temporaryFiles();
  const bare = join(folder, 'remote.git');
  const git = createGit(bare, { env: ENV });
  before(async () => {
    const first = join(folder, 'first');
    execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', bare]);
    execFileSync('git', ['init', '--quiet', '--initial-branch=main', first]);
    for (const environment of ENVIRONMENTS)
      for (const file of [buildFile(environment), `kustomize/facts/${environment}/facts.yaml`]) {
        mkdirSync(dirname(join(first, file)), { recursive: true });
        cpSync(file, join(first, file));
      }
    const inFirst = createGit(first, { env: ENV });
    await inFirst(['add', '--all']);
    await inFirst(['commit', '--quiet', '-m', 'feat: the first commit']);
    await inFirst(['push', '--quiet', bare, 'main']);
  });

  return {
    folder: bare,
    git,
    async clone(name) {
      const clone = join(folder, name);
      execFileSync('git', ['clone', '--quiet', bare, clone]);
      const inClone = createGit(clone, { env: ENV });
      // The names of CI's machine may be missing; those of ENV are in no command that a test starts.
      await inClone(['config', 'user.name', 'a']);
      await inClone(['config', 'user.email', 'a@example.com']);
      return {
        folder: clone,
        git: inClone,
        async push(path, content) {
          await inClone(['pull', '--quiet', '--rebase', 'origin', 'main']);
          mkdirSync(dirname(join(clone, path)), { recursive: true });
          writeFileSync(join(clone, path), content);
          await inClone(['add', '--all']);
          await inClone(['commit', '--quiet', '-m', `feat: ${content}`]);
          await inClone(['push', '--quiet', 'origin', 'HEAD:main']);
          return await inClone(['rev-parse', 'HEAD']);
        },
      };
    },
    async build(environment, branch = 'main') {
      const file = buildFile(environment);
      return readBuild(await git(['show', `${branch}:${file}`]), file);
    },
    async changes(commit) {
      return (await git(['diff-tree', '--no-commit-id', '--name-only', '-r', commit])).split('\n');
    },
  };
}
