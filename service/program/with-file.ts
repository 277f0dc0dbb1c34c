import { StartError } from './start-error.ts';

/**
 * Reads or writes a file that somebody named.
 * @param place how it was named
 * @param expected what it should be, such as `a PEM file`
 * @throws {StartError} with all three: `keys.pem: ENOENT; expected a PEM file`
 */
export function withFile<T>(place: string, expected: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw new StartError([`${place}: ${(error as NodeJS.ErrnoException).code ?? String(error)}; expected ${expected}`]);
  }
}
