#!/usr/bin/env node
import { EXIT, startProgram } from '#program/command.ts';
import { checks } from './checks/index.ts';
import { forDump } from './dump.ts';
import { anonymizer } from './anonymize.ts';
import { explain } from './explain.ts';
import { appendTo, readSnapshot, requireWritable, writeTo } from './files.ts';
import { fineLinks } from './fine.ts';
import type { Look } from './follow.ts';
import { leaveOut } from './ignored.ts';
import { interruption } from '#program/interruption.ts';
import { judge } from './judge.ts';
import { lookAtCluster } from './look-at-cluster.ts';
import { HELP, parseOptions, type ClusterOptions } from './options.ts';
import { liveProgress, logProgress, type Progress } from './progress.ts';
import { formatOf } from './report/index.ts';
import { createReport } from './report/report.ts';
import { PLAIN, styleOf } from './report/style.ts';
import type { Snapshot } from './snapshot.ts';
import { createView, Index } from './view.ts';

/** What the environment says of where this runs. */
const { CI, TERM, GITHUB_STEP_SUMMARY } = process.env;

/** `npm run verify`, and what runs after each sync. */
async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  if (!options) {
    process.stdout.write(HELP);
  } else if (options.command === 'explain') {
    const { codes, language } = options;
    process.stdout.write(explain(checks, codes, { language, style: styleOf(process.stdout) }));
  } else {
    process.exitCode = await verify(options);
  }
}

/** @returns the exit status */
async function verify(options: ClusterOptions): Promise<number> {
  const { output, dump, from, language } = options;
  requireWritable({ '--output': output, '--dump': dump });
  if (from !== undefined) {
    const seen = readSnapshot(from);
    return tell({ seen, findings: judge(seen, checks) }, options);
  }
  const progress = createProgress(options);
  let last: Look<Snapshot> | undefined;
  const looking = lookAtCluster(options, {
    judge: (seen) => leaveOut(judge(seen, checks), options.ignored).findings,
    onLook: (look) => (last = look),
    onWait: (findings, seconds) => {
      progress.tell(findings, seconds);
    },
    onNote: (note) => process.stderr.write(`${note[language]}\n`),
  });
  const outcome = await Promise.race([looking, interruption()]);
  progress.end();
  if (typeof outcome === 'number') {
    if (last) tell(judgedAgain(last), options, outcome);
    process.stderr.write(last ? 'ended before it was fine\n' : 'ended before anything was seen\n');
    return outcome;
  }
  if ('obstacle' in outcome) {
    process.stderr.write(`${outcome.obstacle[language]}\n`);
    return EXIT.couldNotJudge;
  }
  return tell(judgedAgain(outcome), options);
}

/** With what is ignored, for the report tells how much that is. */
function judgedAgain({ seen }: Look<Snapshot>): Look<Snapshot> {
  return { seen, findings: judge(seen, checks) };
}

/** Writes the report and the dump. @returns the exit status */
function tell({ seen, findings: all }: Look<Snapshot>, options: ClusterOptions, endedWith?: number): number {
  const { format, language, output, dump, isAnonymous, failOn, context } = options;
  const { findings, count, unused } = leaveOut(all, options.ignored);
  for (const { code, object } of unused)
    process.stderr.write(
      `${{ en: `note: --ignore ${code}=${object} matched nothing`, ko: `참고: --ignore ${code}=${object}에 맞는 것이 없습니다` }[language]}\n`,
    );
  const { view } = createView(new Index(seen));
  const judged = createReport({
    ...{ takenAt: seen.takenAt, findings, ignored: count, checks, language, failOn, context },
    fine: fineLinks(view, all),
  });
  const report = endedWith === undefined ? judged : { ...judged, exitStatus: endedWith };
  const { render, summarize } = formatOf(format);
  if (output === undefined) process.stdout.write(render(report, styleOf(process.stdout)));
  else writeTo(output, render(report, PLAIN));
  if (summarize && GITHUB_STEP_SUMMARY) appendTo(GITHUB_STEP_SUMMARY, summarize(report));
  if (dump !== undefined) {
    const kept = forDump(seen);
    writeTo(dump, `${JSON.stringify(isAnonymous ? anonymizer(checks)(kept) : kept, undefined, 1)}\n`);
  }
  return report.exitStatus;
}

function createProgress({ language }: ClusterOptions): Progress {
  const options = { checks, language, style: styleOf(process.stderr) };
  const isLive = process.stderr.isTTY && !CI && TERM !== 'dumb';
  return isLive ? liveProgress(process.stderr, options) : logProgress(process.stderr, options);
}

// What the kubeconfig has run for credentials may go on for ever; it is not waited for.
void startProgram(import.meta.url, main).then(() => process.exit());
