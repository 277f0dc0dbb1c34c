import { EXIT, UsageError, type Terminal } from '#program/command.ts';
import { unreachable, obstacleOf } from './first-answers.ts';
import { notesOn } from './model/trace/notes.ts';
import { traceOf } from './model/trace/request-trace.ts';
import type { TraceOptions } from './options.ts';
import { connect } from './see/cluster/connect.ts';
import { collect } from './see/collect.ts';
import { isGap } from './see/gap.ts';
import type { Snapshot } from './see/snapshot.ts';
import { createView } from './see/view.ts';
import { createWitness } from './see/witness.ts';
import { requireWritable, writeTo } from './tell/files.ts';
import { PLAIN, styleOf } from './tell/report/style.ts';
import { createTraceReport, TRACE_FORMATS } from './tell/trace-report.ts';

/**
 * `verify trace`: asks the cluster for what a request passes, and tells what becomes of it.
 * @returns the exit status
 * @throws {UsageError | StartError}
 */
export async function traceRequest(options: TraceOptions, { stdout, stderr }: Terminal): Promise<number> {
  const { request, scope, context, resolver, format, language, output } = options;
  requireWritable({ '--output': output });
  const connection = connect(context);
  const traced = (snapshot: Snapshot) => {
    const { view, trace: used } = createView(snapshot);
    const trace = traceOf(view, request);
    return { view, trace, notes: notesOn(view, trace), used };
  };
  const seen = await collect({
    ...{ scope, witness: createWitness({ connection, resolver, roots: undefined }), takenAt: new Date().toISOString() },
    follow: (snapshot) => traced(snapshot).used,
    namespaces: () => [],
  });
  const obstacle = isGap(connection) ? obstacleOf(connection, context) : unreachable(seen.exchanges, context);
  if (obstacle) {
    stderr.write(`${obstacle[language]}\n`);
    return EXIT.couldNotJudge;
  }
  const { used, view, ...told } = traced(seen);
  const { from } = request;
  if (from && view.isAbsent('Pod', from.namespace, from.name))
    throw new UsageError({
      en: `--from ${from.namespace}/${from.name}: there is no such Pod`,
      ko: `--from ${from.namespace}/${from.name}: 없는 Pod입니다`,
    });
  const { takenAt } = seen;
  const report = createTraceReport({ ...told, unknowns: [...used.unknowns], takenAt, language, context });
  const render = TRACE_FORMATS[format];
  if (output === undefined) stdout.write(render(report, styleOf(stdout)));
  else writeTo(output, render(report, PLAIN));
  return report.exitStatus;
}
