import assert from 'node:assert/strict';
import { readFacts } from '../facts.ts';
import { stateOf, type Sight } from './sight.ts';

describe('stateOf', () => {
  const facts = { ...readFacts('.', 'local'), host: 'skill.umi.kr' };
  const nothing: Sight = { pods: [], applications: [], gateways: [] };
  const state = (seen: Partial<Sight>) => stateOf({ ...nothing, ...seen }, facts);
  type Pod = Sight['pods'][number];
  const pod = (name: string, isReady: boolean, reason?: string): Pod => ({
    metadata: { name },
    spec: { containers: [] },
    status: {
      phase: 'Running',
      conditions: [{ type: 'Ready', status: isReady ? 'True' : 'False' }],
      containerStatuses: reason
        ? [{ name: 'x', ready: false, restartCount: 0, image: 'x', state: { waiting: { reason } } }]
        : [],
    },
  });

  it('counts Argo CD’s Pods, and says why one does not start, but not that it has just begun', () => {
    assert.equal(state({}).get('Argo CD'), 'no Pods yet');
    const pods = [pod('a', true), pod('b', false, 'ContainerCreating'), pod('dex', false, 'ImagePullBackOff')];
    assert.equal(state({ pods }).get('Argo CD'), '1 of 3 Pods ready; dex: ImagePullBackOff');
  });

  it('says what a sync says that was refused, on one line, and not what one says that is under way', () => {
    const words = (phase: 'Running' | 'Failed', retryCount: number) =>
      state({
        applications: [
          {
            metadata: { name: facts.name },
            spec: { project: facts.name, destination: {} },
            status: { sync: { status: 'OutOfSync' }, operationState: { phase, retryCount, message: 'no\n  chart' } },
          },
        ],
      }).get(facts.name);
    assert.equal(words('Running', 0), 'OutOfSync, health unknown, syncing');
    assert.equal(words('Running', 1), 'OutOfSync, health unknown, syncing: no chart');
    assert.equal(words('Failed', 0), 'OutOfSync, health unknown, sync: Failed: no chart');
  });

  it('says where the host has to lead, as soon as the gateway has an address or a name', () => {
    const gateway = (ingress: { ip?: string; hostname?: string }) => ({
      metadata: { name: 'gateway' },
      spec: {},
      status: { loadBalancer: { ingress: [ingress] } },
    });
    assert.equal(state({ gateways: [{ metadata: { name: 'gateway' }, spec: {} }] }).get('gateway'), undefined);
    const words = (ingress: { ip?: string; hostname?: string }) =>
      state({ gateways: [gateway(ingress)] }).get('gateway');
    assert.equal(words({ ip: '203.0.113.7' }), '203.0.113.7, where skill.umi.kr has to lead');
    assert.equal(words({ hostname: 'lb.umi.kr' }), 'lb.umi.kr, where skill.umi.kr has to lead');
  });
});
