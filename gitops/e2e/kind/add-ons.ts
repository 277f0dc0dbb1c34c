import { EXIT, parseLine, startProgram, UsageError, type Terminal } from '#program/command.ts';
import { createKubectl, getObject, KubectlError, type KubernetesObject } from '../../kubectl.ts';
import type { RenderedObject } from '../../render/objects.ts';
import { findRenderer } from '../../render/renderer.ts';
import { createArgoCd } from '../argo-cd.ts';
import { PatienceError } from '../patience.ts';
import { inWaves } from './waves.ts';

const HELP = `Has a cluster's Argo CD install the add-ons of this repository, wave by wave as the root Application does, and gives the
gateway's Service an address, because a bare cluster has nothing that would.

  node --import tsx gitops/e2e/kind/add-ons.ts CONTEXT ADDRESS

  -h, --help   this text

Exit status: 0 installed · 2 the cluster could not be used, or something was not ready in time · 64 wrong usage
78 no kustomize
`;
const FOLDER = 'gitops/apps/add-ons';
const GATEWAY = 'service/istio-ingressgateway';
const GATEWAY_NAMESPACE = 'istio-system';
/** Seconds; charts and images are downloaded meanwhile. */
const PATIENCE = 600;

/** `add-ons.ts` */
async function installAddOns(argv: readonly string[], { cwd, env, stdout, stderr }: Terminal): Promise<number> {
  const { positionals } = parseLine(argv, HELP, {}, 'any words');
  const [context, address, ...more] = positionals;
  if (context === undefined || address === undefined || more.length > 0)
    throw new UsageError('expected a context of your kubeconfig and the address that the gateway gets');
  const kubectl = createKubectl({ context, env });
  const argoCd = createArgoCd(kubectl);
  const renderer = await findRenderer(env, cwd);
  try {
    for (const wave of inWaves(await renderer.renderObjects(FOLDER))) {
      await kubectl(
        ['apply', '--server-side', '-f', '-'],
        JSON.stringify({ apiVersion: 'v1', kind: 'List', items: wave }),
      );
      for (const application of wave.filter(({ kind }) => kind === 'Application')) await installed(application);
    }
    return 0;
  } catch (error) {
    if (!(error instanceof KubectlError || error instanceof PatienceError)) throw error;
    stderr.write(`${error.message}\n`);
    return EXIT.couldNotJudge;
  }

  async function installed({ metadata: { name } }: RenderedObject): Promise<void> {
    stdout.write(`  ${name}\n`);
    await argoCd.until(name, 'is synced', ({ status }) => status?.sync?.status === 'Synced', PATIENCE);
    // Argo CD calls a Service of this type healthy once it has an address.
    if (await getObject<KubernetesObject>(kubectl, GATEWAY, GATEWAY_NAMESPACE)) await giveAddress();
    await argoCd.until(name, 'is healthy', ({ status }) => status?.health?.status === 'Healthy', PATIENCE);
  }

  async function giveAddress(): Promise<void> {
    const status = { loadBalancer: { ingress: [{ ip: address }] } };
    await kubectl([
      ...['-n', GATEWAY_NAMESPACE, 'patch', GATEWAY, '--subresource=status', '--type=merge'],
      ...['-p', JSON.stringify({ status })],
    ]);
  }
}

await startProgram(import.meta.url, installAddOns);
