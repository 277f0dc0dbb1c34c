import { createInterface } from 'node:readline/promises';
import { UsageError, type Terminal } from '#program/command.ts';
import { KubectlError, type Kubectl } from '../../kubectl.ts';
import { yamlText } from '../../yaml-text.ts';
import type { Plan } from '../preflight/plan.ts';
import { place } from '../preflight/sight.ts';
import { lookForRemains, type Named, type Remains } from './remains.ts';
import { nextStep, stepsOf, whatStays, type Certificates } from './steps.ts';

interface Options {
  readonly kubectl: Kubectl;
  readonly plan: Plan;
  /** What the command line says of Secrets with certificates. */
  readonly certificates: Certificates | undefined;
  /** Whether it only says what it would do. */
  readonly isTrial: boolean;
  readonly terminal: Terminal;
}

/** How often the same objects are deleted: a sync that had begun may bring some back once. */
const ATTEMPTS = 3;

/**
 * Removes everything that bootstrap brought for an environment, and that nobody else needs. It begins wherever an
 * installation, or an earlier removal, has ended.
 * @throws {KubectlError} where something cannot be deleted
 * @throws {UsageError} where certificates are there, nobody said what becomes of them, and nobody can be asked
 */
export async function remove({ kubectl, plan, certificates, isTrial, terminal }: Options): Promise<void> {
  const report = (line: string) => void terminal.stdout.write(`${line}\n`);
  let remains = await lookForRemains(kubectl, plan);
  if (isTrial) {
    const fate = certificates ?? 'keep';
    for (const { what, objects } of stepsOf(remains, plan, fate)) {
      report(`would remove ${what}`);
      for (const object of objects) report(`  ${place(object)}`);
    }
    for (const line of whatStays(remains, plan, fate)) report(`would leave ${line}`);
    return;
  }
  const fate = certificates ?? (remains.holders.length === 0 ? 'keep' : await ask(remains, terminal));
  const attempts = new Map<string, number>();
  for (let step = nextStep(remains, plan, fate); step; step = nextStep(remains, plan, fate)) {
    const { what, objects, force = false } = step;
    const attempt = (attempts.get(what) ?? 0) + 1;
    attempts.set(what, attempt);
    if (attempt > ATTEMPTS) throw new KubectlError(`${what} comes back: ${objects.map(place).join(', ')}`);
    report(`removing ${what} (${objects.length})`);
    if (force) await letGo(kubectl, objects);
    await kubectl(['delete', '-f', '-', '--ignore-not-found', '--timeout=180s'], yamlText(...objects));
    remains = await lookForRemains(kubectl, plan);
  }
  for (const line of whatStays(remains, plan, fate)) report(`left: ${line}`);
  report(`${plan.facts.environment} is removed`);
}

/** Takes finalizers off, from each object that is still there. */
async function letGo(kubectl: Kubectl, objects: readonly Named[]): Promise<void> {
  for (const object of objects) {
    const patch = ['patch', '-f', '-', '--type=merge', '-p', '{"metadata":{"finalizers":null}}'];
    await kubectl(patch, yamlText(object)).catch((error: unknown) => {
      if (!(error instanceof KubectlError && error.message.includes('NotFound'))) throw error;
    });
  }
}

async function ask({ holders }: Remains, { stdin, stderr }: Terminal): Promise<Certificates> {
  const names = holders.map(place).join(', ');
  if (!stdin.isTTY)
    throw new UsageError(
      `certificates and accounts are there (${names}): expected --certificates keep or --certificates delete`,
    );
  const questions = createInterface({ input: stdin, output: stderr });
  stderr.write(
    `These hold the certificate and the ACME account, which authorities give out in limited numbers:\n${names}\n`,
  );
  const answer = await questions.question('Delete them too? [y/N] ');
  questions.close();
  return /^y(es)?$/i.test(answer.trim()) ? 'delete' : 'keep';
}
