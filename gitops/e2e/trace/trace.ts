import { setTimeout as sleep } from 'node:timers/promises';
import { parse, stringify } from 'yaml';
import { EXIT, parseLine, startProgram, type Terminal } from '#program/command.ts';
import { inParallel } from '#program/parallel.ts';
import { run as runCommand } from '#testing/run-command.ts';
import type { Kubectl } from '../../kubectl.ts';
import { verify } from '../../verify/verify.ts';
import { waitFor } from '../patience.ts';
import { answerText, disagreement, type TracedBranch } from './agreement.ts';
import { ask, askFrom, type Answer } from './ask.ts';
import { apply, gatewayApiKinds, inLab, LAB_HELP, LAB_OPTIONS, podsReady, sentinel, type Lab } from './lab.ts';
import { readTrials, type Trial, type TrialRequest } from './trials.ts';

const HELP = `Holds \`verify trace\` against what the gateway of a real cluster does: for each of many configurations it writes down
what the trace says, sends the same request ten times, and compares status, Pod, path and place of a redirect.

  node --import tsx gitops/e2e/trace/trace.ts --context NAME --yes-delete [options]

  ${LAB_HELP}
  --only NAME[,NAME…]    these trials alone
  -h, --help             this text

Exit status: 0 the trace is right · 1 it is not · 2 the cluster could not be used · 64 wrong usage · 78 settings
`;

/** Trials that are asked at the same time. */
const AT_ONCE = 3;
/** How often a request is asked again, since the last of the configuration may arrive a moment later. */
const ATTEMPTS = 3;

/** What a request was said to get, and what it got. */
interface Comparison {
  readonly trial: string;
  readonly sent: TrialRequest;
  /** The trace in words, where it is not right or not known. */
  readonly told: string;
  readonly branches: readonly TracedBranch[];
  readonly answers: readonly Answer[];
  readonly problem: string | undefined;
}

/** `trace.ts` */
async function e2eTrace(argv: readonly string[], terminal: Terminal): Promise<number> {
  const { values } = parseLine(argv, HELP, { ...LAB_OPTIONS, only: { type: 'string', multiple: true } });
  const only = (values.only ?? []).flatMap((text) => text.split(','));
  return await inLab(values, terminal, async (lab) => await compareAll(lab, only));
}

async function compareAll(lab: Lab, only: readonly string[]): Promise<number> {
  const { kubectl, ground, say } = lab;
  const chosen = readTrials(ground).filter(({ name }) => only.length === 0 || only.includes(name));
  const hasGatewayApi = (await gatewayApiKinds(kubectl)).length > 0;
  const trials = chosen.filter(({ isOfGatewayApi }) => hasGatewayApi || !isOfGatewayApi);
  if (trials.length < chosen.length)
    say(`not tried: ${chosen.length - trials.length} that need the Gateway API, which is not installed`);
  const early = await apply(
    kubectl,
    trials.flatMap(({ older }) => older),
  );
  // istiod goes by the time of creation, which has seconds.
  await sleep(1_100);
  const manifests = trials.flatMap((trial) => trial.manifests);
  const refused = [...early, ...(await apply(kubectl, manifests))];
  for (const line of refused) say(`not accepted: ${line}`);
  await podsReady(kubectl);
  await sentinel(kubectl, ground);
  const usual = trials.filter(({ mesh }) => mesh === undefined);
  const comparisons = (await inParallel(usual, AT_ONCE, (trial) => compare(trial, lab))).flat();
  for (const trial of trials)
    if (trial.mesh) comparisons.push(...(await withMesh(kubectl, trial.mesh, async () => await compare(trial, lab))));
  const status = report(comparisons, say);
  // Without its configuration a trial would agree and show nothing.
  return refused.length > 0 ? EXIT.problems : status;
}

async function compare({ name, requests }: Trial, { kubectl, context, ground }: Lab): Promise<readonly Comparison[]> {
  const comparisons: Comparison[] = [];
  for (const sent of requests) {
    const { request, times, takes, at } = sent;
    const address = at ? await addressOf(kubectl, at) : ground.gatewayAddress;
    const words = traceWords(request, context, address);
    const branches = await traced(words);
    for (let attempt = 1; ; attempt++) {
      const answers = request.from
        ? await askFrom(request.from, { ...request, times }, kubectl)
        : await Promise.all(Array.from({ length: times }, () => ask(request, address)));
      const problem = disagreement(branches, answers, takes);
      if (problem !== undefined && attempt < ATTEMPTS) {
        await sleep(2_000);
        continue;
      }
      const isPlain = problem === undefined && branches.every(({ outcome }) => outcome.end !== 'unknown');
      const told = isPlain ? '' : (await runCommand(verify, words)).stdout;
      comparisons.push({ trial: name, sent, told, branches, answers, problem });
      break;
    }
  }
  return comparisons;
}

