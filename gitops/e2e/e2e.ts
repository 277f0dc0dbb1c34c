import { existsSync, mkdtempSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { EXIT, parseLine, startProgram, UsageError, type Terminal } from '#program/command.ts';
import { interruption } from '#program/interruption.ts';
import { StartError } from '#program/start-error.ts';
import { createKubectl, KubectlError, type Kubectl } from '../kubectl.ts';
import { ARGO_CD_NAMESPACE } from './argo-cd.ts';
import { argoCdConfiguration } from './argo-cd-configuration.ts';
import { collect } from './collect.ts';
import { startGitServer } from './git-server.ts';
import { ofARun, takeInventory } from './inventory.ts';
import { makeWorld } from './make-world.ts';
import { remove } from './remove.ts';
import { readVariables } from './named-files.ts';
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
  --settings FILE   variables, one NAME=value a line; a variable of the environment wins. gitops/e2e/kind/up
                    writes one for kind
  --report FOLDER   where the cluster's side is collected when a step fails (default: a new folder)
  --keep            leaves everything as the last step left it; the next run removes it
  -h, --help        this text

Variables:
${VARIABLES.map(({ name, meaning, fallback }) => `  ${name}${fallback ? ` (default: ${fallback})` : ''}\n      ${meaning}\n`).join('')}
Needs kubectl and git.

Exit status: 0 every step holds · 1 one does not · 2 the cluster could not be used · 64 wrong usage · 78 settings, or a
cluster in which somebody else has something called ${NAME}

Example:
  npm run e2e -- --context kind-mrdebugger --yes-delete --settings ~/.cache/mrdebugger/e2e.env
`;
/** The name of the repository that is pushed to: by it a run knows what earlier runs have made. */
const REPOSITORY = 'umi-mrdebugger-e2e';

/** `npm run e2e` */
export async function e2e(argv: readonly string[], { cwd, env, stdout, stderr }: Terminal): Promise<number> {
  const { values } = parseLine(argv, HELP, {
    context: { type: 'string' },
    'yes-delete': { type: 'boolean' },
    settings: { type: 'string' },
    report: { type: 'string' },
    keep: { type: 'boolean' },
  });
  if (!values.context || !values['yes-delete'])
    throw new UsageError(
      '--context NAME and --yes-delete are both needed: this makes and deletes things in that cluster',
    );
  const settings = readSettings({ ...readVariables(values.settings, cwd), ...env });
  const kubectl = createKubectl({ context: values.context, env });
  const folder = mkdtempSync(join(tmpdir(), 'mrdebugger-e2e-'));
  // The git server ends with this process, however it ends.
  void interruption().then((status) => {
    leaveOnlyTheReport(folder);
    process.exit(status);
  });
  const say = (line: string) => void stdout.write(`${line}\n`);
  try {
    await clearTheWay(kubectl, settings, say);
    return await run({
      ...{ settings, kubectl, folder, say, env, source: cwd },
      keep: values.keep ?? false,
      report: values.report === undefined ? join(folder, 'report') : resolve(cwd, values.report),
    });
  } catch (error) {
    if (!(error instanceof KubectlError)) throw error;
    stderr.write(`${error.message}\n`);
    return EXIT.couldNotJudge;
  } finally {
    leaveOnlyTheReport(folder);
  }
}

function leaveOnlyTheReport(folder: string): void {
  for (const part of ['clone', 'git', 'keys']) rmSync(join(folder, part), { recursive: true, force: true });
  if (existsSync(folder) && readdirSync(folder).length === 0) rmdirSync(folder);
}

interface Run {
  readonly settings: Settings;
  readonly kubectl: Kubectl;
  readonly folder: string;
  /** The repository that is shown. */
  readonly source: string;
  readonly env: NodeJS.ProcessEnv;
  readonly say: (line: string) => void;
  readonly keep: boolean;
  readonly report: string;
}

/** Runs the steps in order, tells the time of each, and ends with the first that fails. @returns an exit status */
async function run({ settings, kubectl, folder, source, env, say, keep, report }: Run): Promise<number> {
  const start = performance.now();
  const world = await makeWorld({ settings, kubectl, folder, source, env, repositoryName: REPOSITORY, say });
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
    return 0;
  } catch (error) {
    say(`   does not hold: ${error instanceof Error ? error.message : String(error)}`);
    await collect(kubectl, report, settings.gatewayNamespace);
    say(`What the cluster tells of it is in ${report}. What was made there is still there; the next run removes it.`);
    return EXIT.problems;
  } finally {
    git.stop();
    if (!keep) await configuration.restore();
  }
}

/** Removes what an earlier run left, and refuses a cluster in which somebody else uses the same names. */
async function clearTheWay(kubectl: Kubectl, { gatewayNamespace }: Settings, say: Run['say']): Promise<void> {
  const found = ofARun(await takeInventory(kubectl, gatewayNamespace));
  if (found.length === 0) return;
  const argoCdObjects = await kubectl(['-n', ARGO_CD_NAMESPACE, 'get', 'applications,appprojects', '-o', 'json']);
  if (!argoCdObjects.includes(`/${REPOSITORY}.git`))
    throw new StartError([`the cluster has ${NAME} already, which no run of this command made:`, ...found]);
  say('An earlier run has left something; removing it.');
  await remove(kubectl, gatewayNamespace);
}

function seconds(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}

await startProgram(import.meta.url, e2e);
