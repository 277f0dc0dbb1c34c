import { LABEL } from '../../faults/installation.ts';
import type { Manifest } from '../../faults/manifest.ts';
import { waitFor } from '../../patience.ts';
import { getOf } from '../../../verify/model/trace/request.ts';
import { answerText } from '../../trace/agreement.ts';
import { ask } from '../../trace/ask.ts';
import { EVIDENCE_PORT, sentinel, sentinelManifests, type Lab } from '../../trace/lab.ts';
import type { OwnGateway } from './own-gateways.ts';
import { OWN_EVIDENCE_PORT } from '../drawn/own-ground.ts';

/** What is applied last and shows that all before it has arrived. */
export function evidenceAt(lab: Lab, name: string, own?: OwnGateway): readonly Manifest[] {
  if (!own) return sentinelManifests(lab.ground, name);
  const { gatewayLabel, gatewayNamespace: namespace } = own.ground;
  const metadata = { namespace, name, labels: { [LABEL]: 'model' } };
  const networking = 'networking.istio.io/v1';
  return [
    {
      ...{ apiVersion: networking, kind: 'Gateway', metadata },
      spec: {
        selector: { istio: gatewayLabel },
        servers: [{ port: { number: OWN_EVIDENCE_PORT, name: 'http', protocol: 'HTTP' }, hosts: ['*'] }],
      },
    },
    {
      ...{ apiVersion: networking, kind: 'VirtualService', metadata },
      spec: { hosts: ['*'], gateways: [name], http: [{ directResponse: { status: 299 } }] },
    },
    {
      ...{ apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy', metadata },
      spec: {
        ...{ selector: { matchLabels: { app: 'mesh' } }, action: 'DENY' },
        rules: [{ to: [{ operation: { ports: [`${EVIDENCE_PORT}`] } }] }],
      },
    },
  ] as Manifest[];
}

/** Waits until a gateway of the run's own, and its Pod, have nothing left of the configuration before. */
export async function cleared(own: OwnGateway): Promise<void> {
  await waitFor({
    ...{ what: `the end of what was before at ${own.ground.gatewayNamespace}`, within: 60 },
    look: async () => {
      const { gateway, pod } = await evidenceSeen(own);
      return { isThere: 'error' in gateway && 'status' in pod && pod.status === 200, seen: [gateway, pod] };
    },
  });
}

/** Waits until all that was applied has arrived. */
export async function arrived(lab: Lab, name: string, own?: OwnGateway): Promise<void> {
  if (!own) {
    await sentinel(lab.kubectl, lab.ground, name);
    return;
  }
  await waitFor({
    ...{ what: `the configuration at ${own.ground.gatewayNamespace}`, within: 60 },
    look: async () => {
      const { gateway, pod } = await evidenceSeen(own);
      // A policy may refuse it, and a Pod may want mTLS.
      const isThere = 'status' in gateway && !('status' in pod && pod.status === 200);
      const isWarming = isThere && (await hasWarming(lab, own));
      return { isThere: isThere && !isWarming, seen: [answerText(gateway), answerText(pod), isWarming] };
    },
  });
}

async function evidenceSeen({ ground, pod }: OwnGateway) {
  const at = (port: number) => getOf(`http://tx-evidence.${ground.domain}:${port}/`);
  const [gateway, ofPod] = await Promise.all([
    ask(at(OWN_EVIDENCE_PORT), ground.gatewayAddress),
    ask(at(EVIDENCE_PORT), pod),
  ]);
  return { gateway, pod: ofPod };
}

/** Whether Envoy waits for a Secret or routes before it listens anew. */
async function hasWarming({ kubectl }: Lab, { ground: { gatewayNamespace: namespace } }: OwnGateway): Promise<boolean> {
  const dump = 'config_dump?resource=dynamic_listeners';
  const text = await kubectl([
    '-n',
    namespace,
    'exec',
    `${namespace}-gateway`,
    '--',
    'pilot-agent',
    'request',
    'GET',
    dump,
  ]);
  return text.includes('"warming_state"');
}
