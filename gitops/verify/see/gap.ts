/** Why something about the cluster is not known. It is plain data, since it is judged like any answer. */
export interface Gap {
  readonly gap:
    | 'KindNotInstalled'
    | 'Forbidden'
    | 'Unauthorized'
    | 'Unreachable'
    | 'NoCredentials'
    | 'NoCluster'
    | 'UnusableAnswer'
    | 'NotAsked';
  /** The reason in the words of the API server or the client, which are to be quoted; may be empty. */
  readonly message: string;
}

export function isGap(answer: unknown): answer is Gap {
  return typeof answer === 'object' && answer !== null && 'gap' in answer;
}
