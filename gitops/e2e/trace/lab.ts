import { createServer } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXIT, UsageError, type Terminal } from '#program/command.ts';
import { interruption } from '#program/interruption.ts';
import { listen } from '#program/listen.ts';
import { testCertificates } from '#testing/certificates.ts';
import { createKubectl, KubectlError, listObjects, type Kubectl } from '../../kubectl.ts';
import { getOf } from '../../verify/model/trace/request.ts';
import type { Service } from '../../verify/see/objects/workload.ts';
import { serviceImage } from '../faults/image.ts';
import { LABEL } from '../faults/installation.ts';
import type { Manifest } from '../faults/manifest.ts';
import { gone, remove } from '../faults/remove.ts';
import { domainOf, readFaultSettings, type FaultSettings } from '../faults/settings.ts';
import { readVariables } from '../named-files.ts';
import { waitFor } from '../patience.ts';
import { versions } from '../versions.ts';
import { answerText, OUTSIDE, SLOW, SLOW_SECONDS } from './agreement.ts';
import { ask, PATH, SERVER } from './ask.ts';
import { GATEWAY_API, groundManifests, NAMESPACE, type Ground } from './ground.ts';

/** What is at hand while a cluster stands ready for configurations that are made for requests. */
export interface Lab {
  readonly kubectl: Kubectl;
  readonly context: string;
  readonly ground: Ground;
  readonly settings: FaultSettings;
  /** The script of the server that all Pods run. */
  readonly server: string;
  readonly say: (line: string) => void;
}

/** The options that such a command takes besides its own. */
export const LAB_OPTIONS = {
  context: { type: 'string' },
  'yes-delete': { type: 'boolean' },
  settings: { type: 'string' },
  keep: { type: 'boolean' },
} as const;

/** The same in a help text. */
export const LAB_HELP = `--context NAME         the context of your kubeconfig: a cluster with Istio and an ingress gateway
  --yes-delete           you know that namespaces tx-*, and objects labelled ${LABEL}, are made and deleted there
  --settings FILE        variables, as for npm run e2e:faults, whose help lists them
  --keep                 leaves everything as it is; the next run removes it`;

interface Words {
  readonly context?: string | undefined;
  readonly 'yes-delete'?: boolean | undefined;
  readonly settings?: string | undefined;
  readonly keep?: boolean | undefined;
}

/** Of the server that all Pods run: a port of which nothing but evidence is asked. */
export const EVIDENCE_PORT = 8083;

/** The server that all Pods run, with ports of their own for HTTP/2 and for TLS; below /slow it takes its time. */
async function serverScript(): Promise<string> {
  const { certificate: cert, privateKey: key } = await testCertificates('tx-pod');
  return `function answer(request, response) {
  response.setHeader('${SERVER}', process.env.HOSTNAME);
  response.setHeader('${PATH}', request.url);
  setTimeout(() => response.end(), request.url.startsWith('${SLOW}') ? ${SLOW_SECONDS * 1000} : 0);
}
require('node:http').createServer(answer).listen(8080);
require('node:http').createServer(answer).listen(${EVIDENCE_PORT});
require('node:http2').createServer(answer).listen(8082);
require('node:https').createServer(${JSON.stringify({ cert, key })}, answer).listen(8443);`;
}

/** A port that the gateway's Service is given. */
const ODD_PORT = 8085;

/**
 * Acts on a cluster in which the Pods and Services that all configurations stand on are ready, and takes them away
 * afterwards.
 * @returns the exit status
 */
export async function inLab(
  { context, settings: file, keep, ...words }: Words,
  { cwd, env, stdout, stderr }: Terminal,
  act: (lab: Lab) => Promise<number>,
): Promise<number> {
  if (!context || !words['yes-delete'])
    throw new UsageError(
      '--context NAME and --yes-delete are both needed: this makes and deletes things in that cluster',
    );
  const settings = readFaultSettings({ ...readVariables(file, cwd), ...env });
  const kubectl = createKubectl({ context, env });
  const folder = mkdtempSync(join(tmpdir(), 'mrdebugger-trace-'));
  const tidy = async () => {
    rmSync(folder, { recursive: true, force: true });
    if (!keep) await clear(kubectl, settings.gatewayNamespace);
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
    const outside = createServer((request, response) => {
      response.setHeader(SERVER, OUTSIDE).setHeader(PATH, request.url ?? '');
      response.end();
    });
    const service = await gatewayService(kubectl, settings);
    const ground: Ground = {
      ...{ domain: domainOf(settings), image, outside: settings.hostAddress, oddPort: ODD_PORT },
      outsidePort: await listen(outside, 0, settings.hostAddress),
      gatewayService: service.metadata.name,
      ...{ gatewayNamespace: settings.gatewayNamespace, gatewayLabel: settings.gatewayLabel },
      ...{ gatewayAccount: settings.gatewayServiceAccount, gatewayAddress: settings.gatewayAddress },
    };
    const close = await openPort(kubectl, ground, service);
    try {
      const server = await serverScript();
      const far = [NAMESPACE, 'tx-mesh'].map(async (namespace) => await secretOf(ground, namespace, 'tx-far'));
      const secrets = [...(await secretsIn(ground, ground.gatewayNamespace)), ...(await Promise.all(far))];
      await apply(kubectl, [...groundManifests(ground, server), ...secrets]);
      return await act({ kubectl, context, ground, settings, server, say });
    } finally {
      await close();
      outside.close();
      outside.closeAllConnections();
    }
  } catch (error) {
    if (!(error instanceof KubectlError)) throw error;
    stderr.write(`${error.message}\n`);
    return EXIT.couldNotJudge;
  } finally {
    await tidy();
  }
}

