import { createGit, relationOf } from '#program/git.ts';
import type { Clone } from '../clone.ts';
import type { Ancestry, Answers } from '../question.ts';

/** The addresses of the remotes of the clone that a folder is in; none where there is none, or no git. */
export async function remotesOf(folder: string): Promise<readonly string[]> {
  return addressesIn((await answerOf(createGit(folder, undefined, 5_000)(REMOTES))) ?? '');
}

/** The clone of the present folder, or undefined where there is none, or no git. */
export async function readClone(): Promise<Clone | undefined> {
  const remotes = await ask(...REMOTES);
  if (remotes === undefined) return undefined;
  const commit = await ask('rev-parse', '--verify', '--quiet', '@{upstream}');
  const branch = await ask('rev-parse', '--abbrev-ref', '@{upstream}');
  const ahead = await ask('rev-list', '--count', '@{upstream}..HEAD');
  return {
    remotes: addressesIn(remotes),
    pushed: commit && branch ? await describe(commit, branch) : undefined,
    ahead: Number(ahead ?? 0),
  };
}

/** @param upstream `remote/branch` */
async function describe(commit: string, upstream: string): Promise<Clone['pushed']> {
  const remote = upstream.slice(0, upstream.indexOf('/'));
  const branch = upstream.slice(remote.length + 1);
  // Set by a clone; a shallow one of a CI has none, and then its common names are what there is to go by.
  const head = await ask('rev-parse', '--abbrev-ref', `${remote}/HEAD`);
  const isDefault = head === undefined ? ['main', 'master'].includes(branch) : head === upstream;
  return { commit, branch, isDefault };
}

/** How `to` follows `of`; without a clone that has both, only whether they are the same is known. */
export async function relate({ of, to }: Ancestry): Promise<Answers['ancestry']> {
  const relation = await relationOf(git, of, to).catch(() => 'unknown' as const);
  if (relation !== 'ancestor' && relation !== 'diverged') return { relation };
  const pushedBefore = await whenSeen(of);
  return pushedBefore === undefined ? { relation } : { relation, pushedBefore };
}

/** When this clone first knew the branch at the remote to be at a commit, by a push of its own or a fetch. */
async function whenSeen(commit: string): Promise<string | undefined> {
  const log = await ask('reflog', 'show', '--date=iso-strict', '--format=%H %gd', '@{upstream}');
  const [first] = (log ?? '')
    .split('\n')
    .filter((line) => line.startsWith(commit))
    .slice(-1);
  return /@\{(.+)\}/.exec(first ?? '')?.[1];
}

const git = createGit('.', undefined, 5_000);

/** What git answers; undefined where there is no answer, or no git. */
async function ask(...words: string[]): Promise<string | undefined> {
  return await answerOf(git(words));
}

async function answerOf(answer: Promise<string>): Promise<string | undefined> {
  return (await answer.catch(() => undefined)) || undefined;
}

const REMOTES = ['config', '--get-regexp', String.raw`^remote\..*\.url$`] as const;

/** What git says of {@link REMOTES}, a line for each, after its name. */
function addressesIn(lines: string): readonly string[] {
  return lines.split('\n').flatMap((line) => line.split(' ').slice(1));
}
