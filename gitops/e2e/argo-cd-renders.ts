import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { inParallel } from '#program/parallel.ts';
import { outputOf, ProgramError } from '#program/run.ts';
import type { Helm } from '../render/helm.ts';
import type { RenderedObject } from '../render/objects.ts';
import type { Renderer } from '../render/renderer.ts';
import type { WrittenApplication } from '../verify/see/manifests/application.ts';
import { readRepository } from '../verify/see/manifests/repository.ts';
import { ARGO_CD_NAMESPACE } from './argo-cd.ts';
import type { World } from './world.ts';

/** What an Application renders to, or why it does not. */
type Outcome = readonly RenderedObject[] | { readonly refused: string } | { readonly unseen: string };

/** Calls `argocd app manifests`. @throws {ProgramError} with the words of the program */
type AskArgoCd = (application: WrittenApplication) => Promise<string>;

/**
 * The program of Argo CD, in the context of kubectl.
 * @param command the program with its options
 * @param folder gets a kubeconfig for it, whose namespace is Argo CD's
 */
export async function createArgoCdProgram(command: string, { kubectl, env, folder }: World): Promise<AskArgoCd> {
  const file = join(folder, 'argocd.kubeconfig');
  const config = JSON.parse(await kubectl(['config', 'view', '--raw', '--minify', '--flatten', '-o', 'json'])) as {
    readonly contexts: { readonly context: { namespace?: string } }[];
  };
  for (const { context } of config.contexts) context.namespace = ARGO_CD_NAMESPACE;
  writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
  return async ({ metadata, spec: { source, sources = [] } }) => {
    // With a revision it renders anew, hooks too; else it gives what was compared last.
    const revision = ({ targetRevision = 'HEAD' }) => targetRevision;
    const revisions = source
      ? ['--revision', revision(source)]
      : sources.flatMap((each, index) => ['--revisions', revision(each), '--source-positions', `${index + 1}`]);
    const words = ['app', 'manifests', metadata.name, ...revisions];
    return await outputOf('sh', ['-c', `${command} "$@"`, 'sh', ...words], { env: { ...env, KUBECONFIG: file } });
  };
}

interface Options {
  /** A clone of what Argo CD renders. */
  readonly root: string;
  readonly repoURL: string;
  readonly kustomize: Renderer;
  readonly helm: Helm;
  readonly ask: AskArgoCd;
  /** Which Applications are asked about; default: all. */
  readonly names?: readonly string[];
}

/** An Application, and how what verify renders for it differs from what Argo CD does; '' where it does not. */
export interface Compared {
  readonly name: string;
  readonly objects: number;
  readonly difference: string;
  /** Why verify does not know. */
  readonly unseen?: string;
}

/** Compares what verify renders for Applications with what Argo CD does. */
export async function compareRenders(options: Options): Promise<readonly Compared[]> {
  const { root, repoURL, kustomize, helm, ask, names } = options;
  const repository = await readRepository({ root, kustomize, helm, remotes: [repoURL] });
  const landings = await Promise.all(repository.landings.map((landing) => landing()));
  const all = landings.flatMap((landing) => landing.applications.map((application) => ({ application, landing })));
  const chosen = all.filter(({ application: { metadata } }) => names?.includes(metadata.name) ?? true);
  return await inParallel(chosen, 4, async ({ application, landing }) => {
    const isOf = (each: { readonly application?: WrittenApplication }) => each.application === application;
    const [missing] = landing.missing.filter(isOf);
    const objects = landing.rendered.filter(isOf).flatMap((each) => each.objects);
    const why = missing?.why.en ?? '';
    const refused: Outcome = missing?.isBroken ? { refused: why } : { unseen: why };
    const own = missing ? refused : objects;
    const difference = 'unseen' in own ? '' : differenceOf(own, await outcomeOf(application, ask));
    const { name } = application.metadata;
    return { name, objects: objects.length, difference, ...('unseen' in own ? { unseen: own.unseen } : {}) };
  });
}

async function outcomeOf(application: WrittenApplication, ask: AskArgoCd): Promise<Outcome> {
  try {
    const documents = parseAllDocuments(await ask(application));
    return documents.flatMap((each) => (each.toJS() as RenderedObject | null) ?? []);
  } catch (error) {
    if (error instanceof ProgramError) return { refused: error.message };
    throw error;
  }
}

/** Whatever the order; that both refuse is the same, in whatever words. */
function differenceOf(own: Outcome, theirs: Outcome): string {
  if (!Array.isArray(own) || !Array.isArray(theirs))
    return Array.isArray(own) === Array.isArray(theirs)
      ? ''
      : `verify: ${outcomeText(own)}; Argo CD: ${outcomeText(theirs)}`;
  const [a, b] = [own, theirs].map((all) => (all as readonly RenderedObject[]).map(untracked)) as [object[], object[]];
  const missing = (some: object[], others: object[]) =>
    some.filter((each) => !others.some((other) => isDeepStrictEqual(each, other)));
  const [onlyOwn, onlyTheirs] = [missing(a, b), missing(b, a)];
  return onlyOwn.length + onlyTheirs.length === 0 && a.length === b.length
    ? ''
    : `verify alone: ${JSON.stringify(onlyOwn)}; Argo CD alone: ${JSON.stringify(onlyTheirs)}`;
}

function outcomeText(outcome: Outcome): string {
  return Array.isArray(outcome) ? `${outcome.length} objects` : JSON.stringify(outcome);
}

/** Without what Argo CD knows its objects by. */
function untracked(object: RenderedObject): object {
  const { annotations = {}, ...metadata } = object.metadata as RenderedObject['metadata'] & { annotations?: object };
  const kept = Object.entries(annotations).filter(([key]) => key !== 'argocd.argoproj.io/tracking-id');
  return {
    ...object,
    metadata: { ...metadata, ...(kept.length > 0 ? { annotations: Object.fromEntries(kept) } : {}) },
  };
}
