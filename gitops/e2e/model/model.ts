import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'yaml';
import { EXIT, parseLine, startProgram, UsageError, type Terminal } from '#program/command.ts';
import { inParallel } from '#program/parallel.ts';
import { listObjects } from '../../kubectl.ts';
import { identityOf, type Manifest } from '../faults/manifest.ts';
import { PatienceError, waitFor } from '../patience.ts';
import { answerText, disagreement, type TracedBranch } from '../trace/agreement.ts';
import { ask, type Answer } from '../trace/ask.ts';
import { apply, inLab, LAB_HELP, LAB_OPTIONS, podsReady, sentinel, sentinelManifests, type Lab } from '../trace/lab.ts';
import { exercised } from './exercised.ts';
import { branchesOf, Prediction, readStanding, type Standing } from './prediction.ts';
import { smaller, worldText } from './shrinking.ts';
import { tableOf, type Compared } from './tally.ts';
import { worldOf, WORLD_KINDS, type RandomWorld, type WorldKind } from './worlds.ts';

const HELP = `Makes configurations by chance, writes down what verify's model says that each request will get, applies them, and sends
the requests through the real gateway.

  node --import tsx gitops/e2e/model/model.ts --context NAME --yes-delete [options]

  ${LAB_HELP}
  --seed WORD            the same word makes the same configurations (default: 1)
  --count N              configurations of each kind (default: 40)
  --only KIND[,KIND]     of ${WORLD_KINDS.join(', ')} (default: all)
  --shrink               looks for the smallest part of a configuration that still disagrees, alone
  --replay FILE          sends what --shrink has printed, in place of what chance makes
  -h, --help             this text

Exit status: 0 the model is right · 1 it is not · 2 the cluster could not be used · 64 wrong usage · 78 settings
`;

/** Configurations that are in the cluster at the same time. */
const BATCH = 40;
/** How often each request is sent. */
const TIMES = 3;
/** Configurations whose requests are sent at the same time. */
const AT_ONCE = 4;
/** Milliseconds between what is older and what is younger: creation times have seconds. */
const AGE = 2_100;
/** Attempts to make a configuration that disagrees smaller. */
const MOST_ATTEMPTS = 60;

/** `model.ts` */
async function e2eModel(argv: readonly string[], terminal: Terminal): Promise<number> {
  const { values } = parseLine(argv, HELP, {
    ...LAB_OPTIONS,
    seed: { type: 'string' },
    count: { type: 'string' },
    only: { type: 'string', multiple: true },
    shrink: { type: 'boolean' },
    replay: { type: 'string' },
  });
  const { seed = '1', replay, shrink = false } = values;
  const count = Number(values.count ?? BATCH);
  if (!Number.isInteger(count) || count < 1)
    throw new UsageError(`--count ${values.count ?? ''}: expected a number from 1`);
  const kinds = (values.only ?? [...WORLD_KINDS]).flatMap((text) => text.split(',')) as WorldKind[];
  const unknown = kinds.find((kind) => !WORLD_KINDS.includes(kind));
  if (unknown !== undefined) throw new UsageError(`--only ${unknown}: expected ${WORLD_KINDS.join(', ')}`);
  const file = replay === undefined ? undefined : readFileSync(resolve(terminal.cwd, replay), 'utf8');
  return await inLab(values, terminal, async (lab) => {
    await podsReady(lab.kubectl);
    const standing = await readStanding(lab.kubectl);
    const worlds =
      file === undefined
        ? kinds.flatMap((kind) => numbers(count).map((number) => worldOf(kind, seed, number, lab.ground)))
        : [parse(file) as RandomWorld];
    return await holdAgainst(worlds, { lab, standing, shrink });
  });
}

interface Run {
  readonly lab: Lab;
  readonly standing: Standing;
  readonly shrink: boolean;
}

async function holdAgainst(worlds: readonly RandomWorld[], run: Run): Promise<number> {
  const { say } = run.lab;
  const begun = performance.now();
  const compared: Compared[] = [];
  let waited = 0;
  for (let at = 0; at < worlds.length; at += BATCH) {
    const batch = worlds.slice(at, at + BATCH);
    const result = await compareBatch(batch, run);
    compared.push(...result.compared);
    waited += result.waited;
    const wrong = result.compared.filter(({ problem }) => problem !== undefined).length;
    say(`${at + batch.length} of ${worlds.length} configurations; ${wrong} requests of these disagree`);
  }
  for (const { world, request, problem, told, answers } of compared.filter((each) => each.problem !== undefined))
    say(
      `\n${world.name}: ${request}: ${problem ?? ''}\n  said ${told.join(' | ')}\n  got ${[...new Set(answers)].join(' | ')}`,
    );
  const disagreeing = [...new Set(compared.filter(({ problem }) => problem !== undefined).map(({ world }) => world))];
  if (run.shrink) for (const world of disagreeing) await shrinkWorld(world, run);
  say('');
  for (const line of tableOf(compared)) say(line);
  for (const line of exercised(worlds, (world) =>
    predictionsOf(world, run).map((branches) => JSON.stringify(branches)),
  ))
    say(line);
  const seconds = (milliseconds: number) => `${Math.round(milliseconds / 1000)} s`;
  say(`${seconds(performance.now() - begun)}, of which ${seconds(waited)} were waiting`);
  return disagreeing.length > 0 ? EXIT.problems : 0;
}

/** What the model says of a configuration that is alone. */
function predictionsOf(world: RandomWorld, { standing, lab }: Run): readonly (readonly TracedBranch[])[] {
  const prediction = new Prediction(standing, world.older, world.manifests, lab.ground.gatewayAddress);
  return world.requests.map((request) => branchesOf(prediction.trace(request)));
}

async function compareBatch(
  batch: readonly RandomWorld[],
  { lab, standing }: Run,
): Promise<{ readonly compared: readonly Compared[]; readonly waited: number }> {
  const { kubectl, ground } = lab;
  const older = batch.flatMap((world) => world.older);
  const manifests = batch.flatMap((world) => world.manifests);
  const name = `tx-sentinel-${batch[0]?.name ?? ''}`;
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
async function present(manifests: readonly Manifest[], { kubectl }: Lab): Promise<ReadonlySet<string>> {
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

/** Tells whether a configuration disagrees alone and, if so, the smallest part of it that still does. */
async function shrinkWorld(world: RandomWorld, run: Run): Promise<void> {
  const { say } = run.lab;
  const disagrees = async (each: RandomWorld) => {
    const { compared } = await compareBatch([each], run);
    return compared.some(({ problem }) => problem !== undefined);
  };
  if (!(await disagrees(world))) {
    say(`\n${world.name} agrees alone: another configuration of its batch interferes`);
    return;
  }
  let smallest = world;
  let attempts = 0;
  for (let candidates = smaller(smallest); attempts < MOST_ATTEMPTS;) {
    const next = candidates.next();
    if (next.done) break;
    attempts++;
    if (!(await disagrees(next.value))) continue;
    smallest = next.value;
    candidates = smaller(smallest);
  }
  say(`\n# ${world.name}, made smaller in ${attempts} attempts; --replay sends it again\n${worldText(smallest)}`);
}

function numbers(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

await startProgram(import.meta.url, e2eModel);
