/** What keeps a program from starting and its user can mend: every problem, each with its place and what was expected. */
export class StartError extends Error {
  override name = 'StartError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

/** A port that somebody else listens on, as a StartError; any other error as it is. */
export function explainListenError(error: unknown): unknown {
  const { code, port } = error as { code?: unknown; port?: unknown };
  if (code === 'EADDRINUSE')
    return new StartError([`port ${String(port)} is taken: end what listens there, or choose another one`]);
  if (code === 'EACCES') return new StartError([`port ${String(port)} is not allowed here: choose one above 1023`]);
  return error;
}
