import { parseLine, startProgram, UsageError, type Terminal } from '#program/command.ts';
import { StartError } from '#program/start-error.ts';
import { VERSIONS } from '../../bootstrap/preflight/plan.ts';
import { createKubectl, getObject, type Kubectl } from '../../kubectl.ts';
import { takeWholeInventory } from '../inventory.ts';
import { makeWorld } from '../make-world.ts';
import { readVariables } from '../named-files.ts';
import { agreedContext, inFolder, OPTIONS, runSteps } from '../run-steps.ts';
import { VARIABLES } from '../settings.ts';
import { MORE_VARIABLES, readBootstrapSettings } from './settings.ts';
import { steps } from './steps.ts';

const HELP = `Shows the first deployment on a real cluster that is empty: bootstrap brings Argo CD, the add-ons and the skill, each
step with its time; and what comes after it, up to the removal of everything.

  npm run e2e:bootstrap -- --context NAME --yes-delete [options]

  --context NAME    the context of your kubeconfig: a cluster without Argo CD, cert-manager and Istio
  --yes-delete      you know that these are made and deleted there
  --steps N         only the first N of:
${steps.map(({ name }, index) => `                      ${index + 1}. ${name}\n`).join('')}                    what they made stays (default: all, which leave the cluster as it was)
  --settings FILE   variables, one NAME=value a line; a variable of the environment wins
  --report FOLDER   where the cluster's side is collected when a step fails (default: a new folder)
  -h, --help        this text

Variables:
${VARIABLES.map(({ name, meaning, fallback }) => `  ${name}${fallback ? ` (default: ${fallback})` : ''}\n      ${meaning}\n`).join('')}${MORE_VARIABLES.map(({ name, meaning }) => `  ${name} (default: as the repository says)\n      ${meaning}\n`).join('')}
Needs kubectl, helm and git.

Exit status: 0 every step holds · 1 one does not · 2 the cluster could not be used · 64 wrong usage · 78 settings, or a
cluster that is not empty

Example:
  npm run e2e:bootstrap -- --context my-empty-cluster --yes-delete --settings e2e.env
`;
const REPOSITORY = 'umi-mrdebugger-e2e';
/** What a cluster that is empty does not have. */
const NAMESPACES = ['argocd', 'cert-manager', 'istio-system'];

/** `npm run e2e:bootstrap` */
export async function e2eBootstrap(argv: readonly string[], terminal: Terminal): Promise<number> {
  const { cwd, env, stdout } = terminal;
  const { values } = parseLine(argv, HELP, { ...OPTIONS, steps: { type: 'string' } });
  const context = agreedContext(values);
  const count = Number(values.steps ?? steps.length);
  if (!Number.isInteger(count) || count < 1 || count > steps.length)
    throw new UsageError(`--steps ${values.steps ?? ''}: expected a number from 1 to ${steps.length}`);
  const settings = readBootstrapSettings({ ...readVariables(values.settings, cwd), ...env });
  const kubectl = createKubectl({ context, env });
  const say = (line: string) => void stdout.write(`${line}\n`);
  return await inFolder(terminal, async (folder) => {
    await refuseWhatIsNotEmpty(kubectl);
    const { facts, istioVersion } = settings.sources;
    const world = await makeWorld({
      ...{ settings, kubectl, context, folder, env, say, facts, source: cwd },
      repositoryName: REPOSITORY,
      takeInventory: () => takeWholeInventory(kubectl),
    });
    world.repository.edit('gitops/apps/local/kustomization.yaml', (text) =>
      text.replace('# - ../add-ons', '- ../add-ons'),
    );
    if (istioVersion !== undefined) world.repository.set(VERSIONS, [[['data', 'istio'], istioVersion]]);
    say(`HEAD ${world.firstRevision.slice(0, 12)}, rendered by ${world.renderer.describe()}`);
    return await runSteps({ steps: steps.slice(0, count), world, report: values.report, terminal });
  });
}

async function refuseWhatIsNotEmpty(kubectl: Kubectl): Promise<void> {
  const found = await Promise.all(NAMESPACES.map((name) => getObject(kubectl, `namespace/${name}`)));
  const names = NAMESPACES.filter((_, index) => found[index] !== undefined);
  if (names.length > 0)
    throw new StartError([`the cluster is not empty: it has the namespaces ${names.join(', ')}. Give it an empty one`]);
}

await startProgram(import.meta.url, e2eBootstrap);
