/** A program that renders kustomizations. */
export interface Program {
  /** Such as `kubectl v1.35.4 (kustomize v5.7.1)`. */
  readonly name: string;
  /** The words before the folder on its command line. */
  readonly words: readonly string[];
}

/** What trying a program showed: that it renders, or why it is of no use. */
export type Trial = { readonly program: Program } | { readonly problem: string };

/** 5.5, 5.7 and 5.8 are known to render the snapshots; older ones are not. */
const OLDEST = { major: 5, minor: 5 };

/** What is expected of a renderer, for messages. */
export const EXPECTED = `kustomize ${OLDEST.major}.${OLDEST.minor} or newer, or a kubectl with such a kustomize in it`;

/** Recognises a program by what `version --client -o json` printed, which is for kubectl, or `version`, for kustomize. */
export function recognise(output: string): Trial {
  const kubectl = readKubectlVersion(output);
  if (kubectl) {
    const { client, kustomize } = kubectl;
    // kubectl did not tell before 1.24, which came with kustomize 4.
    if (kustomize === undefined || !isNewEnough(kustomize))
      return { problem: `kubectl ${client} has kustomize ${kustomize ?? '4 or older'}` };
    return { program: { name: `kubectl ${client} (kustomize ${kustomize})`, words: ['kustomize'] } };
  }
  const version = /^(?:\{Version:kustomize\/)?(v\d+\.\d+\.\d+\S*)/.exec(output)?.[1];
  if (version === undefined) return { problem: 'answers to “version” neither as kustomize nor as kubectl does' };
  if (!isNewEnough(version)) return { problem: `is kustomize ${version}` };
  return { program: { name: `kustomize ${version}`, words: ['build'] } };
}

function readKubectlVersion(output: string): { client: string; kustomize: string | undefined } | undefined {
  try {
    const { clientVersion, kustomizeVersion } = JSON.parse(output) as {
      clientVersion?: { gitVersion?: string };
      kustomizeVersion?: string;
    };
    const client = clientVersion?.gitVersion;
    return client === undefined ? undefined : { client, kustomize: kustomizeVersion };
  } catch {
    return undefined;
  }
}

function isNewEnough(version: string): boolean {
  const [, major = 0, minor = 0] = (/^v(\d+)\.(\d+)/.exec(version) ?? []).map(Number);
  return major > OLDEST.major || (major === OLDEST.major && minor >= OLDEST.minor);
}
