import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { inParallel } from '#program/parallel.ts';
import { listObjects } from '../../kubectl.ts';
import { identityOf, type Manifest } from '../faults/manifest.ts';
import { PatienceError, waitFor } from '../patience.ts';
import { answerText, disagreement, type TracedBranch } from '../trace/agreement.ts';
import { ask, type Answer } from '../trace/ask.ts';
import { apply, sentinel, sentinelManifests, type Lab } from '../trace/lab.ts';
import { branchesOf, Prediction, type Standing } from './prediction.ts';
import type { Compared } from './tally.ts';
import type { RandomWorld } from './random-world.ts';

/** How often each request is sent. */
const TIMES = 3;
/** Configurations whose requests are sent at the same time. */
const AT_ONCE = 4;
/** Milliseconds between what is older and what is younger: creation times have seconds. */
const AGE = 2_100;

/** What configurations are held against. */
export interface Run {
  readonly lab: Lab;
  readonly standing: Standing;
}

/** What the model says of a configuration that is alone. */
export function predictionsOf(world: RandomWorld, { standing, lab }: Run): readonly (readonly TracedBranch[])[] {
  const prediction = new Prediction(standing, world.older, world.manifests, lab.ground.gatewayAddress);
  return world.requests.map((request) => branchesOf(prediction.trace(request)));
}

/**
 * Writes down what the model says of configurations that are in the cluster at the same time, applies them, sends their
 * requests, and takes them away.
 */
export async function compareBatch(
  batch: readonly RandomWorld[],
  { lab, standing }: Run,
): Promise<{ readonly compared: readonly Compared[]; readonly waited: number }> {
  const { kubectl, ground } = lab;
  const older = batch.flatMap((world) => world.older);
  const manifests = batch.flatMap((world) => world.manifests);
  // A name that was there before would answer before the new configuration has arrived.
  const name = `tx-sentinel-${randomUUID().slice(0, 8)}`;
  const all = [...manifests, ...sentinelManifests(ground, name)];
  const prediction = new Prediction(standing, older, all, ground.gatewayAddress);
  const said = new Map(
    batch.flatMap((world) =>
      world.requests.map((request) => [request, branchesOf(prediction.trace(request))] as const),
    ),
  );
  const begun = performance.now();
  await apply(kubectl, older);
  await sleep(AGE);
  await apply(kubectl, manifests);
  await endpointsOf(manifests, lab);
  await sentinel(kubectl, ground, name).catch((error: unknown) => {
    if (!(error instanceof PatienceError)) throw error;
    lab.say(error.message);
  });
  const there = await present([...older, ...manifests], lab);
  const waited = performance.now() - begun;
  const compared = await inParallel(batch, AT_ONCE, async (world) => {
    const isRefused = [...world.older, ...world.manifests].some((each) => !there.has(identityOf(each)));
    const asked: Compared[] = [];
    for (const request of world.requests) {
      const branches = said.get(request) ?? [];
      const answers: Answer[] = [];
      for (let time = 0; time < TIMES && !isRefused; time++) answers.push(await ask(request, ground.gatewayAddress));
      asked.push({
        ...{ world, isRefused, told: branches.map(({ outcome }) => outcome.end), answers: answers.map(answerText) },
        reasons: branches
          .filter(({ outcome }) => outcome.end === 'unknown')
          .map(({ steps }) => steps.at(-1)?.did.replaceAll(world.name, 'NAME') ?? ''),
        request: `${request.method} ${request.scheme}://${request.host}:${request.port}${request.path} ${JSON.stringify(request.headers)}`,
        problem: isRefused ? undefined : disagreement(branches, answers),
      });
    }
    return asked;
  });
  await kubectl(
    ['delete', '--ignore-not-found', '--wait=false', '-f', '-'],
    JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [...older, ...all] }),
  );
  return { compared: compared.flat(), waited };
}

/** The objects that the API server and its webhooks have taken. */
export async function present(manifests: readonly Manifest[], { kubectl }: Lab): Promise<ReadonlySet<string>> {
  const items = manifests.map(({ apiVersion, kind, metadata }) => ({ apiVersion, kind, metadata }));
  const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
  const text = await kubectl(['get', '--ignore-not-found', '-o', 'json', '-f', '-'], list);
  const found = text === '' ? [] : (JSON.parse(text) as { readonly items?: readonly Manifest[] }).items;
  return new Set((found ?? [JSON.parse(text) as Manifest]).map(identityOf));
}

/** Waits until Kubernetes has made the endpoints of all Services. */
async function endpointsOf(manifests: readonly Manifest[], { kubectl }: Lab): Promise<void> {
  const names = manifests.filter(({ kind }) => kind === 'Service').map(({ metadata }) => metadata.name);
  await waitFor({
    ...{ what: 'the endpoints of the Services', within: 60 },
    look: async () => {
      const slices = await listObjects(kubectl, 'endpointslices', undefined, ['--all-namespaces']);
      const made = new Set(slices.map(({ metadata }) => metadata.labels?.['kubernetes.io/service-name']));
      const missing = names.filter((name) => !made.has(name));
      return { isThere: missing.length === 0, seen: missing };
    },
  });
}
