import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Facts } from '../facts.ts';
import { getObject, type Kubectl } from '../kubectl.ts';
import type { Renderer } from '../render/renderer.ts';

interface Options {
  /** The root of the repository. */
  readonly repository: string;
  readonly facts: Facts;
  readonly kubectl: Kubectl;
  readonly renderer: Renderer;
  readonly report: (line: string) => void;
}

/** The name that Argo CD applies under, so that what is later removed from git is removed from the cluster too. */
const FIELD_MANAGER = 'argocd-controller';

/**
 * Installs Argo CD where it is missing, what this repository needs of its configuration, and the root Application of an
 * environment, which brings everything else.
 * @throws {KubectlError | RenderError}
 */
export async function install({ repository, facts, kubectl, renderer, report }: Options): Promise<void> {
  const { version, manifest } = argoCd(repository);
  const root = await renderer.render(join(repository, 'gitops/apps', facts.environment, 'root'));
  if (await getObject(kubectl, 'crd/applications.argoproj.io')) report('Argo CD is there: left as it is');
  else {
    report(`installing Argo CD ${version}`);
    await kubectl(['apply', '-f', '-'], 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: argocd\n');
    // Its ApplicationSet definition is too large for an apply that keeps a copy in an annotation.
    await kubectl(['apply', '--server-side', '--force-conflicts', '-n', 'argocd', '-f', manifest]);
    for (const workload of ['statefulset/argocd-application-controller', 'deployment/argocd-repo-server'])
      await kubectl(['-n', 'argocd', 'rollout', 'status', workload, '--timeout=300s']);
  }
  report("Argo CD's configuration: the health of Applications");
  // A patch, because a server-side apply would take over what an earlier client-side one owned, and empty all the rest.
  await kubectl([
    ...['-n', 'argocd', 'patch', 'configmap/argocd-cm', '--type=merge'],
    ...['--patch-file', join(repository, 'gitops/argo-cd/argocd-cm.yaml')],
  ]);
  report(`the root Application, which applies gitops/apps/${facts.environment}`);
  const applied = await kubectl(
    ['apply', '--server-side', '--force-conflicts', `--field-manager=${FIELD_MANAGER}`, '-f', '-'],
    root,
  );
  for (const line of applied.trim().split('\n')) report(`  ${line}`);
  report('');
  report(`Argo CD now follows ${facts.repository}, branch ${facts.branch}. What it is doing:`);
  report('  kubectl -n argocd get applications -w');
  report(`Soon after: https://${facts.host}/health`);
}

/** The version that gitops/apps/add-ons/versions.yaml states, and where its manifest is. */
function argoCd(repository: string): { version: string; manifest: string } {
  const text = readFileSync(join(repository, 'gitops/apps/add-ons/versions.yaml'), 'utf8');
  const version = (parse(text) as { data: { argoCd: string } }).data.argoCd;
  return { version, manifest: `https://raw.githubusercontent.com/argoproj/argo-cd/${version}/manifests/install.yaml` };
}
