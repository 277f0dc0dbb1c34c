import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse, stringify } from 'yaml';
import { EXIT, parseLine, startProgram, UsageError, type Terminal } from '#program/command.ts';
import { inParallel } from '#program/parallel.ts';
import { interruption } from '#program/interruption.ts';
import { listen } from '#program/listen.ts';
import { testCertificates } from '#testing/certificates.ts';
import { run as runCommand } from '#testing/run-command.ts';
import { createKubectl, KubectlError, listObjects, type Kubectl } from '../../kubectl.ts';
import { getOf } from '../../verify/model/trace/request.ts';
import type { Service } from '../../verify/see/objects/workload.ts';
import { verify } from '../../verify/verify.ts';
import { serviceImage } from '../faults/image.ts';
import { LABEL } from '../faults/installation.ts';
import type { Manifest } from '../faults/manifest.ts';
import { gone, remove } from '../faults/remove.ts';
import { domainOf, readFaultSettings, type FaultSettings } from '../faults/settings.ts';
import { readVariables } from '../named-files.ts';
import { waitFor } from '../patience.ts';
import { versions } from '../versions.ts';
import { answerText, disagreement, OUTSIDE, type TracedBranch } from './agreement.ts';
import { ask, askFrom, PATH, SERVER, type Answer } from './ask.ts';
import {
  GATEWAY_API,
  groundManifests,
  NAMESPACE,
  readTrials,
  type Ground,
  type Trial,
  type TrialRequest,
} from './trials.ts';

const HELP = `Holds \`verify trace\` against what the gateway of a real cluster does: for each of many configurations it writes down
what the trace says, sends the same request ten times, and compares status, Pod, path and place of a redirect.

  node --import tsx gitops/e2e/trace/trace.ts --context NAME --yes-delete [options]

  --context NAME         the context of your kubeconfig: a cluster with Istio and an ingress gateway
  --yes-delete           you know that namespaces tx-*, and objects labelled ${LABEL}, are made and deleted there
  --only NAME[,NAME…]    these trials alone
  --settings FILE        variables, as for npm run e2e:faults, whose help lists them
  --keep                 leaves everything as it is; the next run removes it
  -h, --help             this text

Exit status: 0 the trace is right · 1 it is not · 2 the cluster could not be used · 64 wrong usage · 78 settings
`;

/** The server that all Pods run, with HTTP/2 on a port of its own; below /slow it takes its time. */
const SERVER_SCRIPT = `function answer(request, response) {
  response.setHeader('${SERVER}', process.env.HOSTNAME);
  response.setHeader('${PATH}', request.url);
  setTimeout(() => response.end(), request.url.startsWith('/slow') ? 3000 : 0);
}
require('node:http').createServer(answer).listen(8080);
require('node:http2').createServer(answer).listen(8082);`;

/** A port that the gateway's Service is given. */
const ODD_PORT = 8085;

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
  const { values } = parseLine(argv, HELP, {
    context: { type: 'string' },
    'yes-delete': { type: 'boolean' },
    only: { type: 'string', multiple: true },
    settings: { type: 'string' },
    keep: { type: 'boolean' },
  });
  const { context } = values;
  if (!context || !values['yes-delete'])
    throw new UsageError(
      '--context NAME and --yes-delete are both needed: this makes and deletes things in that cluster',
    );
  const only = (values.only ?? []).flatMap((text) => text.split(','));
  const { cwd, env, stdout, stderr } = terminal;
  const settings = readFaultSettings({ ...readVariables(values.settings, cwd), ...env });
  const kubectl = createKubectl({ context, env });
  const folder = mkdtempSync(join(tmpdir(), 'mrdebugger-trace-'));
  const tidy = async () => {
    rmSync(folder, { recursive: true, force: true });
    if (!values.keep) await clear(kubectl, settings.gatewayNamespace);
  };
  void interruption().then(async (status) => {
    await tidy().finally(() => process.exit(status));
  });
  const say = (line: string) => void stdout.write(`${line}\n`);
  try {
    await gone(kubectl, await clear(kubectl, settings.gatewayNamespace));
    for (const line of await versions(kubectl)) say(line);
    const image =
      settings.image ??
      (await serviceImage({ kubectl, command: settings.imageCommand, source: cwd, folder, say })).name;
    return await compareAll({ kubectl, context, settings, image, only, say });
  } catch (error) {
    if (!(error instanceof KubectlError)) throw error;
    stderr.write(`${error.message}\n`);
    return EXIT.couldNotJudge;
  } finally {
    await tidy();
  }
}

