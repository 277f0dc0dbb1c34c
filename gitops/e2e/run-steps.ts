import { existsSync, mkdtempSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { EXIT, UsageError, type Terminal } from '#program/command.ts';
import { interruption } from '#program/interruption.ts';
import { KubectlError } from '../kubectl.ts';
import { collect } from './collect.ts';
import { startGitServer } from './git-server.ts';
import type { Step, World } from './world.ts';

/** The options that every test on a cluster has. */
export const OPTIONS = {
  context: { type: 'string' },
  'yes-delete': { type: 'boolean' },
  settings: { type: 'string' },
  report: { type: 'string' },
} as const;

/** @returns the context @throws {UsageError} where a cluster was not named, or what is made there may not be deleted */
export function agreedContext(values: { readonly context?: string; readonly 'yes-delete'?: boolean }): string {
  if (values.context && values['yes-delete']) return values.context;
  throw new UsageError(
    '--context NAME and --yes-delete are both needed: this makes and deletes things in that cluster',
  );
}

/** Gives a test a folder, of which only the report outlives it. @returns an exit status */
export async function inFolder({ stderr }: Terminal, test: (folder: string) => Promise<number>): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'mrdebugger-e2e-'));
  // The git server ends with this process, however it ends.
  void interruption().then((status) => {
    leaveOnlyTheReport(folder);
    process.exit(status);
  });
  try {
    return await test(folder);
  } catch (error) {
    if (!(error instanceof KubectlError)) throw error;
    stderr.write(`${error.message}\n`);
    return EXIT.couldNotJudge;
  } finally {
    leaveOnlyTheReport(folder);
  }
}

function leaveOnlyTheReport(folder: string): void {
  if (!existsSync(folder)) return;
  for (const part of readdirSync(folder).filter((name) => name !== 'report'))
    rmSync(join(folder, part), { recursive: true, force: true });
  if (readdirSync(folder).length === 0) rmdirSync(folder);
}

interface Run {
  readonly steps: readonly Step[];
  readonly world: World;
  /** Where the cluster's side is collected when a step fails; a part of the run's folder where none is given. */
  readonly report: string | undefined;
  readonly terminal: Terminal;
}

/** Runs the steps in order, tells the time of each, and ends with the first that fails. @returns an exit status */
export async function runSteps({ steps, world, report, terminal: { cwd, stdout } }: Run): Promise<number> {
  const say = (line: string) => void stdout.write(`${line}\n`);
  const { hostAddress: address, gitPort: port, gatewayNamespace } = world.settings;
  const start = performance.now();
  const git = await startGitServer({ folder: join(world.folder, 'git'), address, port });
  try {
    for (const [index, step] of steps.entries()) {
      say(`${index + 1}. ${step.name}`);
      const begin = performance.now();
      await step.run(world);
      say(`   holds, ${seconds(begin)}`);
    }
    say(`${steps.length} steps hold, ${seconds(start)}`);
    return 0;
  } catch (error) {
    const folder = report === undefined ? join(world.folder, 'report') : resolve(cwd, report);
    say(`   does not hold: ${error instanceof Error ? error.message : String(error)}`);
    await collect(world.kubectl, folder, gatewayNamespace);
    say(`What the cluster tells of it is in ${folder}. What was made there is still there.`);
    return EXIT.problems;
  } finally {
    git.stop();
  }
}

function seconds(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}
