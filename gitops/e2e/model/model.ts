import { EXIT, parseLine, startProgram, UsageError, type Terminal } from '#program/command.ts';
import { gatewayApiKinds, inLab, LAB_HELP, LAB_OPTIONS, podsReady, type Lab } from '../trace/lab.ts';
import { batchesOf } from './requests/batches.ts';
import { compareBatch, predictionsOf, type Run } from './requests/comparison.ts';
import { exercised } from './requests/exercised.ts';
import { holdIssuance, ISSUANCE } from './issuance/issuance.ts';
import { raiseOwnGateways } from './requests/own-gateways.ts';
import { range } from './drawn/pen.ts';
import { ASIDE } from './requests/prediction.ts';
import type { RandomWorld } from './drawn/random-world.ts';
import { readWorlds } from './requests/replay.ts';
import { shrinkWorld } from './requests/smallest.ts';
import { tableOf, type Compared } from './requests/tally.ts';
import { readStanding } from './standing.ts';
import { worldOf, WORLD_KINDS, type WorldKind } from './drawn/worlds.ts';

const KINDS = [...WORLD_KINDS, ISSUANCE] as const;

const HELP = `Makes configurations by chance, writes down what verify's model says that each request will get and which Certificates
will be issued, applies them, sends the requests through the real gateway, and looks what cert-manager makes of them.

  npm run e2e:model -- --context NAME --yes-delete [options]

  ${LAB_HELP}
  --seed WORD[,WORD]     the same word makes the same configurations (default: 1)
  --count N              configurations of each kind (default: 40)
  --only KIND[,KIND]     of ${KINDS.join(', ')} (default: all)
  --shrink               looks for the smallest part of a configuration that still disagrees, alone
  --replay FILE          sends what --shrink has printed, in place of what chance makes
  -h, --help             this text

Exit status: 0 the model is right · 1 it is not · 2 the cluster could not be used · 64 wrong usage · 78 settings
`;

/** Configurations that are at the usual gateway at the same time. */
const BATCH = 40;

/** `npm run e2e:model` */
async function e2eModel(argv: readonly string[], terminal: Terminal): Promise<number> {
  const { values } = parseLine(argv, HELP, {
    ...LAB_OPTIONS,
    seed: { type: 'string', multiple: true },
    count: { type: 'string' },
    only: { type: 'string', multiple: true },
    shrink: { type: 'boolean' },
    replay: { type: 'string' },
  });
  const { replay, shrink = false } = values;
  const seeds = (values.seed ?? ['1']).flatMap((text) => text.split(','));
  const strange = seeds.find((seed) => !/^[a-z0-9]{1,12}$/.test(seed));
  if (strange !== undefined)
    throw new UsageError(`--seed ${strange}: expected 1 to 12 small letters and digits, since names are made with it`);
  const count = Number(values.count ?? BATCH);
  if (!Number.isInteger(count) || count < 1)
    throw new UsageError(`--count ${values.count ?? ''}: expected a number from 1`);
  const kinds = (values.only ?? [...KINDS]).flatMap((text) => text.split(',')) as (typeof KINDS)[number][];
  const unknown = kinds.find((kind) => !KINDS.includes(kind));
  if (unknown !== undefined) throw new UsageError(`--only ${unknown}: expected ${KINDS.join(', ')}`);
  const replayed = replay === undefined ? undefined : readWorlds(replay, terminal.cwd);
  return await inLab(values, terminal, async (lab) => {
    if (replayed) return await holdRequests(replayed, lab, shrink);
    const possible = await possibleKinds(kinds.filter(isWorldKind), lab);
    const worlds = seeds.flatMap((seed) =>
      possible.flatMap((kind) => range(count).map((number) => worldOf(kind, seed, number, lab.ground))),
    );
    const ofRequests = worlds.length === 0 ? 0 : await holdRequests(worlds, lab, shrink);
    const ofIssuance = kinds.includes(ISSUANCE) ? await holdIssuance({ seeds, count, cwd: terminal.cwd }, lab) : 0;
    return Math.max(ofRequests, ofIssuance);
  });
}

function isWorldKind(kind: (typeof KINDS)[number]): kind is WorldKind {
  return kind !== ISSUANCE;
}

async function possibleKinds(kinds: readonly WorldKind[], { kubectl, say }: Lab): Promise<readonly WorldKind[]> {
  const hasGatewayApi = (await gatewayApiKinds(kubectl)).length > 0;
  if (!hasGatewayApi && kinds.includes('gateway-api')) say('no gateway-api: the Gateway API is not installed');
  return kinds.filter((kind) => hasGatewayApi || kind !== 'gateway-api');
}

/** @returns the exit status */
async function holdRequests(all: readonly RandomWorld[], lab: Lab, isShrunk: boolean): Promise<number> {
  const owns = await raiseOwnGateways(lab);
  await podsReady(lab.kubectl);
  const run: Run = { lab, owns, standing: await readStanding(lab.kubectl, ASIDE) };
  const worlds = all.filter(({ own }) => own === undefined || run.owns[own - 1] !== undefined);
  const { say } = lab;
  const begun = performance.now();
  const compared: Compared[] = [];
  let waited = 0;
  let done = 0;
  for (const batch of batchesOf(worlds, BATCH)) {
    const result = await compareBatch(batch, run);
    compared.push(...result.compared);
    waited += result.waited;
    const wrong = result.compared.filter(({ problem }) => problem !== undefined).length;
    done += batch.length;
    say(`${done} of ${worlds.length} configurations; ${wrong} requests of these disagree`);
  }
  for (const { world, request, problem, told, answers } of compared.filter((each) => each.problem !== undefined))
    say(
      `\n${world.name}: ${request}: ${problem ?? ''}\n  said ${told.join(' | ')}\n  got ${[...new Set(answers)].join(' | ')}`,
    );
  const disagreeing = [...new Set(compared.filter(({ problem }) => problem !== undefined).map(({ world }) => world))];
  let interfering = 0;
  if (isShrunk) for (const world of disagreeing) if (!(await shrinkWorld(world, run))) interfering++;
  say('');
  for (const line of tableOf(compared)) say(line);
  for (const line of exercised(worlds, (world) =>
    predictionsOf(world, run).map((branches) => JSON.stringify(branches)),
  ))
    say(line);
  if (isShrunk) say(`${disagreeing.length} configurations disagree, ${interfering} of them only beside others`);
  const seconds = (milliseconds: number) => `${Math.round(milliseconds / 1000)} s`;
  say(`${seconds(performance.now() - begun)}, of which ${seconds(waited)} were waiting`);
  return disagreeing.length > 0 ? EXIT.problems : 0;
}

await startProgram(import.meta.url, e2eModel);
