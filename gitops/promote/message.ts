import type { Build } from './build.ts';
import { short } from './decision.ts';

/** Commits that are listed for a reviewer; of the rest only the number is told. */
const MOST = 20;

interface Change {
  readonly environment: string;
  readonly wanted: Build;
  readonly present: Build;
  /** What the images bring, a commit a line, newest first. */
  readonly commits: readonly string[];
}

/** The message of a promotion: a pull request has it as its title and text. */
export function promotionMessage({ environment, wanted, present, commits }: Change): string {
  const brings = commits.slice(0, MOST).map((line) => `- ${line}`);
  if (commits.length > MOST) brings.push(`- and ${commits.length - MOST} more`);
  return [
    `chore(${environment}): run ${short(wanted.revision)}`,
    '',
    `Before: ${short(present.revision)}. Built from ${wanted.revision}:`,
    `- service ${wanted.service}`,
    `- verify ${wanted.verify}`,
    ...(brings.length > 0 ? ['', 'Brings:', ...brings] : []),
    '',
  ].join('\n');
}
