import { setTimeout as sleep } from 'node:timers/promises';
import { EXIT, parseLine, startProgram, UsageError, type Terminal } from '#program/command.ts';
import { parseDuration } from '#program/duration.ts';
import { interruption } from '#program/interruption.ts';
import { StartError } from '#program/start-error.ts';
import { factProblems, readFacts, type Facts } from '../facts.ts';
import { createKubectl, KubectlError, listObjects, type Kubectl } from '../kubectl.ts';
import { findRenderer, RenderError } from '../render/renderer.ts';
import { awaitArrival } from './arrival.ts';
import { ARGO_CD_NAMESPACE, install } from './install.ts';
import { readPlan } from './preflight/plan.ts';
import { preflight } from './preflight/preflight.ts';
import { remove } from './removal/remove.ts';
import type { Certificates } from './removal/steps.ts';
import type { Sight } from './sight.ts';
import { createVerifier } from './verdict.ts';

const HELP = `Hands an environment over to Argo CD, once; from then on a git push is all it takes. Installs Argo CD where the
cluster has none, and waits until the environment answers. May be ended and run again at any time: what is already right
stays as it is.

  npm run bootstrap -- --context NAME --environment local|staging|production

  --context NAME       the context of your kubeconfig; there is no default, so that no cluster is hit by accident
  --environment NAME   whose facts (kustomize/facts/NAME/facts.yaml) and Applications (gitops/apps/NAME)
  --argo-cd-manifest FILE|URL
                       what Argo CD is installed from, instead of the fact argoCdManifest
  --wait DURATION      how long it waits: 90s, 5m, 1h (default: 15m, in which the DNS record can be made: the gateway's
                       address is told as soon as there is one). Ends early where waiting is of no use
  --no-wait            ends as soon as Argo CD has been told what to do
  --check              says what would happen and what stands in the way, and writes nothing. Where something stands in
                       the way, nothing is written without it either
  --remove             removes all that was brought and nobody else needs; with --check it only says what
  --certificates keep|delete
                       what --remove does with the certificate and the ACME account; without it, a terminal is asked
  -h, --help           this text

Needs kubectl, and rights to create namespaces and cluster roles.

Exit status: 0 it answers; or what --no-wait, --check or --remove is for is done · 1 something is wrong, or stands in
the way, which is told · 2 the cluster could not be reached, or it refused · 3 still under way when the time was over
64 wrong usage · 78 facts that cannot be deployed, such as an example host, or a root Application that does not build
130 and 143 ended by SIGINT and SIGTERM

Examples:
  npm run bootstrap -- --context my-cluster --environment production --check
  npm run bootstrap -- --context my-cluster --environment production
  npm run bootstrap -- --context my-cluster --environment production --remove --certificates keep
`;

/** verify's exit status where something may still become right by itself. */
const UNDER_WAY = 3;

/**
 * `npm run bootstrap`
 * @param interrupted settles with an exit status when the run is to end early
 */
export async function bootstrap(
  argv: readonly string[],
  terminal: Terminal,
  interrupted: () => Promise<number> = never,
): Promise<number> {
  const { values } = parseLine(argv, HELP, {
    context: { type: 'string' },
    environment: { type: 'string' },
    'argo-cd-manifest': { type: 'string' },
    wait: { type: 'string' },
    'no-wait': { type: 'boolean' },
    check: { type: 'boolean' },
    remove: { type: 'boolean' },
    certificates: { type: 'string' },
  });
  const { context, environment } = values;
  if (!context || !environment) throw new UsageError('--context NAME and --environment NAME are both needed');
  const wait = values['no-wait'] ? 0 : parseDuration('--wait', values.wait || '15m');
  const facts = readFacts(terminal.cwd, environment);
  const { check = false } = values;
  const certificates = readFate(values.certificates);
  // A look tells of these with the rest, and removal needs none of them.
  const problems = check || values.remove ? [] : factProblems(facts);
  if (problems.length > 0) throw new StartError(problems);
  const ending = new AbortController();
  const { signal } = ending;
  const work = {
    context,
    facts,
    argoCdManifest: values['argo-cd-manifest'],
    wait,
    terminal,
    signal,
    check,
    certificates,
  };
  const run = (values.remove ? takeAway(work) : handOver(work)).catch((error: unknown) => refused(error, terminal));
  const interruption = interrupted().then((status) => {
    ending.abort();
    terminal.stderr.write('ended; what has been applied stays, and the same command goes on from there\n');
    return status;
  });
  return await Promise.race([run, interruption]);
}

