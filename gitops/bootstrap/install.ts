import { isAbsolute, join } from 'node:path';
import type { Facts } from '../facts.ts';
import { getObject, type Kubectl } from '../kubectl.ts';
import type { Renderer } from '../render/renderer.ts';
import { readVersions } from './preflight/plan.ts';

interface Options {
  /** The root of the repository. */
  readonly repository: string;
  readonly facts: Facts;
  /** A URL or a file, instead of what the facts say. */
  readonly argoCdManifest?: string | undefined;
  readonly kubectl: Kubectl;
  readonly renderer: Renderer;
  readonly report: (line: string) => void;
}

/** Where Argo CD is installed, and what this repository's Applications name as their namespace. */
export const ARGO_CD_NAMESPACE = 'argocd';
/** The name that Argo CD applies under, so that what is later removed from git is removed from the cluster too. */
export const FIELD_MANAGER = 'argocd-controller';
/** Stands on the namespace from before the first object of Argo CD until after the last, so that half of one is seen. */
export const UNFINISHED = 'mrdebugger/unfinished-installation';
/** The label of the namespace of an Argo CD that is installed here, so that removal knows whose it is. */
export const INSTALLED = { 'app.kubernetes.io/managed-by': 'mrdebugger-bootstrap' };

/**
 * Installs Argo CD where it is missing or was left half installed, what this repository needs of its configuration, and
 * the root Application of an environment, which brings everything else. Waits for nothing of that.
 * @throws {KubectlError | RenderError}
 */
export async function install(options: Options): Promise<void> {
  const { repository, facts, kubectl, renderer, report } = options;
  const root = await renderer.render(join(repository, 'gitops/apps', facts.environment, 'root'));
  const isMissing = await isArgoCdMissing(kubectl);
  if (isMissing) await applyArgoCd(options);
  else report('Argo CD is there: left as it is');
  report("Argo CD's configuration: the health of Applications and of CRDs");
  // A patch, because a server-side apply would take over what an earlier client-side one owned, and empty all the rest.
  await kubectl([
    ...['-n', ARGO_CD_NAMESPACE, 'patch', 'configmap/argocd-cm', '--type=merge'],
    ...['--patch-file', join(repository, 'gitops/argo-cd/argocd-cm.yaml')],
  ]);
  if (isMissing) await kubectl(['annotate', 'namespace', ARGO_CD_NAMESPACE, `${UNFINISHED}-`]);
  report(`the root Application, which applies gitops/apps/${facts.environment}`);
  const kinds = ['crd/applications.argoproj.io', 'crd/appprojects.argoproj.io'];
  await kubectl(['wait', '--for=condition=Established', '--timeout=60s', ...kinds]);
  const applied = await kubectl(
    ['apply', '--server-side', '--force-conflicts', `--field-manager=${FIELD_MANAGER}`, '-f', '-'],
    root,
  );
  for (const line of applied.trim().split('\n')) report(`  ${line}`);
}

/** Its CRDs alone tell nothing: they outlive an Argo CD that was removed, and come first in one that is installed. */
async function isArgoCdMissing(kubectl: Kubectl): Promise<boolean> {
  const namespace = await getObject(kubectl, `namespace/${ARGO_CD_NAMESPACE}`);
  if (!namespace || namespace.metadata.annotations?.[UNFINISHED] !== undefined) return true;
  return (await getObject(kubectl, 'configmap/argocd-cm', ARGO_CD_NAMESPACE)) === undefined;
}

async function applyArgoCd(options: Options): Promise<void> {
  const { kubectl, report } = options;
  const { version, manifest } = argoCd(options);
  report(`installing Argo CD ${version} from ${manifest}`);
  const metadata = { name: ARGO_CD_NAMESPACE, labels: INSTALLED, annotations: { [UNFINISHED]: manifest } };
  await kubectl(
    ['apply', '--server-side', '-f', '-'],
    JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata }),
  );
  // Its ApplicationSet definition is too large for an apply that keeps a copy in an annotation.
  await kubectl(['apply', '--server-side', '--force-conflicts', '-n', ARGO_CD_NAMESPACE, '-f', manifest]);
}

/** The version that is to be installed, and where its manifest is. */
function argoCd({ repository, facts, argoCdManifest }: Options): { version: string; manifest: string } {
  const { argoCd: version } = readVersions(repository);
  const place = (argoCdManifest ?? facts.argoCdManifest).replaceAll('VERSION', version);
  const isFile = !/^https?:/.test(place);
  return { version, manifest: isFile && !isAbsolute(place) ? join(repository, place) : place };
}
