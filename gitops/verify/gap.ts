/** Why something of the cluster is not known: data like what is known, for it too is judged. */
export interface Gap {
  readonly gap:
    | 'KindNotInstalled'
    | 'Forbidden'
    | 'Unauthorized'
    | 'Unreachable'
    | 'NoCredentials'
    | 'NoCluster'
    | 'UnusableAnswer';
  /** What was said about it, empty where nothing was; words of others, so to be quoted. */
  readonly message: string;
}

export function isGap(answer: unknown): answer is Gap {
  return typeof answer === 'object' && answer !== null && 'gap' in answer;
}
