import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { inParallel } from '#program/parallel.ts';
import { listObjects } from '../../../kubectl.ts';
import { identityOf, type Manifest } from '../../faults/manifest.ts';
import { PatienceError, waitFor } from '../../patience.ts';
import { answerText, disagreement, SLOW, SLOW_SECONDS, type TracedBranch } from '../../trace/agreement.ts';
import { ask, type Answer } from '../../trace/ask.ts';
import { apply, type Lab } from '../../trace/lab.ts';
import { arrived, cleared, evidenceAt } from './evidence.ts';
import type { OwnGateway } from './own-gateways.ts';
import { branchesOf, Prediction } from './prediction.ts';
import type { Standing } from '../standing.ts';
import type { Compared } from './tally.ts';
import type { RandomWorld } from '../drawn/random-world.ts';

/** How often each request is sent. */
const TIMES = 3;
/** Configurations whose requests are sent at the same time. */
const AT_ONCE = 8;
/** Milliseconds between what is older and what is younger: creation times have seconds. */
const AGE = 2_100;

/** What configurations are held against. */
export interface Run {
  readonly lab: Lab;
  readonly standing: Standing;
  readonly owns: readonly OwnGateway[];
}

/** What the model says of a configuration, as if no other were there. */
export function predictionsOf(world: RandomWorld, run: Run): readonly (readonly TracedBranch[])[] {
  const prediction = new Prediction(run.standing, world.older, world.manifests, addressOf(world, run));
  return world.requests.map((request) => branchesOf(prediction.trace(request)));
}

function addressOf({ own }: RandomWorld, { lab, owns }: Run): string {
  return (own === undefined ? lab.ground : owns[own - 1]?.ground)?.gatewayAddress ?? '';
}

/**
 * Writes down what the model says of configurations that are in the cluster at the same time, applies them, sends their
 * requests, and takes them away.
 */
export async function compareBatch(
  batch: readonly RandomWorld[],
  run: Run,
): Promise<{ readonly compared: readonly Compared[]; readonly waited: number }> {
  const { lab, standing, owns } = run;
  const { kubectl } = lab;
  const older = batch.flatMap((world) => world.older);
  const manifests = batch.flatMap((world) => world.manifests);
  // A name that was there before would answer before the new configuration has arrived.
  const name = `tx-sentinel-${randomUUID().slice(0, 8)}`;
  const numbers = batch.flatMap(({ own }) => own ?? []);
  const leased = numbers.flatMap((number) => owns[number - 1] ?? []);
  const gateways = [...(numbers.length < batch.length ? [undefined] : []), ...leased];
  const evidence = gateways.flatMap((own) => evidenceAt(lab, name, own));
  const all = [...manifests, ...evidence];
  const predictions = new Map(
    [...new Set(batch.map((world) => addressOf(world, run)))].map((address) => [
      address,
      new Prediction(standing, older, all, address),
    ]),
  );
  const said = new Map(
    batch.flatMap((world) =>
      world.requests.map((request) => {
        const trace = predictions.get(addressOf(world, run))?.trace(request);
        return [request, trace ? branchesOf(trace) : []] as const;
      }),
    ),
  );
  const begun = performance.now();
  await patiently(
    lab,
    leased.map((own) => cleared(own)),
  );
  await apply(kubectl, older);
  await sleep(AGE);
  await apply(kubectl, manifests);
  await endpointsOf(manifests, lab);
  await apply(kubectl, evidence);
  await patiently(
    lab,
    gateways.map((own) => arrived(lab, name, own)),
  );
  const there = await present([...older, ...manifests], lab);
  const waited = performance.now() - begun;
  const compared = await inParallel(batch, AT_ONCE, async (world) => {
    const isRefused = [...world.older, ...world.manifests].some((each) => !there.has(identityOf(each)));
    const asked: Compared[] = [];
    for (const request of world.requests) {
      const branches = said.get(request) ?? [];
      const answers: Answer[] = [];
      for (let time = 0; time < TIMES && !isRefused; time++) answers.push(await ask(request, addressOf(world, run)));
      const takes = request.path.startsWith(SLOW) ? SLOW_SECONDS : 0;
      asked.push({
        ...{ world, isRefused, told: branches.map(({ outcome }) => outcome.end), answers: answers.map(answerText) },
        reasons: branches
          .filter(({ outcome }) => outcome.end === 'unknown')
          .map(({ steps }) => steps.at(-1)?.did.replaceAll(world.name, 'NAME') ?? ''),
        request: `${request.method} ${request.scheme}://${request.host}:${request.port}${request.path} ${JSON.stringify(request.headers)}`,
        problem: isRefused ? undefined : disagreement(branches, answers, takes),
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

/** What does not come in time is told, and the requests are sent all the same. */
async function patiently({ say }: Lab, waits: readonly Promise<void>[]): Promise<void> {
  for (const result of await Promise.allSettled(waits)) {
    if (result.status === 'fulfilled') continue;
    if (!(result.reason instanceof PatienceError)) throw result.reason;
    say(result.reason.message);
  }
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
