import assert from 'node:assert/strict';
import { KINDS, type KindId } from '../see/kinds.ts';
import { askWorld } from '../see/world.ts';
import { seen, writtenWorld } from '../test-world.ts';
import { look } from './look.ts';

const LABELS = { app: 'web' };
const ended = { terminated: { exitCode: 1, reason: 'Error' } };
const pod = (index: number) => ({
  metadata: { namespace: 'shop', name: `web-${index}`, labels: LABELS, creationTimestamp: '2026-11-24T11:00:00Z' },
  spec: { containers: [{ name: 'web' }] },
  status: {
    phase: 'Running',
    conditions: [{ type: 'Ready', status: 'False' }],
    containerStatuses: [
      {
        ...{ name: 'web', ready: false, restartCount: 5, lastState: ended },
        state: { waiting: { reason: 'CrashLoopBackOff' } },
      },
    ],
  },
});

describe('a look', () => {
  it('reads the log of two of the Pods that fail alike', async () => {
    const application = {
      metadata: { namespace: 'argocd', name: 'shop' },
      spec: { project: 'default', destination: { server: 'https://kubernetes.default.svc', namespace: 'shop' } },
      status: { resources: [{ group: 'apps', kind: 'Deployment', namespace: 'shop', name: 'web' }] },
    };
    const deployment = {
      metadata: { namespace: 'shop', name: 'web', generation: 1 },
      spec: {
        replicas: 5,
        selector: { matchLabels: LABELS },
        template: { metadata: { labels: LABELS }, spec: { containers: [{ name: 'web' }] } },
      },
      status: { observedGeneration: 1, replicas: 5, updatedReplicas: 5 },
    };
    const logs: string[] = [];
    const { exchanges } = await seen({
      objects: { Application: [application], Deployment: [deployment], Pod: [0, 1, 2, 3, 4].map(pod) },
      exchanges: [0, 1, 2, 3, 4].map((index) => ({
        question: { ask: 'log', namespace: 'shop', pod: `web-${index}`, container: 'web', previous: true },
        answer: { lines: ['out of luck'] },
      })),
    });
    for (const { question } of exchanges) if (question.ask === 'log') logs.push(question.pod);
    assert.equal(logs.length, 2, logs.join());
  });

  it('does not read every Pod of the cluster for a Gateway without a selector', async () => {
    const gateway = {
      metadata: { namespace: 'shop', name: 'shop' },
      spec: { servers: [{ port: { number: 443, protocol: 'HTTPS' }, hosts: ['shop.example.test'] }] },
    };
    const { exchanges } = await seen({ scope: { hosts: ['shop.example.test'] }, objects: { Gateway: [gateway] } });
    const lists = exchanges.filter(({ question }) => question.ask === 'list' && question.kind === 'Pod');
    assert.deepEqual(lists, []);
  });

  it('looks, where not all namespaces may be read, into that of the context, and into those of what it finds', async () => {
    const namespaced = (Object.keys(KINDS) as KindId[]).filter((kind) => KINDS[kind].isNamespaced);
    const virtualService = {
      metadata: { namespace: 'shop', name: 'web' },
      spec: { hosts: ['shop.example.test'], gateways: ['edge/https'], http: [] },
    };
    const gateway = {
      metadata: { namespace: 'edge', name: 'https' },
      spec: { servers: [{ port: { number: 443, protocol: 'HTTPS' }, hosts: ['shop.example.test'] }] },
    };
    const world = writtenWorld({
      scope: { hosts: ['shop.example.test'], home: 'shop' },
      objects: { VirtualService: [virtualService], Gateway: [gateway] },
    });
    const gaps = namespaced.map((kind) => ({ kind, namespace: '*', gap: { gap: 'Forbidden', message: '' } as const }));
    const { exchanges } = await look(world.scope, askWorld({ ...world, gaps }), world.takenAt);
    const places = exchanges.flatMap(({ question }) =>
      question.ask === 'list' && question.kind === 'VirtualService' ? (question.namespace ?? '*') : [],
    );
    assert.deepEqual(places, ['*', 'shop', 'edge']);
  });
});
