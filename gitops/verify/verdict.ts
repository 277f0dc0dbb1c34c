/** What is said of one link between a push and its answer in public. */
export interface Verdict {
  /** `wrong` is plainly so, `wait` may still become right by itself, `unknown` could not be judged. */
  readonly state: 'ok' | 'wait' | 'wrong' | 'unknown';
  /** A word of a fixed vocabulary, in which a change is news: a condition's reason, an error's code. */
  readonly reason: string;
  /** One line. */
  readonly text: string;
  /** A command that shows more. */
  readonly next?: string | undefined;
}
