/** Why something of the cluster is not known: data like what is known, for it too is judged. */
export interface Gap {
  readonly gap:
    | 'NotFound'
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
