/** What to judge. */
export interface Scope {
  /** Applications of Argo CD. Without any, and without Certificates and hosts, all that are found are judged. */
  readonly applications: readonly ObjectName[];
  readonly certificates: readonly ObjectName[];
  readonly hosts: readonly string[];
  /** Where there are any, only Applications of these repositories are judged. */
  readonly repositories: readonly string[];
  /** The namespace of the kubeconfig's context: what is read first where not all may be. */
  readonly home?: string;
  /** The commit that was pushed. */
  readonly revision?: string;
  /** The commit that the image was built from. Default: what the Pod template says. */
  readonly imageRevision?: string;
  /** The IP address to connect to. Default: what DNS says. */
  readonly address?: string;
  /** The path that must answer on each host. */
  readonly path: string;
  /** Whether this runs as a hook of the sync under way, and so cannot wait for its end. */
  readonly isHook: boolean;
  /** Whether the metadata of Secrets may be asked for. */
  readonly withSecrets: boolean;
}

export interface ObjectName {
  readonly namespace: string;
  readonly name: string;
}

export const EMPTY_SCOPE: Scope = {
  applications: [],
  certificates: [],
  hosts: [],
  repositories: [],
  path: '/health',
  isHook: false,
  withSecrets: false,
};