interface Work {
  readonly context: string;
  readonly facts: Facts;
  readonly argoCdManifest: string | undefined;
  /** Milliseconds; 0 means not at all. */
  readonly wait: number;
  readonly terminal: Terminal;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
  /** Whether it only says what it would do. */
  readonly check: boolean;
  /** What becomes of them at a removal. */
  readonly certificates: Certificates | undefined;
}

async function handOver({ context, facts, argoCdManifest, wait, terminal, signal, check }: Work): Promise<number> {
  const { cwd, env, stdout, stderr } = terminal;
  const kubectl = createKubectl({ context, env });
  const tell = (line: string) => void stdout.write(`${line}\n`);
  const renderer = await findRenderer(env, cwd);
  const { intentions, findings, verdict, isClear } = await preflight(cwd, facts, kubectl, renderer);
  const lines = [...(check ? [...intentions, ''] : []), ...findings, ...(check || !isClear ? [verdict] : [])];
  const out = check || isClear ? stdout : stderr;
  for (const line of lines) out.write(`${line}\n`);
  if (check || !isClear) return isClear ? 0 : EXIT.problems;
  await install({ repository: cwd, facts, argoCdManifest, kubectl, renderer, report: tell });
  tell('');
  tell(`Argo CD now follows ${facts.repository}, branch ${facts.branch}. What it is doing:`);
  if (wait === 0) {
    tell('  kubectl -n argocd get applications -w');
    tell(`Soon after: https://${facts.host}/health`);
    return 0;
  }
  const { judge, report } = createVerifier({ context, facts, terminal });
  const clock = {
    now: () => performance.now(),
    sleep: (milliseconds: number) => sleep(milliseconds, undefined, { signal }),
  };
  const look = () => lookAt(kubectl, facts);
  const refresh = async (name: string) => {
    const words = ['annotate', '--overwrite', `application/${name}`, 'argocd.argoproj.io/refresh=normal'];
    await kubectl(['-n', ARGO_CD_NAMESPACE, ...words]);
  };
  await awaitArrival({ facts, look, judge, refresh, tell, wait, clock });
  tell('');
  const status = await report();
  const isUnderWay = status === UNDER_WAY;
  if (status === 0) tell(`It answers: https://${facts.host}/health`);
  else tell(isUnderWay ? 'Run this again to go on watching.' : 'Mend it, and run this again.');
  return status;
}

async function takeAway({ context, facts, check, certificates, terminal }: Work): Promise<number> {
  const { cwd, env } = terminal;
  const plan = await readPlan(cwd, facts, await findRenderer(env, cwd));
  const kubectl = createKubectl({ context, env, requestTimeout: DELETION });
  await remove({ kubectl, plan, certificates, isTrial: check, terminal });
  return 0;
}

/** Seconds that a request may take which waits for the end of what it deletes. */
const DELETION = 240;

function readFate(word: string | undefined): Certificates | undefined {
  if (word === undefined || word === 'keep' || word === 'delete') return word;
  throw new UsageError(`--certificates ${word}: expected keep or delete`);
}

/** What its user can mend becomes words and an exit status. */
function refused(error: unknown, { stderr }: Terminal): number {
  if (error instanceof RenderError) throw new StartError([error.message]);
  if (!(error instanceof KubectlError)) throw error;
  stderr.write(`${error.message}\n`);
  return EXIT.couldNotJudge;
}

async function lookAt(kubectl: Kubectl, { gatewayNamespace, gatewayLabel }: Facts): Promise<Sight> {
  const [pods, applications, gateways] = await Promise.all([
    listObjects<Sight['pods'][number]>(kubectl, 'pods', ARGO_CD_NAMESPACE),
    listObjects<Sight['applications'][number]>(kubectl, 'applications.argoproj.io', ARGO_CD_NAMESPACE),
    listObjects<Sight['gateways'][number]>(kubectl, 'services', gatewayNamespace, ['-l', `istio=${gatewayLabel}`]),
  ]);
  return { pods, applications, gateways };
}

async function never(): Promise<never> {
  return await new Promise(() => undefined);
}

await startProgram(import.meta.url, (argv, terminal) => bootstrap(argv, terminal, interruption));
