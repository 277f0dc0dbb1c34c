import { StartError } from '#program/start-error.ts';
import { EXPECTED, type Program, type Trial } from './programs.ts';

/** A program that renders, and where it was found. */
export interface Choice extends Program {
  readonly path: string;
  readonly origin: string;
}

interface Sources {
  /** A program that must be used; undefined or empty: any will do. */
  readonly wanted: string | undefined;
  /** Tries a program, by its path or by its name on the PATH. */
  readonly tried: (path: string) => Promise<Trial>;
  /** @returns the path of the kubectl that npm brings @throws {StartError} where it brings none */
  readonly fromNpm: () => Promise<{ readonly path: string; readonly origin: string }>;
}

/**
 * The first program that renders: the wanted one and no other, or kustomize, kubectl, and npm's kubectl.
 * @throws {StartError} that tells what each of them lacks
 */
export async function choose({ wanted, tried, fromNpm }: Sources): Promise<Choice> {
  if (wanted) {
    const trial = await tried(wanted);
    if ('program' in trial) return { ...trial.program, path: wanted, origin: '$KUSTOMIZE' };
    throw new StartError([`KUSTOMIZE=${wanted}: ${trial.problem}; expected the path of ${EXPECTED}`]);
  }
  const problems: string[] = [];
  for (const path of ['kustomize', 'kubectl']) {
    const trial = await tried(path);
    if ('program' in trial) return { ...trial.program, path, origin: 'the PATH' };
    problems.push(`${path} on the PATH: ${trial.problem}`);
  }
  try {
    const { path, origin } = await fromNpm();
    const trial = await tried(path);
    if ('program' in trial) return { ...trial.program, path, origin };
    throw new StartError([`${path}: ${trial.problem}`]);
  } catch (error) {
    if (error instanceof StartError) throw new StartError([...problems, ...error.problems]);
    throw error;
  }
}
