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
    | 'NotAsked'
    | 'NotInGit';
  /** The reason in the words of the API server or the client, which are to be quoted; may be empty. Of Git: what is not there. */
  readonly message: string;
  /** Of what is not in Git: what was looked for, in words, such as `Pod with istio=ingressgateway`. */
  readonly sought?: string;
}

export function isGap(answer: unknown): answer is Gap {
  return typeof answer === 'object' && answer !== null && 'gap' in answer;
}
