import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { bundleVerify } from '../../../service/bundle.ts';
import { EXIT, startProgram, type Terminal } from '#program/command.ts';
import { interruption } from '#program/interruption.ts';
import { createKubectl, KubectlError, type Kubectl } from '../../kubectl.ts';
import { startGitServer } from '../git-server.ts';
import { versions } from '../versions.ts';
import type { Verify } from './ask-verify.ts';
import type { Fault } from './fault.ts';
import { serviceImage } from './image.ts';
import type { Ground } from './installation.ts';
import type { Bench } from './lab.ts';
import { parseOptions, type Options } from './options.ts';
import { askPeers, peersPage, type PeerAnswer } from './peers.ts';
import { writeRecording } from './recording.ts';
import { faults, isInGit } from './registry.ts';
import { gone, remove } from './remove.ts';
import { interruptible } from './interruptible.ts';
import { runFault, type Outcome } from './run-fault.ts';
import { domainOf, readFaultSettings, type FaultSettings } from './settings.ts';
import { makeReader } from './service-account.ts';
import { readNamed, readVariables } from '../named-files.ts';
import { runSound, soundRuns } from './sound-runs.ts';
import { resultTable } from './table.ts';

/** Bytes; a bigger recording is pointed out, because it stays in the repository for ever. */
const BIG = 40_000;

/** One thing to do: a fault or a sound run. */
interface Task {
  readonly name: string;
  readonly what: string;
  readonly roots: readonly string[];
  readonly seconds: number;
  readonly fault?: Fault;
  readonly run: (bench: Bench, verify: Verify) => Promise<Outcome>;
}

/** What a run works with. */
interface Run {
  readonly options: Options;
  readonly settings: FaultSettings;
  readonly kubectl: Kubectl;
  /** Removed at the end. */
  readonly folder: string;
  readonly terminal: Terminal;
  readonly say: (line: string) => void;
  /** What other programs said, by fault. */
  readonly peerAnswers: Map<string, readonly PeerAnswer[]>;
  /** What must be undone, whatever happens. */
  readonly restores: Set<() => Promise<void>>;
}

function tasksOf({ only, stopParts, peers }: Options, peerAnswers: Run['peerAnswers'] = new Map()): readonly Task[] {
  const sound = soundRuns.map((each): Task => ({
    ...{ name: each.name, what: each.what, roots: [], seconds: each.seconds },
    run: (bench, verify) => runSound(each, bench, verify),
  }));
  const broken = faults.map((fault): Task => ({
    ...{ name: fault.name, what: fault.what, roots: fault.roots, seconds: fault.seconds, fault },
    run: (bench, verify) =>
      runFault(fault, bench, verify, async (lab) => {
        if (peers !== undefined) peerAnswers.set(fault.name, await askPeers(fault, lab));
      }),
  }));
  const tasks = [...sound, ...broken];
  if (only.length > 0) return tasks.filter(({ name }) => only.includes(name));
  return tasks.filter(({ fault }) => stopParts || !fault?.stopsAPart);
}

