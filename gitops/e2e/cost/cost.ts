import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleVerify } from '../../../service/bundle.ts';
import { EXIT, parseLine, startProgram, UsageError, type Terminal } from '#program/command.ts';
import { interruption } from '#program/interruption.ts';
import { outputOf } from '#program/run.ts';
import { createKubectl, KubectlError, type Kubectl } from '../../kubectl.ts';
import type { Cost } from './look.ts';
import { application, foreign, FOREIGN_NAMESPACE, LABEL, REPOSITORY } from './objects.ts';

const HELP = `Prints what one look of verify costs: requests, bytes and memory, for more and more Applications, before and after
many unrelated objects are made. Needs a cluster with the kinds of Argo CD, Istio and cert-manager.

  node --import tsx gitops/e2e/cost/cost.ts --context NAME --yes-delete [options]

  --context NAME         the context of your kubeconfig
  --yes-delete           you know that namespaces verify-cost-*, and Applications of that name, are made and deleted there
  --applications COUNTS  how many Applications, with commas between (default: 1,10,100)
  --foreign COUNT        how many unrelated objects (default: 10000)
  --argocd NAMESPACE     where the Applications go (default: argocd)
  -h, --help             this text

Exit status: 0 measured · 2 the cluster could not be used · 64 wrong usage
`;
/** Objects that are sent to the API server in one go. */
const BATCH = 500;

/** `cost.ts` */
async function verifyCost(argv: readonly string[], terminal: Terminal): Promise<number> {
  const { values } = parseLine(argv, HELP, {
    context: { type: 'string' },
    'yes-delete': { type: 'boolean' },
    applications: { type: 'string', default: '1,10,100' },
    foreign: { type: 'string', default: '10000' },
    argocd: { type: 'string', default: 'argocd' },
  });
  const { context, argocd } = values;
  if (!context || !values['yes-delete'])
    throw new UsageError(
      '--context NAME and --yes-delete are both needed: this makes and deletes things in that cluster',
    );
  const counts = values.applications.split(',').map((text) => parseCount('--applications', text));
  const others = parseCount('--foreign', values.foreign);
  const kubectl = createKubectl({ context, requestTimeout: 300, env: terminal.env });
  const folder = mkdtempSync(join(tmpdir(), 'mrdebugger-cost-'));
  const clear = () => {
    rmSync(folder, { recursive: true, force: true });
  };
  // What was made in the cluster is removed by the next run.
  void interruption().then((status) => {
    clear();
    process.exit(status);
  });
  try {
    await remove(kubectl, argocd);
    await measure({ kubectl, context, argocd, counts, others, folder, terminal });
    return 0;
  } catch (error) {
    if (!(error instanceof KubectlError)) throw error;
    terminal.stderr.write(`${error.message}\n`);
    return EXIT.couldNotJudge;
  } finally {
    clear();
    await remove(kubectl, argocd).catch(() => undefined);
  }
}

interface Options {
  readonly kubectl: Kubectl;
  readonly context: string;
  readonly argocd: string;
  readonly counts: readonly number[];
  readonly others: number;
  readonly folder: string;
  readonly terminal: Terminal;
}

async function measure(options: Options): Promise<void> {
  const { kubectl, context, argocd, counts, others, folder, terminal } = options;
  const { stdout, stderr } = terminal;
  // In one file, as the image has it: a loader of TypeScript would take more memory than what is measured.
  const program = join(folder, 'look.cjs');
  await bundleVerify(program, 'gitops/e2e/cost/look.ts');
  stdout.write(
    '| Applications | other objects | requests | KB received | MB resident | s |\n| --- | --- | --- | --- | --- | --- |\n',
  );
  let made = 0;
  for (const besides of others > 0 ? [0, others] : [0]) {
    if (besides > 0) {
      await create([
        { apiVersion: 'v1', kind: 'Namespace', metadata: { name: FOREIGN_NAMESPACE, labels: { [LABEL]: 'true' } } },
      ]);
      await create(Array.from({ length: besides }, (_, index) => foreign(index)));
    }
    for (const count of besides === 0 ? counts : counts.slice(-1)) {
      for (; made < count; made++) await create(application(made, argocd));
      const cost = await outputOf(process.execPath, [program, context, REPOSITORY]);
      const { requests, bytes, megabytes, milliseconds } = JSON.parse(cost) as Cost;
      const figures = [count, besides, requests, Math.round(bytes / 1024), megabytes, (milliseconds / 1000).toFixed(1)];
      stdout.write(`| ${figures.join(' | ')} |\n`);
    }
  }

  async function create(objects: readonly object[]): Promise<void> {
    for (let start = 0; start < objects.length; start += BATCH) {
      const items = objects.slice(start, start + BATCH);
      await kubectl(['create', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
      if (objects.length > BATCH) stderr.write(`${start + items.length} of ${objects.length} objects\n`);
    }
  }
}

async function remove(kubectl: Kubectl, argocd: string): Promise<void> {
  const ofCost = ['-l', LABEL, '--ignore-not-found', '--wait=true'];
  await kubectl(['-n', argocd, 'delete', 'applications.argoproj.io', ...ofCost]);
  await kubectl(['delete', 'namespaces', ...ofCost]);
}

function parseCount(option: string, text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new UsageError(`${option} ${text}: expected a number, such as 100`);
  return Number(text);
}

await startProgram(import.meta.url, verifyCost);