/** Removes what trials have made. @returns the namespaces that are on their way out */
async function clear(kubectl: Kubectl, gatewayNamespace: string): Promise<readonly string[]> {
  const away = ['-l', LABEL, '--ignore-not-found', '--wait=false'];
  const kinds = await gatewayApiKinds(kubectl);
  if (kinds.length > 0) await kubectl(['-n', gatewayNamespace, 'delete', kinds.join(','), ...away]);
  return await remove(kubectl, gatewayNamespace);
}

/** The kinds of the Gateway API that the cluster has. */
async function gatewayApiKinds(kubectl: Kubectl): Promise<readonly string[]> {
  return (await kubectl(['api-resources', `--api-group=${GATEWAY_API}`, '--output=name'])).split('\n').filter(Boolean);
}

interface Run {
  readonly kubectl: Kubectl;
  readonly context: string;
  readonly settings: FaultSettings;
  readonly image: string;
  readonly only: readonly string[];
  readonly say: (line: string) => void;
}

async function compareAll(run: Run): Promise<number> {
  const { kubectl, settings, image, only, say } = run;
  const outside = createServer((request, response) => {
    response.setHeader(SERVER, OUTSIDE).setHeader(PATH, request.url ?? '');
    response.end();
  });
  const outsidePort = await listen(outside, 0, settings.hostAddress);
  const service = await gatewayService(kubectl, settings);
  const ground: Ground = {
    ...{ domain: domainOf(settings), image, outside: settings.hostAddress, outsidePort },
    ...{ gatewayNamespace: settings.gatewayNamespace, gatewayLabel: settings.gatewayLabel },
    gatewayService: service.metadata.name,
    ...{ gatewayAccount: settings.gatewayServiceAccount, gatewayAddress: settings.gatewayAddress, oddPort: ODD_PORT },
  };
  const close = await openPort(kubectl, ground, service);
  try {
    const all = readTrials(ground);
    const chosen = all.filter(({ name }) => only.length === 0 || only.includes(name));
    const hasGatewayApi = (await gatewayApiKinds(kubectl)).length > 0;
    const trials = chosen.filter(({ isOfGatewayApi }) => hasGatewayApi || !isOfGatewayApi);
    if (trials.length < chosen.length)
      say(`not tried: ${chosen.length - trials.length} that need the Gateway API, which is not installed`);
    const early = await apply(kubectl, [
      ...groundManifests(ground, SERVER_SCRIPT),
      ...(await secrets(ground)),
      ...trials.flatMap(({ older }) => older),
    ]);
    // istiod goes by the time of creation, which has seconds.
    await sleep(1_100);
    const manifests = trials.flatMap((trial) => trial.manifests);
    const refused = [...early, ...(await apply(kubectl, manifests))];
    for (const line of refused) say(`not accepted: ${line}`);
    for (const namespace of [NAMESPACE, 'tx-mesh'])
      await kubectl([
        '-n',
        namespace,
        'wait',
        'pod',
        '-l',
        'app,app!=unready',
        '--for=condition=Ready',
        '--timeout=120s',
      ]);
    await sentinel(kubectl, ground, settings.gatewayAddress);
    const usual = trials.filter(({ mesh }) => mesh === undefined);
    const comparisons = (await inParallel(usual, AT_ONCE, (trial) => compare(trial, run))).flat();
    for (const trial of trials)
      if (trial.mesh) comparisons.push(...(await withMesh(kubectl, trial.mesh, async () => await compare(trial, run))));
    const status = report(comparisons, say);
    // Without its configuration a trial would agree and show nothing.
    return refused.length > 0 ? EXIT.problems : status;
  } finally {
    await close();
    outside.close();
    outside.closeAllConnections();
  }
}

