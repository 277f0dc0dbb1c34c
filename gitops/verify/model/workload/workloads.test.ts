import assert from 'node:assert/strict';
import { currentPods } from './pods.ts';
import { expectedRevision, isOfGateway, sameCommit, saidOf } from '../trace/health.ts';
import { plainLine, tellingLine } from './telling-line.ts';
import {
  hostsOfWorkload,
  isRollingOut,
  isUnobserved,
  leadsTo,
  podsOf,
  replicasOf,
  touchedByWorkload,
  workloadsOf,
} from './workloads.ts';
import { isLive, type Pod, type Service, type Workload } from '../../see/objects/workload.ts';
import type { HttpAnswer } from '../../see/question.ts';
import { keyOf } from '../reference.ts';
import { known, type WrittenWorld } from '../../test-world.ts';
import { createView, type View } from '../../see/view.ts';

const LABELS = { app: 'web' };

function viewOf(written: WrittenWorld): View {
  return createView(known(written)).view;
}

function workloadOf(status: Workload['status'] = {}, progressing?: string): Workload {
  const conditions = progressing === undefined ? [] : [{ type: 'Progressing', status: 'True', message: progressing }];
  return {
    metadata: { namespace: 'shop', name: 'web', uid: 'w', generation: 3 },
    spec: {
      replicas: 2,
      selector: { matchLabels: LABELS },
      template: { metadata: { labels: LABELS }, spec: { containers: [] } },
    },
    status: { observedGeneration: 3, ...status, conditions },
  };
}

function podOf(name: string, hash: string, { owner = `web-${hash}`, second = 0 } = {}): Pod {
  return {
    metadata: {
      ...{ namespace: 'shop', name, labels: { ...LABELS, 'pod-template-hash': hash } },
      creationTimestamp: `2026-11-24T11:00:0${second}Z`,
      ownerReferences: [{ kind: 'ReplicaSet', name: owner, uid: owner, controller: true }],
    },
    spec: { containers: [] },
  };
}

function namesOf(pods: readonly Pod[]): readonly string[] {
  return pods.map(({ metadata }) => metadata.name);
}

const SERVICE: Service = { metadata: { namespace: 'shop', name: 'web', uid: 's' }, spec: { selector: LABELS } };

describe('the Pods of a workload', () => {
  const pods = [
    podOf('old', '1a', { second: 1 }),
    podOf('new', '2b', { second: 5 }),
    podOf('strange', '2b', { owner: 'other-2b', second: 9 }),
  ];
  const view = viewOf({ objects: { Pod: pods } });

  it('are those that it owns, newest first', () => {
    assert.deepEqual(namesOf(podsOf(view, workloadOf())), ['new', 'old']);
  });
  it('are all that it selects where no owner is known', () => {
    const { name, namespace, labels } = podOf('bare', '1a').metadata;
    const bare = { metadata: { name, namespace, labels }, spec: { containers: [] } } as Pod;
    assert.deepEqual(namesOf(podsOf(viewOf({ objects: { Pod: [bare] } }), workloadOf())), ['bare']);
  });
  it('are none without a selector', () => {
    const { template } = workloadOf().spec;
    const spec = { template };
    assert.deepEqual(podsOf(view, { ...workloadOf(), spec }), []);
    assert.deepEqual(podsOf(view, { ...workloadOf(), spec: { ...spec, selector: { matchLabels: {} } } }), []);
  });
  it('are current if they are of the ReplicaSet that the Deployment names, else of the newest', () => {
    const named = workloadOf({}, 'ReplicaSet "web-1a" is progressing.');
    assert.deepEqual(namesOf(currentPods(view, 'Deployment', named)), ['old']);
    assert.deepEqual(namesOf(currentPods(view, 'Deployment', workloadOf())), ['new']);
    assert.deepEqual(namesOf(currentPods(view, 'StatefulSet', workloadOf())), ['new', 'old']);
  });
  it('are none where those of the new ReplicaSet cannot be created', () => {
    const refused = workloadOf({}, 'Created new replica set "web-3c"');
    assert.deepEqual(currentPods(view, 'Deployment', refused), []);
  });
  it('are not live where they are deleted or evicted', () => {
    const pod = podOf('x', '1a');
    assert.equal(isLive(pod), true);
    assert.equal(isLive({ ...pod, metadata: { ...pod.metadata, deletionTimestamp: '2026-11-24T12:00:00Z' } }), false);
    assert.equal(isLive({ ...pod, status: { phase: 'Failed' } }), false);
  });
});

describe('a rollout', () => {
  const done = { replicas: 2, updatedReplicas: 2, availableReplicas: 2 };

  it('is over when all Pods are new and available, and there are no others', () => {
    assert.equal(isRollingOut(workloadOf(done)), false);
  });
  for (const [what, status] of Object.entries({
    'a new Pod is missing': { ...done, updatedReplicas: 1 },
    'an old Pod is left': { ...done, replicas: 3 },
    'one is not available': { ...done, availableReplicas: 1 },
    'the last change is not observed': { ...done, observedGeneration: 2 },
    'nothing is told': {},
  }))
    it(`is under way when ${what}`, () => {
      assert.equal(isRollingOut(workloadOf(status)), true);
    });
  it('counts the Pods of a DaemonSet by nodes', () => {
    const status = { desiredNumberScheduled: 4, updatedNumberScheduled: 4, numberAvailable: 3 };
    assert.deepEqual(replicasOf(workloadOf(status)), { wanted: 4, all: 4, updated: 4, available: 3 });
  });
  it('is not unobserved where the generation is not known', () => {
    assert.equal(isUnobserved({ ...workloadOf(), metadata: { name: 'web' } }), false);
  });
});

