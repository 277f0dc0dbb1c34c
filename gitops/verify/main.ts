import { runCommand } from '../../service/command.ts';
import { judgeCertificate } from './certificate.ts';
import { clock } from './clock.ts';
import { connect } from './cluster/connect.ts';
import { CERTIFICATE, readObject } from './cluster/read.ts';
import { exitStatus, inLightOf } from './exit-status.ts';
import { requestHealth } from './health-request.ts';
import { judgeHealth, tryHealth } from './health.ts';
import { HELP, parseOptions, type Options } from './options.ts';
import { untilOk } from './poll.ts';
import { progressText, reportText } from './report.ts';
import { readRootsFile } from './roots-file.ts';
import type { Verdict } from './verdict.ts';

/** `npm run verify`, and what runs after each sync. */
async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  if (!options) {
    process.stdout.write(HELP);
    return;
  }
  const look = createLook(options);
  const start = clock.now();
  let last: readonly Verdict[] = [];
  const endAtOnce = (status: number) => () => {
    process.stdout.write(reportText(last));
    process.stderr.write(last.length === 0 ? 'ended before anything was seen\n' : 'ended before it was fine\n');
    process.exit(status);
  };
  process.once('SIGINT', endAtOnce(130));
  process.once('SIGTERM', endAtOnce(143));
  const goOn = (verdicts: readonly Verdict[]) => {
    process.stderr.write(progressText(last, verdicts, (clock.now() - start) / 1000));
    last = verdicts;
  };
  const verdicts = await untilOk({ look, goOn, wait: options.wait, clock });
  process.stdout.write(reportText(verdicts));
  process.exitCode = exitStatus(verdicts);
}

/** @throws {UsageError | StartError} */
function createLook({ certificate, health }: Options): () => Promise<readonly Verdict[]> {
  const roots = health.rootsFile === undefined ? undefined : readRootsFile(health.rootsFile);
  const connection = connect(certificate.context);
  return async () => {
    const [reading, answers] = await Promise.all([
      'gap' in connection ? connection : readObject(connection, CERTIFICATE, certificate),
      tryHealth(health, () => requestHealth({ ...health, roots })),
    ]);
    const certificateVerdict = judgeCertificate(certificate, reading, new Date());
    return [certificateVerdict, inLightOf(certificateVerdict, judgeHealth(health, answers))];
  };
}

// What the kubeconfig has run for credentials may go on for ever; it is not waited for.
void runCommand(main).then(() => process.exit());