/** @returns what was refused, a line each */
async function apply(kubectl: Kubectl, items: readonly Manifest[]): Promise<readonly string[]> {
  try {
    await kubectl(['apply', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
    return [];
  } catch (error) {
    // What is refused by itself is left out; everything else has been applied.
    const parts = error instanceof KubectlError ? error.message.split(/\n(?=Error|Warning|The )/) : [];
    const refused = parts.filter((part) => /denied the request| is invalid: /.test(part));
    if (refused.length === 0) throw error;
    return refused.map((part) => part.replaceAll(/\s+/g, ' '));
  }
}

async function secrets({ domain, gatewayNamespace }: Ground): Promise<readonly Manifest[]> {
  const { certificate, privateKey, root } = await testCertificates(`*.${domain}`);
  const secret = (name: string, stringData: object, namespace = gatewayNamespace) =>
    ({
      ...{ apiVersion: 'v1', kind: 'Secret', stringData },
      metadata: { namespace, name, labels: { [LABEL]: 'trace' } },
    }) as Manifest;
  const pair = { 'tls.crt': certificate, 'tls.key': privateKey };
  return [
    ...[secret('tx-tls', pair), secret('tx-mutual', { ...pair, 'ca.crt': root })],
    ...[NAMESPACE, 'tx-mesh'].map((namespace) => secret('tx-far', pair, namespace)),
  ];
}

async function gatewayService(kubectl: Kubectl, { gatewayNamespace, gatewayLabel }: FaultSettings): Promise<Service> {
  const all = await listObjects<Service>(kubectl, 'services', gatewayNamespace);
  const service = all.find(({ spec }) => spec.selector?.istio === gatewayLabel);
  if (service) return service;
  throw new KubectlError(`no Service in ${gatewayNamespace} leads to Pods with istio=${gatewayLabel}`);
}

/** Adds a port to the Service of the gateway. @returns what takes it away again */
async function openPort(
  kubectl: Kubectl,
  { gatewayNamespace, oddPort }: Ground,
  { metadata, spec }: Service,
): Promise<() => Promise<unknown>> {
  const ports = (spec.ports ?? []).filter(({ port }) => port !== oddPort);
  const set = async (value: Service['spec']['ports']) =>
    await kubectl([
      ...['-n', gatewayNamespace, 'patch', `service/${metadata.name}`, '--type=merge'],
      ...['-p', JSON.stringify({ spec: { ports: value } })],
    ]);
  await set([...ports, { name: 'tx-odd', port: oddPort, targetPort: oddPort }]);
  return async () => await set(ports);
}

/** Waits until the gateway has what was applied after everything else. */
async function sentinel(kubectl: Kubectl, { domain, gatewayLabel }: Ground, address: string): Promise<void> {
  const name = 'tx-sentinel';
  const host = `${name}.${domain}`;
  const metadata = { namespace: NAMESPACE, name, labels: { [LABEL]: 'trace' } };
  const servers = [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: [host] }];
  const http = [{ directResponse: { status: 299 } }];
  const apiVersion = 'networking.istio.io/v1';
  await apply(kubectl, [
    { apiVersion, kind: 'Gateway', metadata, spec: { selector: { istio: gatewayLabel }, servers } },
    { apiVersion, kind: 'VirtualService', metadata, spec: { hosts: [host], gateways: [name], http } },
  ] as Manifest[]);
  await waitFor({
    ...{ what: 'the configuration at the gateway', within: 60 },
    look: async () => {
      const answer = await ask(getOf(`http://${host}/`), address);
      return { isThere: 'status' in answer && answer.status === 299, seen: answerText(answer) };
    },
  });
}

async function compare({ name, requests }: Trial, { kubectl, context, settings }: Run): Promise<readonly Comparison[]> {
  const comparisons: Comparison[] = [];
  for (const sent of requests) {
    const { request, times, takes, at } = sent;
    const address = at ? await addressOf(kubectl, at) : settings.gatewayAddress;
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
