import type { KeyObject } from 'node:crypto';
import { outputOf } from '#program/run.ts';
import type { Facts } from '../facts.ts';
import { getObject, listObjects, type Kubectl } from '../kubectl.ts';
import type { Pod, Workload } from '../verify/see/objects/workload.ts';
import type { Renderer } from '../render/renderer.ts';
import type { ArgoCd } from './argo-cd.ts';
import { startLoad, type Failure, type Load } from './load.ts';
import { waitFor } from './patience.ts';
import type { Repository } from './repository.ts';
import type { Settings } from './settings.ts';
import type { Target } from './skill.ts';

/** The name of everything that a run makes, and of nothing else in a cluster. */
export const NAME = 'mrdebugger-e2e';
export const APPLICATIONS = { root: NAME, platform: `${NAME}-platform`, skill: `${NAME}-skill` } as const;
export const DEPLOYMENT = 'mrdebugger';

/** What the steps work with. */
export interface World {
  readonly settings: Settings;
  readonly facts: Facts;
  readonly kubectl: Kubectl;
  /** The context that kubectl is bound to. */
  readonly context: string;
  /** The environment that programs are looked for in, and run with. */
  readonly env: NodeJS.ProcessEnv;
  /** A folder of the run, which is removed at its end. */
  readonly folder: string;
  readonly renderer: Renderer;
  readonly argoCd: ArgoCd;
  readonly repository: Repository;
  readonly target: Target;
  readonly privateKey: KeyObject;
  readonly privateKeyFile: string;
  readonly rootsFile: string;
  /** The commit that the first images are built from. */
  readonly firstRevision: string;
  /** What there is of what a run could leave behind. */
  readonly takeInventory: () => Promise<readonly string[]>;
  /** What there was before the first push. */
  readonly before: readonly string[];
  /** Tells something that the step under way has measured. */
  readonly report: (line: string) => void;
}

/** Something that the chain is shown to do; it throws where the chain does not do it. */
export interface Step {
  readonly name: string;
  readonly run: (world: World) => Promise<void>;
}

/**
 * Does something under load, and demands that no request fails, apart from those that are excused.
 * @throws {Error} with each failure
 */
export async function underLoad(
  world: World,
  what: string,
  act: (load: Load) => Promise<void>,
  isExcused: (failure: Failure) => boolean = () => false,
): Promise<void> {
  const load = startLoad({ ...world, path: world.facts.path, applicationId: world.facts.extensionId });
  try {
    await act(load);
  } finally {
    await load.stop();
  }
  const inexcusable = load.failures.filter((failure) => !isExcused(failure));
  const excused = load.failures.length - inexcusable.length;
  const more = excused > 0 ? ` (and ${excused} that were cut off with their Pod)` : '';
  world.report(`${what}: ${load.sent()} requests, ${inexcusable.length} failed${more}`);
  if (inexcusable.length > 0)
    throw new Error(`${what}: requests failed:\n${inexcusable.map((each) => JSON.stringify(each)).join('\n')}`);
}

export async function pods(kubectl: Kubectl): Promise<readonly Pod[]> {
  return await listObjects<Pod>(kubectl, 'pods', NAME, ['-l', `app.kubernetes.io/name=${DEPLOYMENT}`]);
}

/** Waits until every Pod is of the newest generation and available, and the last old one is gone. */
export async function settled({ kubectl }: World, replicas = 2): Promise<void> {
  await waitFor({
    what: `${replicas} Pods and no other`,
    within: 180,
    look: async () => {
      const deployment = await getObject<Workload>(kubectl, `deployment/${DEPLOYMENT}`, NAME);
      const names = (await pods(kubectl)).map(({ metadata }) => metadata.name);
      const status = deployment?.status;
      const isThere =
        deployment?.spec.replicas === replicas &&
        status?.observedGeneration === deployment.metadata.generation &&
        status?.updatedReplicas === replicas &&
        status.availableReplicas === replicas &&
        names.length === replicas;
      return { isThere, seen: { status, names } };
    },
  });
}

/** Builds both images of a commit and brings them to the nodes. */
export async function buildImages(
  { settings, facts, repository }: Pick<World, 'settings' | 'facts' | 'repository'>,
  revision: string,
): Promise<void> {
  for (const target of ['service', 'verify']) {
    const words = [target, `${facts.image}/${target}:${tagOf(revision)}`, revision, repository.folder];
    await outputOf('sh', ['-c', `${settings.imageCommand} "$@"`, 'sh', ...words]);
  }
}

/** Makes the overlay run a build, as promotion does: images and revision change together. */
export function chooseBuild(repository: Repository, revision: string): void {
  repository.edit('kustomize/overlays/local/build/kustomization.yaml', (text) =>
    text.replace(/newTag: .*/g, `newTag: '${tagOf(revision)}'`).replace(/(\n *value: ).*/, `$1'${revision}'`),
  );
}

function tagOf(revision: string): string {
  return revision.slice(0, 12);
}
