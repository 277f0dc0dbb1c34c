import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { verify } from '../../verify/verify.ts';
import type { Level } from '../../verify/model/finding.ts';
import { ARGO_CD_NAMESPACE } from '../argo-cd.ts';
import { APPLICATIONS, type World } from '../world.ts';

/** A finding as the report has it, as far as it matters here. */
export interface Told {
  readonly code: string;
  readonly level: Level;
  readonly object: { readonly kind: string; readonly namespace?: string; readonly name: string };
  readonly seen: string;
  readonly cause?: { readonly code: string };
}

/** What one look gave. */
interface Verdict {
  readonly exitStatus: number;
  readonly findings: readonly Told[];
  /** What it wrote where it could not judge. */
  readonly words: string;
}

/** Asks verify once about the environment, as its user does. */
export async function askVerify({ context, env, facts, rootsFile }: World): Promise<Verdict> {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const words = [
    ...['--context', context, '--application', `${ARGO_CD_NAMESPACE}/${APPLICATIONS.root}`],
    ...['--address', facts.verifyAddress, '--roots', rootsFile, '--wait', '0s', '--format', 'json', '--lang', 'en'],
  ];
  const exitStatus = await verify(words, { cwd: process.cwd(), env, stdin: process.stdin, stdout, stderr });
  const [report, said] = [stdout, stderr].map((stream) => String((stream.read() as Buffer | null) ?? ''));
  const { findings } = report ? (JSON.parse(report) as Pick<Verdict, 'findings'>) : { findings: [] };
  return { exitStatus, findings, words: (said ?? '').trim() };
}

interface VerifyWatch {
  /** Looks taken so far. */
  readonly looks: number;
  /** Each error that verify told, once, with the seconds in which it did. */
  readonly errors: ReadonlyMap<string, readonly number[]>;
  stop(): Promise<void>;
}

/** Asks verify once a second. An error that nobody mends and that goes away was none. */
export function watchVerify(world: World): VerifyWatch {
  const start = performance.now();
  const errors = new Map<string, number[]>();
  let isStopped = false;
  let looks = 0;
  async function watch(): Promise<void> {
    while (!isStopped) {
      const begin = performance.now();
      if (await isThere(world)) {
        const { findings } = await askVerify(world);
        looks++;
        for (const what of noteErrors(errors, findings, Math.round((begin - start) / 1000)))
          world.report(`verify calls wrong: ${what}`);
      }
      await sleep(Math.max(0, 1000 - (performance.now() - begin)));
    }
  }
  const watching = watch();
  return {
    get looks() {
      return looks;
    },
    errors,
    async stop() {
      isStopped = true;
      await watching;
    },
  };
}

/** Adds the errors among findings to those of earlier seconds. @returns those that are new */
export function noteErrors(errors: Map<string, number[]>, findings: readonly Told[], second: number): string[] {
  const told = findings
    .filter(({ level }) => level === 'error')
    .map(({ code, object: { kind, namespace = '', name }, seen }) => `${code} ${kind} ${namespace}/${name}: ${seen}`);
  const added = told.filter((what) => !errors.has(what));
  for (const what of told) errors.set(what, [...(errors.get(what) ?? []), second]);
  return added;
}

/** Whether there is something to ask about: before, the question itself would be wrong. */
async function isThere({ argoCd }: World): Promise<boolean> {
  return await argoCd.read(APPLICATIONS.root).then(
    (application) => application !== undefined,
    () => false,
  );
}
