import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleVerify } from '../../../service/bundle.ts';
import { EXIT, parseLine, startProgram, UsageError, type Terminal } from '#program/command.ts';
import { interruption } from '#program/interruption.ts';
import { outputOf } from '#program/run.ts';
import { createKubectl, KubectlError, type Kubectl } from '../../kubectl.ts';
import type { RenderedObject } from '../../render/objects.ts';
import type { Cost } from './look.ts';
import { account, ACCOUNT, application, foreign, FOREIGN_NAMESPACE, LABEL, REPOSITORY, rightsIn } from './objects.ts';

/** What a look may take. */
const MOST = {
  /** With rights over the cluster, however many Applications there are. */
  requests: 300,
  /** With rights in single namespaces, for each of them, beside what is refused over all namespaces. */
  requestsInNamespace: 15,
  requestsRefused: 30,
  kilobytesOfApplication: 15,
  kilobytesOfForeign: 1,
  /** Of resident memory with a hundred Applications. */
  megabytes: 133,
} as const;

const HELP = `Prints what one look of verify costs: requests, bytes and memory, for more and more Applications, before and after
many unrelated objects are made, and with rights in the namespaces of the Applications alone. Needs a cluster with the
kinds of Argo CD, Istio and cert-manager.

A look may take ${MOST.requests} requests, or ${MOST.requestsInNamespace} for each namespace, and ${MOST.requestsRefused}, with rights in these alone; ${MOST.kilobytesOfApplication} KB for each Application and
${MOST.kilobytesOfForeign} KB for each unrelated object; and, with 100 Applications, ${MOST.megabytes} MB of memory.

  node --import tsx gitops/e2e/cost/cost.ts --context NAME --yes-delete [options]

  --context NAME         the context of your kubeconfig
  --yes-delete           you know that namespaces verify-cost-*, and Applications of that name, are made and deleted there
  --applications COUNTS  how many Applications, with commas between (default: 1,10,100)
  --foreign COUNT        how many unrelated objects: Pods, Deployments, EndpointSlices, Certificates, Gateways,
                         VirtualServices and Ingresses (default: 10000)
  --argocd NAMESPACE     where the Applications go (default: argocd)
  -h, --help             this text

Exit status: 0 within these bounds · 1 above one of them · 2 the cluster could not be used · 64 wrong usage
`;
/** Objects that are sent to the API server in one go. */
const BATCH = 500;

/** Flags of Node that verify runs with in a cluster (Dockerfile). */
const AS_IN_IMAGE = ['--max-semi-space-size=8'];

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
    const problems = await measure({ kubectl, context, argocd, counts, others, folder, terminal });
    for (const problem of problems) terminal.stderr.write(`${problem}\n`);
    return problems.length === 0 ? 0 : EXIT.problems;
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

/** @returns a sentence for each bound that a look exceeded */
async function measure(options: Options): Promise<readonly string[]> {
  const { kubectl, context, argocd, counts, others, folder, terminal } = options;
  const { stdout, stderr } = terminal;
  // In one file, as the image has it: a loader of TypeScript would take more memory than what is measured.
  const program = join(folder, 'look.cjs');
  await bundleVerify(program, 'gitops/e2e/cost/look.ts');
  stdout.write(
    '| rights | Applications | other objects | requests | KB received | MB resident | s |\n| --- | --- | --- | --- | --- | --- | --- |\n',
  );
  const problems: string[] = [];
  let made = 0;
  for (const besides of others > 0 ? [0, others] : [0]) {
    if (besides > 0) {
      await create([
        { apiVersion: 'v1', kind: 'Namespace', metadata: { name: FOREIGN_NAMESPACE, labels: { [LABEL]: 'true' } } },
      ]);
      const all: RenderedObject[] = [];
      for (let index = 0; all.length < besides; index++) all.push(...foreign(index));
      await create(all.slice(0, besides));
    }
    for (const count of besides === 0 ? counts : counts.slice(-1)) {
      for (; made < count; made++) await create(application(made, argocd));
      await look('cluster', count, besides, MOST.requests);
    }
  }
  const names = Array.from({ length: made }, (_, index) => `verify-cost-${index}`);
  await create([...account(argocd), ...[argocd, ...names].map((namespace) => rightsIn(namespace, argocd))]);
  const kubeconfig = join(folder, 'kubeconfig.json');
  writeFileSync(kubeconfig, await ofAccount());
  const named = names.map((name) => `${argocd}/${name}`);
  await look('namespaces', made, others, made * MOST.requestsInNamespace + MOST.requestsRefused, named, {
    KUBECONFIG: kubeconfig,
  });
  return problems;

  async function look(rights: string, count: number, besides: number, most: number, words: string[] = [], env = {}) {
    const cost = await outputOf(process.execPath, [...AS_IN_IMAGE, program, context, REPOSITORY, ...words], {
      env: { ...terminal.env, ...env },
    });
    const { requests, bytes, megabytes, milliseconds } = JSON.parse(cost) as Cost;
    const kilobytes = Math.round(bytes / 1024);
    const figures = [rights, count, besides, requests, kilobytes, megabytes, (milliseconds / 1000).toFixed(1)];
    stdout.write(`| ${figures.join(' | ')} |\n`);
    const bounds = [
      ['requests', requests, most],
      ['KB', kilobytes, count * MOST.kilobytesOfApplication + besides * MOST.kilobytesOfForeign],
      ['MB', megabytes, MOST.megabytes],
    ] as const;
    for (const [unit, figure, bound] of bounds)
      if (figure > bound)
        problems.push(`${rights}, ${count} Applications, ${besides} others: ${figure} ${unit}, more than ${bound}`);
  }

  /** The kubeconfig with the account in place of whoever measures. */
  async function ofAccount(): Promise<string> {
    const view = await kubectl(['config', 'view', '--raw', '--minify', '--flatten', '-o', 'json']);
    const { users, ...config } = JSON.parse(view) as { readonly users: readonly { readonly name: string }[] };
    const token = (await kubectl(['-n', argocd, 'create', 'token', ACCOUNT])).trim();
    return JSON.stringify({ ...config, users: users.map(({ name }) => ({ name, user: { token } })) });
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
  await kubectl(['-n', argocd, 'delete', 'serviceaccounts,rolebindings', ...ofCost]);
  await kubectl(['delete', 'namespaces,clusterroles', ...ofCost]);
}

function parseCount(option: string, text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new UsageError(`${option} ${text}: expected a number, such as 100`);
  return Number(text);
}

await startProgram(import.meta.url, verifyCost);