/** Removes what was made. @returns the namespaces that are on their way out */
async function clear(kubectl: Kubectl, gatewayNamespace: string): Promise<readonly string[]> {
  const away = ['-l', LABEL, '--ignore-not-found', '--wait=false'];
  const kinds = await gatewayApiKinds(kubectl);
  if (kinds.length > 0) await kubectl(['-n', gatewayNamespace, 'delete', kinds.join(','), ...away]);
  // Those of the root namespace are for all Pods.
  await kubectl(['delete', 'authorizationpolicies,peerauthentications', '--all-namespaces', ...away]);
  return await remove(kubectl, gatewayNamespace);
}

/** The kinds of the Gateway API that the cluster has. */
export async function gatewayApiKinds(kubectl: Kubectl): Promise<readonly string[]> {
  return (await kubectl(['api-resources', `--api-group=${GATEWAY_API}`, '--output=name'])).split('\n').filter(Boolean);
}

/** Waits until the Pods of the ground are ready. */
export async function podsReady(kubectl: Kubectl): Promise<void> {
  const ready = ['wait', 'pod', '-l', 'app,app!=unready', '--for=condition=Ready', '--timeout=120s'];
  for (const namespace of [NAMESPACE, 'tx-mesh']) await kubectl(['-n', namespace, ...ready]);
}

/** @returns what was refused, a line each */
export async function apply(kubectl: Kubectl, items: readonly Manifest[]): Promise<readonly string[]> {
  if (items.length === 0) return [];
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

/** The Secrets with certificates for a gateway in a namespace. */
export async function secretsIn(ground: Ground, namespace: string): Promise<readonly Manifest[]> {
  return await Promise.all(
    ['tx-tls', 'tx-other', 'tx-mutual'].map(async (name) => await secretOf(ground, namespace, name)),
  );
}

/** A certificate for all hosts, which tells by its common name which Secret it is in. */
async function secretOf({ domain }: Ground, namespace: string, name: string): Promise<Manifest> {
  const { certificate, privateKey, root } = await testCertificates(`*.${domain}`, undefined, `${namespace}/${name}`);
  const pair = { 'tls.crt': certificate, 'tls.key': privateKey };
  const stringData = name === 'tx-mutual' ? { ...pair, 'ca.crt': root } : pair;
  return {
    ...{ apiVersion: 'v1', kind: 'Secret', stringData },
    metadata: { namespace, name, labels: { [LABEL]: 'trace' } },
  };
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

/** A host that answers 299 over http and https as soon as the gateway has what was applied before it. */
export function sentinelManifests({ domain, gatewayLabel }: Ground, name: string): readonly Manifest[] {
  const hosts = [`${name}.${domain}`];
  const metadata = { namespace: NAMESPACE, name, labels: { [LABEL]: 'trace' } };
  const servers = [
    { port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts },
    {
      port: { number: 443, name: 'https', protocol: 'HTTPS' },
      hosts,
      tls: { mode: 'SIMPLE', credentialName: 'tx-tls' },
    },
  ];
  const http = [{ directResponse: { status: 299 } }];
  const apiVersion = 'networking.istio.io/v1';
  return [
    { apiVersion, kind: 'Gateway', metadata, spec: { selector: { istio: gatewayLabel }, servers } },
    { apiVersion, kind: 'VirtualService', metadata, spec: { hosts, gateways: [name], http } },
  ] as Manifest[];
}

/**
 * Waits until the gateway has what was applied before: routes come at once, but a server that names a missing Secret
 * holds up all that is new on its port for 15 s.
 */
export async function sentinel(kubectl: Kubectl, ground: Ground, name = 'tx-sentinel'): Promise<void> {
  await apply(kubectl, sentinelManifests(ground, name));
  for (const scheme of ['http', 'https'])
    await waitFor({
      ...{ what: 'the configuration at the gateway', within: 60 },
      look: async () => {
        const answer = await ask(getOf(`${scheme}://${name}.${ground.domain}/`), ground.gatewayAddress);
        return { isThere: 'status' in answer && answer.status === 299, seen: answerText(answer) };
      },
    });
}