/** `npm run e2e:faults` */
export async function e2eFaults(argv: readonly string[], terminal: Terminal): Promise<number> {
  const { cwd, env, stdout, stderr } = terminal;
  const names = [...soundRuns, ...faults].map(({ name }) => name);
  const options = parseOptions(argv, names);
  const say = (line: string) => void stdout.write(`${line}\n`);
  if (options.command === 'list') {
    for (const { name, roots, seconds, what, fault } of tasksOf({ ...options, stopParts: true })) {
      const witness = fault && isInGit(fault) ? 'git' : '';
      say(
        `${name.padEnd(22)}${roots.join(' + ').padEnd(10)}${String(seconds).padStart(4)} s  ${witness.padEnd(5)}${what}`,
      );
    }
    return 0;
  }
  const settings = readFaultSettings({ ...readVariables(options.settingsFile, cwd), ...env });
  const kubectl = createKubectl({ context: options.context, env });
  const folder = mkdtempSync(join(tmpdir(), 'mrdebugger-faults-'));
  try {
    return await runAll({
      ...{ options, settings, kubectl, folder, terminal, say },
      ...{ peerAnswers: new Map(), restores: new Set() },
    });
  } catch (error) {
    if (!(error instanceof KubectlError)) throw error;
    stderr.write(`${error.message}\n`);
    return EXIT.couldNotJudge;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns an exit status */
async function runAll(run: Run): Promise<number> {
  const { options, settings, kubectl, folder, say, restores } = run;
  const { cwd, env } = run.terminal;
  const { gatewayNamespace } = settings;
  const found = await remove(kubectl, gatewayNamespace);
  if (found.length > 0) {
    say('An earlier run has left something; removing it.');
    await gone(kubectl, found);
  }
  const program = join(folder, 'verify.cjs');
  await bundleVerify(program);
  const seen = await versions(kubectl);
  for (const line of seen) say(line);
  const ground = await groundOf(run);
  const { hostAddress: address, gitPort: port } = settings;
  const git = await startGitServer({ folder, address, port });
  const rootsFile = resolve(cwd, settings.acmeRoots);
  const work = interruptible(kubectl);
  const bench: Bench = {
    ...{ kubectl: work.kubectl, context: options.context, ground, folder },
    ...{ gatewayAddress: settings.gatewayAddress, roots: readNamed(settings.acmeRoots, cwd).toString() },
    gitUrl: `git://${address}:${port}`,
  };
  const tidy = async () => {
    await Promise.all([...restores].map((restore) => restore()));
    if (!options.keep) await remove(kubectl, gatewayNamespace);
  };
  void interruption().then(async (status) => {
    say('removing what was made; once more ends at once');
    await work.interrupt();
    await tidy().finally(() => {
      rmSync(folder, { recursive: true, force: true });
      process.exit(status);
    });
  });
  try {
    const { outcomes, leftOut } = await runTasks(tasksOf(options, run.peerAnswers), run, bench, {
      ...{ program, rootsFile, resolver: settings.resolver, env },
      kubeconfig: await makeReader({ kubectl, folder, context: options.context }),
    });
    return report(outcomes, leftOut, run, seen);
  } finally {
    git.stop();
    await tidy();
  }
}

async function runTasks(
  tasks: readonly Task[],
  run: Run,
  bench: Bench,
  verify: Verify,
): Promise<{ readonly outcomes: readonly Outcome[]; readonly leftOut: readonly string[] }> {
  const { options } = run;
  const start = performance.now();
  const outcomes: Outcome[] = [];
  const leftOut: string[] = [];
  const fits = ({ seconds }: Task) => performance.now() - start + seconds * 1000 <= options.budget;
  const work = async (rest: Iterator<Task> & Iterable<Task>) => {
    for (const task of rest)
      if (fits(task)) outcomes.push(await runTask(task, run, bench, verify));
      else leftOut.push(task.name);
  };
  const beside = tasks.filter(({ fault }) => !fault?.stopsAPart).values();
  await Promise.all(Array.from({ length: options.atOnce }, () => work(beside)));
  await work(tasks.filter(({ fault }) => fault?.stopsAPart).values());
  return { outcomes, leftOut };
}

async function runTask(task: Task, run: Run, bench: Bench, verify: Verify): Promise<Outcome> {
  const { options, restores, say } = run;
  const { cwd, env } = run.terminal;
  const { name, fault } = task;
  const { kubectl, ground } = bench;
  const begin = performance.now();
  const restore = fault?.restore;
  const undo = async () => {
    restores.delete(undo);
    await restore?.({ kubectl: createKubectl({ context: options.context, env }) });
  };
  if (restore) restores.add(undo);
  let outcome: Outcome;
  try {
    outcome = await task.run(bench, verify);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    outcome = {
      name,
      expected: task.roots.join(' + '),
      named: [],
      seconds: undefined,
      exitStatus: undefined,
      problem,
      looks: [],
    };
  }
  if (restore) await undo();
  const { problem, looks } = outcome;
  say(`${name}: ${problem ?? 'holds'} (${((performance.now() - begin) / 1000).toFixed(0)} s)`);
  if (problem !== undefined)
    for (const { level, code, seen, cause } of outcome.named)
      say(`    ${level} ${code}${cause ? ` of ${cause.code}` : ''}: ${seen}`);
  if (options.record !== undefined && looks.length > 0) {
    const size = writeRecording(resolve(cwd, options.record), name, looks);
    if (size > BIG) say(`    its recording has ${size} bytes, more than ${BIG}`);
  }
  if (!options.keep) await remove(kubectl, ground.gatewayNamespace, name);
  return outcome;
}

/** @returns an exit status */
function report(
  outcomes: readonly Outcome[],
  leftOut: readonly string[],
  { options: { peers, context }, terminal, say, peerAnswers }: Run,
  seen: readonly string[],
): number {
  say('');
  for (const line of resultTable(outcomes)) say(line);
  const failed = outcomes.filter(({ problem }) => problem !== undefined);
  say(`${outcomes.length - failed.length} hold, ${failed.length} do not`);
  if (leftOut.length > 0) say(`left out, for want of time: ${leftOut.join(', ')}`);
  const status = failed.length > 0 ? EXIT.problems : 0;
  if (peers === undefined) return status;
  const rows = faults.flatMap((fault) => {
    const outcome = outcomes.find(({ name }) => name === fault.name);
    const answers = peerAnswers.get(fault.name);
    return outcome && answers ? [{ fault, outcome, answers }] : [];
  });
  const command = `npm run e2e:faults -- --context ${context} --yes-delete --peers ${peers}`;
  const file = resolve(terminal.cwd, peers);
  // What another command has measured stands below it.
  const below = existsSync(file) ? /\n## [^]*$/.exec(readFileSync(file, 'utf8'))?.[0] : undefined;
  writeFileSync(file, `${peersPage(rows, seen, command)}${below ?? ''}`);
  return status;
}

async function groundOf({ settings, kubectl, folder, terminal: { cwd }, say }: Run): Promise<Ground> {
  const { gatewayNamespace, gatewayLabel, acmeDirectory, imageCommand: command } = settings;
  const built =
    settings.image === undefined ? await serviceImage({ kubectl, command, source: cwd, folder, say }) : undefined;
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    ...{ domain: domainOf(settings), gatewayNamespace, gatewayLabel, acmeDirectory },
    acmeCa: readNamed(settings.acmeCa, cwd).toString('base64'),
    image: built?.name ?? settings.image ?? '',
    ...(built ? { imageRevision: built.revision } : {}),
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}

await startProgram(import.meta.url, e2eFaults);
