import { relationOf, tryGit, type Git } from '#program/git.ts';
import { ProgramError } from '#program/run.ts';
import { StartError } from '#program/start-error.ts';
import { buildFile, readBuild, withBuild, type Build } from './build.ts';
import { decide } from './decision.ts';
import { promotionMessage } from './message.ts';
import { commitFile } from './tree.ts';

export interface Promotion {
  readonly environment: string;
  readonly wanted: Build;
  /** A remote of the clone, and the branch of it that Argo CD watches. */
  readonly remote: string;
  readonly branch: string;
  /** The branch that is pushed instead, for a pull request: always one commit on top of `branch`. */
  readonly onto?: string;
  readonly allowOlder: boolean;
  /** Only tells what would be pushed. */
  readonly isRehearsal: boolean;
}

interface Outcome {
  /** The commit that was made; undefined where nothing was to be done. */
  readonly commit?: string;
  /** Why, in a few words. */
  readonly because: string;
  /** How many times it was tried, again whenever somebody else had pushed first. */
  readonly attempts: number;
}

interface Parts {
  readonly git: Git;
  readonly report: (line: string) => void;
  /** Waits before another attempt. */
  readonly pause: (attempt: number) => Promise<unknown>;
}

/** The build cannot be promoted, and trying again does not help. */
export class PromotionError extends Error {
  override name = 'PromotionError';
}

/** Attempts to push, where somebody else pushes first each time. */
const MOST_ATTEMPTS = 10;

/** What an image is made of, for the list of what a promotion brings. */
const SOURCES = ['Dockerfile', 'package.json', 'package-lock.json', 'service', 'gitops/verify'];

/**
 * Puts a build into the overlay of an environment, as one commit on top of what the remote has, and pushes it. The
 * working tree and the branches of the clone stay as they are. Where somebody else pushes first, it starts again with
 * what is there then, so nothing is ever merged or lost.
 * @throws {PromotionError} where the build must not or cannot go there
 * @throws {StartError} where the overlay takes no promotions
 */
export async function promote(promotion: Promotion, { git, report, pause }: Parts): Promise<Outcome> {
  const { remote, branch, onto } = promotion;
  for (let attempts = 1; ; attempts += 1) {
    const tips = await fetchTips(git, promotion);
    const { because, commit } = await makeCommit(git, promotion, tips);
    if (commit === undefined || promotion.isRehearsal) return { because, attempts, ...(commit && { commit }) };
    const target = onto ?? branch;
    try {
      const lease = onto === undefined ? [] : [`--force-with-lease=refs/heads/${onto}:${tips.onto ?? ''}`];
      await git(['push', '--porcelain', ...lease, remote, `${commit}:refs/heads/${target}`]);
      return { commit, because, attempts };
    } catch (error) {
      if (!(error instanceof ProgramError)) throw error;
      const now = await fetchTips(git, promotion);
      const isOvertaken = now.branch !== tips.branch || now.onto !== tips.onto || LOCKED.test(error.message);
      if (!isOvertaken) throw new PromotionError(`${remote} refuses ${target}: ${error.message}`);
      if (attempts === MOST_ATTEMPTS)
        throw new PromotionError(`${target} of ${remote} moved ${attempts} times meanwhile: run it again`);
      report(`${target} of ${remote} has moved on: starting again`);
      await pause(attempts);
    }
  }
}

/** What a remote says when another push is under way this moment. */
const LOCKED = /cannot lock ref|failed to update ref|incorrect old value|stale info|fetch first|non-fast-forward/;

interface Tips {
  readonly branch: string;
  readonly onto: string | undefined;
}

async function fetchTips(git: Git, { remote, branch, onto }: Promotion): Promise<Tips> {
  const tip = await fetchTip(git, remote, branch);
  if (tip === undefined) throw new PromotionError(`${remote} has no branch ${branch}`);
  return { branch: tip, onto: onto === undefined ? undefined : await fetchTip(git, remote, onto) };
}

async function fetchTip(git: Git, remote: string, branch: string): Promise<string | undefined> {
  try {
    const [tip] = (await git(['ls-remote', '--exit-code', remote, `refs/heads/${branch}`])).split(/\s/);
    if (tip === undefined) return undefined;
    // No tracking branch is written: several promotions may run in one clone.
    await git(['fetch', '--quiet', '--no-write-fetch-head', '--no-tags', remote, tip]);
    return tip;
  } catch (error) {
    if (error instanceof ProgramError && error.status === 2) return undefined;
    if (error instanceof ProgramError) throw new PromotionError(`${remote} cannot be reached: ${error.message}`);
    throw error;
  }
}

/** The commit that brings the build, or why there is none. */
async function makeCommit(
  git: Git,
  { environment, wanted, remote, branch, allowOlder }: Promotion,
  tips: Tips,
): Promise<{ readonly commit?: string; readonly because: string }> {
  const file = buildFile(environment);
  if (!['same', 'descendant'].includes(await relationOf(git, wanted.revision, tips.branch)))
    throw new PromotionError(`${wanted.revision} is not in ${branch} of ${remote}: push it first`);
  const text = await show(git, tips.branch, file);
  const present = readBuild(text, file);
  const decision = await compare(git, wanted, present, allowOlder);
  if (decision.action !== 'write') return { because: decision.because };
  if (tips.onto !== undefined) {
    // A pull request that waits: it is replaced by a newer build, not by an older one, nor by itself.
    const waiting = readBuild(await show(git, tips.onto, file), file);
    const isUpToDate = (await git(['rev-parse', `${tips.onto}^`])) === tips.branch;
    const { action, because } = await compare(git, wanted, waiting, allowOlder);
    if (action === 'leave' && (isUpToDate || wanted.revision !== waiting.revision)) return { because };
  }
  const commits = await listCommits(git, present.revision, wanted.revision);
  const message = promotionMessage({ environment, wanted, present, commits });
  return {
    because: decision.because,
    commit: await commitFile(git, { parent: tips.branch, file, text: withBuild(text, wanted, file), message }),
  };
}

async function compare(git: Git, wanted: Build, present: Build, allowOlder: boolean) {
  const decision = decide(wanted, present, await relationOf(git, present.revision, wanted.revision), { allowOlder });
  if (decision.action === 'refuse') throw new PromotionError(`${wanted.revision} is not promoted: ${decision.because}`);
  return decision;
}

async function show(git: Git, commit: string, file: string): Promise<string> {
  const text = await tryGit(git(['show', `${commit}:${file}`]));
  if (text === undefined) throw new StartError([`${file} is not in ${commit}: expected an environment with a build`]);
  return `${text}\n`;
}

/** What came after `from` until `to` and changed an image, a line each, newest first; nothing where `from` is not known. */
async function listCommits(git: Git, from: string, to: string): Promise<string[]> {
  // Before the first promotion there is nothing to compare with.
  const lines = await tryGit(git(['log', '--no-merges', '--format=%s (%h)', `${from}..${to}`, '--', ...SOURCES]));
  return lines ? lines.split('\n') : [];
}
