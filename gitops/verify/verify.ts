import { EXIT, type Terminal } from '#program/command.ts';
import { checks } from './judge/checks/index.ts';
import { forDump } from './tell/dump.ts';
import { anonymizer } from './tell/anonymize.ts';
import { explain } from './tell/explain.ts';
import { appendTo, readWorld, requireWritable, writeTo } from './tell/files.ts';
import { healthyLinks } from './judge/healthy-links.ts';
import type { Look } from './judge/waiting.ts';
import { leaveOut, unusedNote } from './judge/ignored.ts';
import { judge } from './judge/judge.ts';
import { lookAtWorld } from './judge/look.ts';
import { lookAtCluster } from './look-at-cluster.ts';
import { parseOptions, type ClusterOptions } from './options.ts';
import { liveProgress, logProgress, type Progress } from './tell/progress.ts';
import { formatOf } from './tell/report/index.ts';
import { createReport } from './tell/report/report.ts';
import { PLAIN, styleOf } from './tell/report/style.ts';
import type { Snapshot } from './see/snapshot.ts';
import { createView } from './see/view.ts';
import { worldOf } from './see/world.ts';
import { traceRequest } from './trace-request.ts';
import { verifyRepository } from './verify-repository.ts';

/**
 * `npm run verify`, and what runs after each sync.
 * @param interrupted settles with an exit status when the run is to end early; called before the cluster is asked
 * @returns the exit status
 * @throws {UsageError | TextRequest | StartError}
 */
export async function verify(
  argv: readonly string[],
  terminal: Terminal,
  interrupted: () => Promise<number> = never,
): Promise<number> {
  const { stdout } = terminal;
  if (argv[0] === 'repo') return await verifyRepository(argv.slice(1), terminal, interrupted);
  const options = parseOptions(argv, terminal);
  if (options.command === 'explain') {
    const { codes, language } = options;
    stdout.write(explain(checks, codes, { language, style: styleOf(stdout) }));
    return 0;
  }
  if (options.command === 'trace') return await traceRequest(options, terminal);
  const { output, dump, from } = options;
  requireWritable({ '--output': output, '--dump': dump });
  if (from === undefined) return await verifyCluster(options, terminal, interrupted);
  const seen = await lookAtWorld(readWorld(from));
  return tell({ seen, findings: judge(seen, checks) }, options, terminal);
}

async function verifyCluster(
  options: ClusterOptions,
  terminal: Terminal,
  interrupted: () => Promise<number>,
): Promise<number> {
  const { stderr } = terminal;
  const { language } = options;
  const progress = createProgress(options, terminal);
  const interruption = interrupted();
  let last: Look<Snapshot> | undefined;
  const looking = lookAtCluster(options, {
    judge: (seen) => leaveOut(judge(seen, checks), options.ignored).findings,
    onLook: (look) => (last = look),
    onWait: (findings, seconds) => {
      progress.tell(findings, seconds);
    },
    onNote: (note) => stderr.write(`${note[language]}\n`),
  });
  const outcome = await Promise.race([looking, interruption]);
  progress.end();
  if (typeof outcome === 'number') {
    if (last) tell(judgedAgain(last), options, terminal, outcome);
    const words = last
      ? { en: 'ended before it was fine', ko: '정상이 되기 전에 중단되었습니다' }
      : { en: 'ended before anything was seen', ko: '아무것도 확인하지 못하고 중단되었습니다' };
    stderr.write(`${words[language]}\n`);
    return outcome;
  }
  if ('obstacle' in outcome) {
    stderr.write(`${outcome.obstacle[language]}\n`);
    return EXIT.couldNotJudge;
  }
  return tell(judgedAgain(outcome), options, terminal);
}

async function never(): Promise<never> {
  return await new Promise(() => undefined);
}

/** Judges again with what is ignored, because the report tells how much that is. */
function judgedAgain({ seen }: Look<Snapshot>): Look<Snapshot> {
  return { seen, findings: judge(seen, checks) };
}

/** Writes the report and the dump. @returns the exit status */
function tell(
  { seen, findings: all }: Look<Snapshot>,
  options: ClusterOptions,
  { stdout, stderr, env }: Terminal,
  endedWith?: number,
): number {
  const { format, language, output, dump, isAnonymous, failOn, context } = options;
  const { findings, count, unused } = leaveOut(all, options.ignored);
  for (const each of unused) stderr.write(`${unusedNote(each)[language]}\n`);
  const { view } = createView(seen);
  const judged = createReport({
    ...{ takenAt: seen.takenAt, findings, ignored: count, checks, language, failOn, context },
    fine: healthyLinks(view, all),
  });
  const report = endedWith === undefined ? judged : { ...judged, exitStatus: endedWith };
  const { render, summarize } = formatOf(format);
  if (output === undefined) stdout.write(render(report, styleOf(stdout)));
  else writeTo(output, render(report, PLAIN));
  if (summarize && env.GITHUB_STEP_SUMMARY) appendTo(env.GITHUB_STEP_SUMMARY, summarize(report));
  if (dump !== undefined) {
    const kept = forDump(worldOf(seen));
    writeTo(dump, `${JSON.stringify(isAnonymous ? anonymizer(checks)(kept) : kept, undefined, 1)}\n`);
  }
  return report.exitStatus;
}

function createProgress({ language }: ClusterOptions, { stderr, env }: Terminal): Progress {
  const options = { checks, language, style: styleOf(stderr) };
  const isLive = stderr.isTTY && !env.CI && env.TERM !== 'dumb';
  return isLive ? liveProgress(stderr, options) : logProgress(stderr, options);
}
