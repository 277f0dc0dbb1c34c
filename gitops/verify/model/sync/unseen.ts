import { matchesGlob } from '../../see/glob.ts';
import { projectsNamed } from '../relations.ts';
import { movingSince, type Moving } from '../moving.ts';
import { ageOf, milliseconds } from '../time.ts';
import { named } from '../../see/demand.ts';
import type { Application } from '../../see/objects/application.ts';
import type { View } from '../../see/view.ts';

/** Why no Argo CD looks at an Application: it may not, nobody does in its namespace, or it has not for a long time. */
export type Unseen = 'paused' | 'namespace' | 'silence';

const PAUSE = 'argocd.argoproj.io/skip-reconcile';

/** What Go's strconv.ParseBool takes for true. */
const TRUE = ['1', 't', 'T', 'true', 'TRUE', 'True'];

/** Milliseconds that a running Argo CD may take for its first look, which comes at once where it is not busy. */
const FIRST_LOOK = 120_000;

/** Milliseconds by which a look may be late. */
const RESERVE = 120_000;

/**
 * Why no Argo CD looks at an Application; undefined where one does, or where that cannot be told.
 * @see argo-cd: controller/appcontroller.go, canProcessApp; util/security/application_namespaces.go
 */
export function unseenBecause(view: View, { metadata, status }: Application): Unseen | undefined {
  if (TRUE.includes(metadata.annotations?.[PAUSE] ?? '')) return 'paused';
  if (status && Object.keys(status).length > 0) return undefined;
  if (isWatched(view, metadata.namespace ?? '') === false) return 'namespace';
  return ageOf(view, metadata.creationTimestamp, 0) > FIRST_LOOK ? 'silence' : undefined;
}

/** Whether an Argo CD looks for Applications in a namespace; undefined where that cannot be told. */
function isWatched(view: View, namespace: string): boolean | undefined {
  // Each Argo CD makes a project of this name in its own namespace.
  const all = view.list(projectsNamed('default'));
  const homes = all.map(({ metadata }) => metadata.namespace ?? '');
  if (homes.includes(namespace)) return true;
  const told = homes.map((home) => {
    const parameters = named('ConfigMap', home, 'argocd-cmd-params-cm');
    const [found] = view.list(parameters);
    const patterns = (found?.argoCd?.applicationNamespaces ?? '').split(',').map((pattern) => pattern.trim());
    if (patterns.some((pattern) => fits(pattern, namespace))) return true;
    return view.isComplete(parameters) ? false : undefined;
  });
  if (told.includes(true)) return true;
  return homes.length === 0 || told.includes(undefined) ? undefined : false;
}

function fits(pattern: string, namespace: string): boolean {
  const [, expression] = /^\/(.+)\/$/.exec(pattern) ?? [];
  if (expression === undefined) return pattern !== '' && matchesGlob(pattern, namespace);
  try {
    return new RegExp(expression).test(namespace);
  } catch {
    return false;
  }
}

/**
 * Argo CD's next look at Git and the cluster; undefined where it looks only when it is told to. The settings of an
 * argocd-cm that may not be read are taken to be those of Argo CD.
 * @param since RFC 3339: what it has not looked at yet is so old. Default: its last look
 */
export function nextLookOf(view: View, { metadata, status }: Application, since?: string): Moving | undefined {
  const { controllerNamespace = metadata.namespace, reconciledAt = metadata.creationTimestamp } = status ?? {};
  const { reconciliation, jitter } = view.get('ConfigMap', controllerNamespace, 'argocd-cm')?.argoCd ?? {};
  const period = milliseconds(reconciliation, 120_000);
  if (period === 0) return undefined;
  return movingSince(since ?? reconciledAt, period + milliseconds(jitter, 60_000) + RESERVE, {
    en: "Argo CD's next comparison",
    ko: 'Argo CD의 다음 비교',
  });
}
