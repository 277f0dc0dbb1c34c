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
  /** Writes a file, commits it here on top of the remote's main, and pushes; gives the commit. */
  readonly push: (path: string, content: string) => Promise<string>;
}

export interface Remote {
  /** The bare repository. */
  readonly folder: string;
  readonly git: Git;
  /** What git is run with: nothing of who runs the tests, so no hooks, no signing, no name. */
  readonly env: NodeJS.ProcessEnv;
  /** A commit of somebody else on main, which changes one file; gives the commit. */
  readonly commit: (path: string, content: string) => Promise<string>;
  readonly clone: (name: string) => Promise<Clone>;
  /** The build of an environment on a branch. */
  readonly build: (environment: string, branch?: string) => Promise<Build>;
  /** The files that a commit changes. */
  readonly changes: (commit: string) => Promise<string[]>;
}

const ENVIRONMENTS = ['staging', 'production'];
const AUTHOR = {
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@example.com',
};
/** In repositories of a few commits, looking for something to clean up takes longer than all the rest. */
const CONFIG = '[maintenance]\nauto = false\n[gc]\nauto = 0\n[receive]\nautogc = false\n';

/** Digests that look like real ones and tell which build they are of. */
export function buildOf(revision: string): Build {
  return { revision, service: `sha256:${revision.padEnd(64, 'a')}`, verify: `sha256:${revision.padEnd(64, 'b')}` };
}

/** A bare repository with what a promotion needs of this one, on `main`; gone after the `describe`; for tests. */
export function temporaryRemote(): Remote {
  const { folder, file } = temporaryFiles();
  const env = {
    PATH: process.env.PATH,
    GIT_CONFIG_GLOBAL: file('gitconfig', CONFIG),
    GIT_CONFIG_SYSTEM: '/dev/null',
  };
  const byAuthor = { ...env, ...AUTHOR };
  const bare = join(folder, 'remote.git');
  const git = createGit(bare, byAuthor);
  before(async () => {
    const first = join(folder, 'first');
    execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', bare], { env });
    execFileSync('git', ['init', '--quiet', '--initial-branch=main', first], { env });
    for (const environment of ENVIRONMENTS)
      for (const path of [buildFile(environment), `kustomize/facts/${environment}/facts.yaml`]) {
        mkdirSync(dirname(join(first, path)), { recursive: true });
        cpSync(path, join(first, path));
      }
    const inFirst = createGit(first, byAuthor);
    await inFirst(['add', '--all']);
    await inFirst(['commit', '--quiet', '-m', 'feat: the first commit']);
    await inFirst(['push', '--quiet', bare, 'main']);
  });

  return {
    folder: bare,
    git,
    env,
    async commit(path, content) {
      const data = (text: string) => `data ${Buffer.byteLength(text)}\n${text}\n`;
      const input = `commit refs/heads/main
committer a <a@example.com> now
${data(`feat: ${content}`)}from refs/heads/main^0
M 100644 inline ${path}
${data(content)}`;
      // One process, where a clone would need about fifteen.
      await git(['fast-import', '--quiet', '--date-format=now'], { input });
      return await git(['rev-parse', 'main']);
    },
    async clone(name) {
      const clone = join(folder, name);
      execFileSync('git', ['clone', '--quiet', bare, clone], { env });
      const inClone = createGit(clone, byAuthor);
      // For commands that a test starts, which are not given AUTHOR: git on a CI machine may know no name.
      await inClone(['config', 'user.name', 'a']);
      await inClone(['config', 'user.email', 'a@example.com']);
      return {
        folder: clone,
        git: inClone,
        async push(path, content) {
          await inClone(['pull', '--quiet', '--ff-only', 'origin', 'main']);
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
