import type { WrittenApplication, WrittenSource } from './application.ts';

/** A text with `$NAME` and `${NAME}` filled in. */
export type Fill = (text: string) => string;

/** What stands for a commit that is not known before the push. */
const COMMIT = '0'.repeat(40);

/**
 * Fills in what Argo CD knows of a source, as Go's os.Expand does: an unknown name gives nothing, and `$$` a dollar sign.
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/build-environment/
 */
export function variablesOf({ metadata, spec }: WrittenApplication, source: WrittenSource): Fill {
  const variables: Readonly<Record<string, string>> = {
    ARGOCD_APP_NAME: metadata.name,
    ARGOCD_APP_NAMESPACE: spec.destination?.namespace ?? '',
    ARGOCD_APP_PROJECT_NAME: spec.project ?? 'default',
    ARGOCD_APP_REVISION: COMMIT,
    ARGOCD_APP_REVISION_SHORT: COMMIT.slice(0, 7),
    ARGOCD_APP_REVISION_SHORT_8: COMMIT.slice(0, 8),
    ARGOCD_APP_SOURCE_REPO_URL: source.repoURL ?? '',
    ARGOCD_APP_SOURCE_PATH: source.path ?? '',
    ARGOCD_APP_SOURCE_TARGET_REVISION: source.targetRevision ?? '',
    $: '$',
  };
  return (text) =>
    text.replaceAll(/\$(?:\{([^}]*)\}|([*#$@!?\-\d]|\w+))/g, (_, braced?: string, plain?: string) => {
      return variables[braced ?? plain ?? ''] ?? '';
    });
}
