/** What is to be judged, as it was asked for. */
export interface Scope {
  /** Of Argo CD; all that are found where none are named, and neither Certificates nor hosts are. */
  readonly applications: readonly ObjectName[];
  readonly certificates: readonly ObjectName[];
  readonly hosts: readonly string[];
  /** Repositories: of the Applications found, those of these are judged, unless there are none. */
  readonly repositories: readonly string[];
  /** The commit that was pushed. */
  readonly revision?: string;
  /** The commit that the image was built from, instead of what the Pod template says. */
  readonly imageRevision?: string;
  /** Connected to instead of where DNS says. */
  readonly address?: string;
  /** What must answer on each host. */
  readonly path: string;
  /** Runs as a hook of the sync under way, whose end is therefore not waited for. */
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
