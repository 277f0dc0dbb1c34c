import { parseLine, startProgram, type Terminal } from '#program/command.ts';
import { StartError } from '#program/start-error.ts';
import { createKubectl, type Kubectl } from '../kubectl.ts';
import { ARGO_CD_NAMESPACE } from './argo-cd.ts';
import { argoCdConfiguration } from './argo-cd-configuration.ts';
import { callBootstrap } from './bootstrap/call-bootstrap.ts';
import { ofARun, takeInventory } from './inventory.ts';
import { makeWorld } from './make-world.ts';
import { readVariables } from './named-files.ts';
import { agreedContext, inFolder, OPTIONS, runSteps } from './run-steps.ts';
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
Needs kubectl, git, helm and argocd.

Exit status: 0 every step holds · 1 one does not · 2 the cluster could not be used · 64 wrong usage · 78 settings, or a
cluster in which somebody else has something called ${NAME}

Example:
  npm run e2e -- --context kind-mrdebugger --yes-delete --settings ~/.cache/mrdebugger/e2e.env
`;
/** The name of the repository that is pushed to: by it a run knows what earlier runs have made. */
const REPOSITORY = 'umi-mrdebugger-e2e';

/** `npm run e2e` */
export async function e2e(argv: readonly string[], terminal: Terminal): Promise<number> {
  const { cwd, env, stdout } = terminal;
  const { values } = parseLine(argv, HELP, { ...OPTIONS, keep: { type: 'boolean' } });
  const context = agreedContext(values);
  const settings = readSettings({ ...readVariables(values.settings, cwd), ...env });
  const kubectl = createKubectl({ context, env });
  const say = (line: string) => void stdout.write(`${line}\n`);
  return await inFolder(terminal, async (folder) => {
    const isLeft = await hasLeftSomething(kubectl, settings);
    const made = await makeWorld({
      ...{ settings, kubectl, context, folder, env, say, source: cwd },
      repositoryName: REPOSITORY,
    });
    if (isLeft) {
      say('An earlier run has left something; removing it.');
      await callBootstrap(made, '--remove', '--certificates', 'delete');
    }
    const world = isLeft ? { ...made, before: await made.takeInventory() } : made;
    const configuration = await argoCdConfiguration(kubectl);
    say(`HEAD ${world.firstRevision.slice(0, 12)}, rendered by ${world.renderer.describe()}`);
    for (const line of await versions(kubectl)) say(line);
    try {
      const chosen = values.keep ? steps.slice(0, -1) : steps;
      return await runSteps({ steps: chosen, world, report: values.report, terminal });
    } finally {
      if (!values.keep) await configuration.restore();
    }
  });
}

/** Whether an earlier run did; refuses a cluster in which somebody else uses the same names. */
async function hasLeftSomething(kubectl: Kubectl, { gatewayNamespace }: Settings): Promise<boolean> {
  const found = ofARun(await takeInventory(kubectl, gatewayNamespace));
  if (found.length === 0) return false;
  const argoCdObjects = await kubectl(['-n', ARGO_CD_NAMESPACE, 'get', 'applications,appprojects', '-o', 'json']);
  if (argoCdObjects.includes(`/${REPOSITORY}.git`)) return true;
  throw new StartError([`the cluster has ${NAME} already, which no run of this command made:`, ...found]);
}

await startProgram(import.meta.url, e2e);