/** The address of a Service in the cluster, once a Pod takes what is sent there. */
async function addressOf(kubectl: Kubectl, { namespace, name }: NonNullable<TrialRequest['at']>): Promise<string> {
  const of = async (kind: string, path: string) =>
    await kubectl(['-n', namespace, 'get', kind, name, '--ignore-not-found', '-o', `jsonpath={${path}}`]);
  await waitFor({
    ...{ what: `a Pod behind Service ${namespace}/${name}`, within: 90 },
    look: async () => {
      const seen = await of('endpoints', '.subsets[*].addresses[*].ip');
      return { isThere: seen !== '', seen };
    },
  });
  return await of('service', '.spec.clusterIP');
}

/** Does something while MeshConfig says something else. */
async function withMesh<T>(kubectl: Kubectl, more: object, act: () => Promise<T>): Promise<T> {
  const map = ['-n', 'istio-system', 'configmap/istio'];
  const set = async (mesh: string) => {
    await kubectl(['patch', ...map, '--type=merge', '-p', JSON.stringify({ data: { mesh } })]);
    // istiod reads it at once; the proxies follow within two seconds.
    await sleep(4_000);
  };
  const before = await kubectl(['get', ...map, '-o', 'jsonpath={.data.mesh}']);
  await set(stringify({ ...(parse(before) as object), ...more }));
  try {
    return await act();
  } finally {
    await set(before);
  }
}

/** The words that ask verify for a trace. */
function traceWords(
  { host, path, method, scheme, port, headers, from }: TrialRequest['request'],
  context: string,
  address: string,
): readonly string[] {
  return [
    ...['trace', host, path, `--method=${method}`, `--scheme=${scheme}`, `--port=${port}`],
    ...Object.entries(headers).flatMap(([name, values]) => [values].flat().map((value) => `--header=${name}=${value}`)),
    ...(from ? [`--from=${from.namespace}/${from.name}`] : []),
    ...[`--context=${context}`, `--address=${address}`, '--with-secrets', '--lang=en'],
  ];
}

async function traced(words: readonly string[]): Promise<readonly TracedBranch[]> {
  const { status, stdout, stderr } = await runCommand(verify, [...words, '--format=json']);
  if (![0, EXIT.couldNotJudge].includes(status) || stdout === '')
    throw new Error(`verify ${words.join(' ')}: ${stderr}`);
  return (JSON.parse(stdout) as { branches: readonly TracedBranch[] }).branches;
}

/** @returns an exit status */
function report(comparisons: readonly Comparison[], say: (line: string) => void): number {
  const failed = comparisons.filter(({ problem }) => problem !== undefined);
  for (const { trial, told, answers, problem } of failed) {
    say(`\n${trial}: ${problem ?? ''}`);
    say([...new Set(answers.map(answerText))].map((line) => `  got ${line}`).join('\n'));
    say(told.replaceAll(/^/gm, '  ').trimEnd());
  }
  for (const { trial, branches, answers, told } of comparisons)
    if (branches.some(({ outcome }) => outcome.end === 'unknown'))
      say(`\nnot known: ${trial}, ${told.split('\n')[0] ?? ''}: ${[...new Set(answers.map(answerText))].join(' | ')}`);
  say('');
  for (const line of tableOf(comparisons)) say(line);
  return failed.length > 0 ? EXIT.problems : 0;
}

/** By outcome, how many traces and requests agree. */
function tableOf(comparisons: readonly Comparison[]): readonly string[] {
  const ends = comparisons.map((each) => ({
    ...each,
    end: [...new Set(each.branches.map(({ outcome }) => outcome.end))].sort().join(' + '),
  }));
  const rows = [...new Set(ends.map(({ end }) => end))].sort().map((end) => {
    const of = ends.filter((each) => each.end === end);
    const fine = of.filter(({ problem }) => problem === undefined);
    return [end, String(of.length), String(of.reduce((sum, { answers }) => sum + answers.length, 0)), `${fine.length}`];
  });
  const all = comparisons.filter(({ problem }) => problem === undefined).length;
  const requests = comparisons.reduce((sum, { answers }) => sum + answers.length, 0);
  const table = [['the trace says', 'traces', 'requests', 'agree'], ...rows];
  const lines = table.map(
    ([end = '', ...numbers]) => `${end.padEnd(32)}${numbers.map((each) => each.padStart(9)).join('')}`,
  );
  return [
    ...lines,
    `${comparisons.length} traces, ${requests} requests: ${all} agree, ${comparisons.length - all} do not`,
  ];
}

await startProgram(import.meta.url, e2eTrace);
