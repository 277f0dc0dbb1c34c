import assert from 'node:assert/strict';
import { getObject, type Kubectl } from '../kubectl.ts';
import type { Certificate } from '../verify/see/objects/cert-manager.ts';

/** What `cmctl renew` does, and what cert-manager does at renewalTime: a condition that asks for it. */
export async function renew(kubectl: Kubectl, name: string, namespace: string): Promise<void> {
  const what = `certificate/${name}`;
  const certificate = await getObject<Certificate>(kubectl, what, namespace);
  assert.ok(certificate, `${what} is not in ${namespace}`);
  const condition = {
    ...{ type: 'Issuing', status: 'True', reason: 'ManuallyTriggered', message: 'Asked for by the e2e test' },
    ...{ lastTransitionTime: new Date().toISOString(), observedGeneration: certificate.metadata.generation },
  };
  const conditions = [...(certificate.status?.conditions ?? []), condition];
  await kubectl([
    ...['-n', namespace, 'patch', what, '--subresource=status', '--type=merge'],
    ...['-p', JSON.stringify({ status: { conditions } })],
  ]);
}
