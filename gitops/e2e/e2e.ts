import { mkdtempSync, readdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, parseEnv } from 'node:util';
import { EXIT, startProgram, UsageError } from '#program/command.ts';
import { StartError } from '#program/start-error.ts';
import { createKubectl, KubectlError, type Kubectl } from '../kubectl.ts';
import { ARGO_CD_NAMESPACE } from './argo-cd.ts';
import { argoCdConfiguration } from './argo-cd-configuration.ts';
import { collect } from './collect.ts';
import { startGitServer } from './git-server.ts';
import { ofARun, takeInventory } from './inventory.ts';
import { makeWorld } from './make-world.ts';
import { remove } from './remove.ts';
import { readSettings, VARIABLES, type Settings } from './settings.ts';
import { steps } from './steps.ts';
import { versions } from './versions.ts';
import { NAME } from './world.ts';

const HELP = `Shows the whole chain on a real cluster, from git push to a spoken tip, step by step: HEAD of this repository with
facts of its own, pushed to a git server of its own, kept by the cluster's Argo CD. Removes everything again.

  npm run e2e -- --context NAME --yes-delete [options]

  --context NAME    the context of your kubeconfig: a cluster with Argo CD, Istio with an ingress gateway, and
                    cert-manager
  --yes-delete      you know that ${NAME}, a namespace, and all of that name in the gateway's namespace and
                    among the Applications, is made and deleted there
  --settings FILE   variables, one NAME=value a line; those of the environment go before. gitops/e2e/kind/up
                    writes one for kind
  --report FOLDER   where the cluster's side is collected when a step fails (default: a new folder)
  --keep            leaves everything as the last step left it; the next run removes it
  -h, --help        this text

Variables:
${VARIABLES.map(({ name, meaning, fallback }) => `  ${name}${fallback ? ` (default: ${fallback})` : ''}\n      ${meaning}\n`).join('')}
Needs kubectl and git.

Exit status: 0 every step holds · 1 one does not · 2 the cluster could not be used · 64 wrong usage · 78 settings, or a
cluster that already holds ${NAME} of somebody else

Example:
  npm run e2e -- --context kind-mrdebugger --yes-delete --settings ~/.cache/mrdebugger/e2e.env
`;
const ROOT = '.';
/** Tells a later run that what it finds was made by one of these. */
const REPOSITORY = 'umi-mrdebugger-e2e';

/** `npm run e2e` */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      context: { type: 'string' },
      'yes-delete': { type: 'boolean' },
      settings: { type: 'string' },
      report: { type: 'string' },
      keep: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  if (!values.context || !values['yes-delete'])
    throw new UsageError(
      '--context NAME and --yes-delete are both needed: this makes and deletes things in that cluster',
    );
  const settings = readSettings({ ...readVariables(values.settings), ...process.env });
  const kubectl = createKubectl({ context: values.context });
  const folder = mkdtempSync(join(tmpdir(), 'mrdebugger-e2e-'));
  process.once('exit', () => {
    for (const part of ['clone', 'git', 'keys']) rmSync(join(folder, part), { recursive: true, force: true });
    if (readdirSync(folder).length === 0) rmdirSync(folder);
  });
  try {
    await clearTheWay(kubectl, settings);
    await run({
      settings,
      kubectl,
      folder,
      keep: values.keep ?? false,
      report: values.report ?? join(folder, 'report'),
    });
  } catch (error) {
    if (!(error instanceof KubectlError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = EXIT.couldNotJudge;
  }
}

interface Run {
  readonly settings: Settings;
  readonly kubectl: Kubectl;
  readonly folder: string;
  readonly keep: boolean;
  readonly report: string;
}

/** Every step in its order, and its time; the first that does not hold is the last. */
async function run({ settings, kubectl, folder, keep, report }: Run): Promise<void> {
  const start = performance.now();
  const world = await makeWorld({ settings, kubectl, folder, source: ROOT, repositoryName: REPOSITORY, say });
  const configuration = await argoCdConfiguration(kubectl);
  const { hostAddress: address, gitPort: port } = settings;
  say(`HEAD ${world.firstRevision.slice(0, 12)}, rendered by ${world.renderer.describe()}`);
  for (const line of await versions(kubectl)) say(line);
  const git = await startGitServer({ folder: join(folder, 'git'), address, port });
  const chosen = keep ? steps.slice(0, -1) : steps;
  try {
    for (const [index, step] of chosen.entries()) {
      say(`${index + 1}. ${step.name}`);
      const begin = performance.now();
      await step.run(world);
      say(`   holds, ${seconds(begin)}`);
    }
    say(`${chosen.length} steps hold, ${seconds(start)}`);
  } catch (error) {
    say(`   does not hold: ${error instanceof Error ? error.message : String(error)}`);
    await collect(kubectl, report, settings.gatewayNamespace);
    say(`What the cluster tells of it is in ${report}. What was made there is still there; the next run removes it.`);
    process.exitCode = EXIT.problems;
  } finally {
    git.stop();
    if (!keep) await configuration.restore();
  }
}

/** Refuses a cluster that holds the run's names of somebody else; removes what an earlier run left. */
async function clearTheWay(kubectl: Kubectl, { gatewayNamespace }: Settings): Promise<void> {
  const found = ofARun(await takeInventory(kubectl, gatewayNamespace));
  if (found.length === 0) return;
  const argoCdObjects = await kubectl(['-n', ARGO_CD_NAMESPACE, 'get', 'applications,appprojects', '-o', 'json']);
  if (!argoCdObjects.includes(`/${REPOSITORY}.git`))
    throw new StartError([`the cluster holds ${NAME} already, and no run of this made it:`, ...found]);
  say('An earlier run has left something; removing it.');
  await remove(kubectl, gatewayNamespace);
}

function readVariables(file: string | undefined): NodeJS.Dict<string> {
  if (file === undefined) return {};
  try {
    return parseEnv(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new StartError([
      `${file}: ${(error as NodeJS.ErrnoException).code ?? String(error)}; expected a file of variables`,
    ]);
  }
}

function seconds(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

// What runs besides, the git server, ends with this process, however it ends.
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));
await startProgram(import.meta.url, main);
