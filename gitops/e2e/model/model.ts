import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { EXIT, parseLine, startProgram, UsageError, type Terminal } from '#program/command.ts';
import { gatewayApiKinds, inLab, LAB_HELP, LAB_OPTIONS, podsReady } from '../trace/lab.ts';
import { batchesOf } from './batches.ts';
import { compareBatch, predictionsOf, type Run } from './comparison.ts';
import { exercised } from './exercised.ts';
import { holdIssuance, ISSUANCE } from './issuance.ts';
import { raiseOwnGateways } from './own-gateways.ts';
import { readStanding } from './prediction.ts';
import type { RandomWorld } from './random-world.ts';
import { shrinkWorld } from './smallest.ts';
import { tableOf, type Compared } from './tally.ts';
import { worldOf, WORLD_KINDS, type WorldKind } from './worlds.ts';

const HELP = `Makes configurations by chance, writes down what verify's model says that each request will get, applies them, and sends
the requests through the real gateway.

  npm run e2e:model -- --context NAME --yes-delete [options]

  ${LAB_HELP}
  --seed WORD[,WORD]     the same word makes the same configurations (default: 1)
  --count N              configurations of each kind (default: 40)
  --only KIND[,KIND]     of ${WORLD_KINDS.join(', ')} (default: all of these), or ${ISSUANCE} alone: Certificates by
                         chance, with what cert-manager makes of them
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
  if (values.only?.join() === ISSUANCE)
    return await inLab(values, terminal, async (lab) => await holdIssuance({ seeds, count, cwd: terminal.cwd }, lab));
  const kinds = (values.only ?? [...WORLD_KINDS]).flatMap((text) => text.split(',')) as WorldKind[];
  const unknown = kinds.find((kind) => !WORLD_KINDS.includes(kind));
  if (unknown !== undefined) throw new UsageError(`--only ${unknown}: expected ${WORLD_KINDS.join(', ')}`);
  const file = replay === undefined ? undefined : readFileSync(resolve(terminal.cwd, replay), 'utf8');
  return await inLab(values, terminal, async (lab) => {
    const owns = await raiseOwnGateways(lab);
    await podsReady(lab.kubectl);
    const standing = await readStanding(lab.kubectl);
    const hasGatewayApi = (await gatewayApiKinds(lab.kubectl)).length > 0;
    const possible = kinds.filter((kind) => hasGatewayApi || kind !== 'gateway-api');
    if (possible.length < kinds.length) lab.say('no gateway-api: the Gateway API is not installed');
    const worlds =
      file === undefined
        ? seeds.flatMap((seed) =>
            possible.flatMap((kind) => numbers(count).map((number) => worldOf(kind, seed, number, lab.ground))),
          )
        : [parse(file) as RandomWorld | RandomWorld[]].flat();
    return await holdAgainst(worlds, { lab, standing, owns }, shrink);
  });
}

async function holdAgainst(all: readonly RandomWorld[], run: Run, isShrunk: boolean): Promise<number> {
  const worlds = all.filter(({ own }) => own === undefined || run.owns[own - 1] !== undefined);
  const { say } = run.lab;
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

function numbers(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

await startProgram(import.meta.url, e2eModel);