describe('a Service', () => {
  it('leads to the workloads with its labels in its namespace', () => {
    assert.equal(leadsTo(SERVICE, workloadOf()), true);
    assert.equal(leadsTo({ ...SERVICE, metadata: { namespace: 'other', name: 'web' } }, workloadOf()), false);
    assert.equal(leadsTo({ ...SERVICE, spec: { selector: { app: 'api' } } }, workloadOf()), false);
  });
  it('leads to nothing without a selector, or with an empty one', () => {
    assert.equal(leadsTo({ ...SERVICE, spec: {} }, workloadOf()), false);
    assert.equal(leadsTo({ ...SERVICE, spec: { selector: {} } }, workloadOf()), false);
  });
});

describe('the workloads behind a host', () => {
  const view = viewOf({
    scope: { hosts: ['shop.example.test', 'www.example.test'] },
    objects: {
      ...{ HTTPRoute: [], StatefulSet: [], DaemonSet: [], Service: [SERVICE], Deployment: [workloadOf()] },
      Gateway: [
        {
          metadata: { namespace: 'shop', name: 'gw' },
          spec: { servers: [{ hosts: ['*.example.test'], port: { number: 443, protocol: 'HTTPS' } }] },
        } as never,
      ],
      VirtualService: [
        {
          metadata: { namespace: 'shop', name: 'web' },
          spec: {
            hosts: ['shop.example.test', 'www.example.test'],
            gateways: ['gw'],
            http: [{ route: [{ destination: { host: 'web' } }] }],
          },
        } as never,
      ],
    },
  });

  it('are found through Gateway, VirtualService and Service', () => {
    assert.deepEqual(
      workloadsOf(view).map(({ kind, workload }) => `${kind} ${workload.metadata.name}`),
      ['Deployment web'],
    );
  });
  it('touch their Services and every host, each once', () => {
    const [found] = workloadsOf(view);
    assert.ok(found);
    assert.equal(hostsOfWorkload(view, found.workload).length, 2);
    assert.deepEqual(touchedByWorkload(view, found.kind, found.workload).map(keyOf), [
      'Service/shop/web',
      'Host/shop.example.test',
      'Host/www.example.test',
    ]);
  });
  it('expect no revision where they name none', () => {
    assert.equal(expectedRevision(view, 'shop.example.test'), undefined);
  });
});

describe('the line that tells', () => {
  for (const [what, lines, line] of [
    ['of Node', ['/app/a.js:1', 'Error: boom', '    at f (a.js:1:2)', 'Node.js v24.1.0'], 'Error: boom'],
    [
      'of Go',
      ['panic: no such key', 'goroutine 1 [running]:', 'main.main()', '\t/src/main.go:3 +0x1d'],
      'panic: no such key',
    ],
    [
      'of Python',
      ['Traceback (most recent call last):', '  File "a.py", line 1', "KeyError: 'SKILL_ID'"],
      "KeyError: 'SKILL_ID'",
    ],
    ['of pino', ['{"level":"fatal","err":{"message":"no port"},"msg":"cannot listen"}', '}'], 'cannot listen: no port'],
    ['of what says it plainly', ['starting', 'SKILL_ID: not set'], 'SKILL_ID: not set'],
    ['of nothing', ['', '}'], undefined],
  ] as const)
    it(`is found in the last words ${what}`, () => {
      assert.equal(tellingLine(lines), line);
    });
  it('is the whole line where it is not JSON', () => {
    assert.equal(plainLine(' {not json '), '{not json');
  });
});

describe('an answer', () => {
  const answer: HttpAnswer = { status: 200, body: '', server: 'istio-envoy', address: '192.0.2.1', milliseconds: 1 };

  it('is the gateway’s own where it has no route or no Pod, and a Pod’s where it has other content', () => {
    assert.equal(isOfGateway({ ...answer, status: 404 }), true);
    assert.equal(isOfGateway({ ...answer, status: 503, body: 'no healthy upstream' }), true);
    assert.equal(isOfGateway({ ...answer, status: 404, body: '{}' }), false);
    assert.equal(isOfGateway({ ...answer, status: 500 }), false);
    assert.equal(isOfGateway({ ...answer, status: 404, server: 'nginx' }), false);
  });
  it('gives a field of JSON, even if it is cut, and nothing of other text', () => {
    assert.equal(saidOf({ ...answer, body: '{"revision":"abc"}' }, 'revision'), 'abc');
    assert.equal(saidOf({ ...answer, body: '{"revision": "abc", "notes": "cu' }, 'revision'), 'abc');
    assert.equal(saidOf({ ...answer, body: '{"revision":7}' }, 'revision'), undefined);
    assert.equal(saidOf({ ...answer, body: 'revision "revision":"abc"' }, 'revision'), undefined);
  });
  it('names the same commit by its first digits', () => {
    assert.equal(sameCommit('4d624d89', '4D624D89C0FFEE'), true);
    assert.equal(sameCommit('4d6', '4d624d89c0ffee'), false);
    assert.equal(sameCommit('4d624d89', '4d624d88c0ffee'), false);
  });
});
