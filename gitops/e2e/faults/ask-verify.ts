import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '#program/run.ts';
import type { Level } from '../../verify/model/finding.ts';
import type { World } from '../../verify/see/world.ts';
import { ARGO_CD_NAMESPACE } from '../argo-cd.ts';
import type { Asking, Fault, Lab } from './fault.ts';

/** What verify is called with, whatever it is asked about. */
export interface Verify {
  /** The program, in one file. */
  readonly program: string;
  /** The path of that of the account it runs as. */
  readonly kubeconfig: string;
  readonly rootsFile: string;
  /** A DNS server that knows the hosts; else the gateway is connected to without asking DNS. */
  readonly resolver: string | undefined;
  /** The environment that it is run in. */
  readonly env: NodeJS.ProcessEnv;
}

/** The part of a finding that decides whether it was expected. */
export interface Named {
  readonly code: string;
  readonly level: Level;
  readonly cause?: { readonly code: string };
}

/** A finding as the report has it, as far as it matters here. */
export interface Told extends Named {
  readonly seen: string;
}

export interface Answer {
  readonly findings: readonly Told[];
  readonly exitStatus: number;
  /** How long the program ran. */
  readonly seconds: number;
  readonly world: World;
  /** What it wrote on standard error. */
  readonly words: string;
}

/** Milliseconds. */
const DEADLINE = 60_000;

/** Runs verify once, as its users do. @throws {Error} with its words, where it wrote no report */
export async function askVerify(verify: Verify, fault: Pick<Fault, 'by'>, lab: Lab, asking: Asking): Promise<Answer> {
  const { names, ground, context, target, folder } = lab;
  const report = join(folder, 'report.json');
  const dump = join(folder, 'world.json');
  for (const file of [report, dump]) rmSync(file, { force: true });
  const scope =
    fault.by === 'argo-cd'
      ? ['--application', `${ARGO_CD_NAMESPACE}/${names.name}`]
      : ['--host', names.host, '--certificate', certificateOf(lab)];
  const way = verify.resolver === undefined ? ['--address', target.address] : ['--resolver', verify.resolver];
  const words = [
    ...['--context', context, ...scope, ...way, '--roots', verify.rootsFile, '--wait', '0s'],
    ...['--format', 'json', '--output', report, '--dump', dump, ...(asking.options ?? [])],
  ];
  const start = performance.now();
  const { status, stderr } = await run(process.execPath, [verify.program, ...words], {
    cwd: asking.folder ?? folder,
    env: { ...verify.env, KUBECONFIG: verify.kubeconfig, ...asking.environment },
    timeLimit: DEADLINE,
  });
  const exitStatus = status ?? -1;
  const seconds = (performance.now() - start) / 1000;
  // verify creates both files before it looks, and fills them at the end.
  if ([report, dump].some((file) => !existsSync(file) || statSync(file).size === 0))
    throw new Error(`verify ended with ${exitStatus} and wrote no report: ${stderr.trim()}`);
  const { findings } = JSON.parse(readFileSync(report, 'utf8')) as { findings: readonly Told[] };
  const world = JSON.parse(readFileSync(dump, 'utf8')) as World;
  return { findings, exitStatus, seconds, world, words: stderr };

  function certificateOf({ certificateNamespace = ground.gatewayNamespace }: Lab): string {
    return `${certificateNamespace}/${names.name}`;
  }
}

/** The findings that are causes, in their order; one of level info never is. */
export function rootsOf<T extends Named>(findings: readonly T[]): readonly T[] {
  return findings.filter(({ cause, level }) => cause === undefined && level !== 'info');
}
