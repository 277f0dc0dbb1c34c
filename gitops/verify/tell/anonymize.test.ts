import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { readRecording } from '../../e2e/faults/recording.ts';
import { anonymizer } from './anonymize.ts';
import { checks } from '../judge/checks/index.ts';
import { casesOf, codesOfCases } from '../judge/checks/test-cases.ts';
import { forDump } from './dump.ts';
import { KINDS, type KindId } from '../see/kinds.ts';
import { notesOn } from '../model/trace/notes.ts';
import type { Step } from '../model/trace/outcome.ts';
import { getOf } from '../model/trace/request.ts';
import { traceOf } from '../model/trace/request-trace.ts';
import { worldWith } from '../model/trace/test-shop.ts';
import { createView } from '../see/view.ts';
import { judge } from '../judge/judge.ts';
import type { Snapshot } from '../see/snapshot.ts';
import { lookAtWorld } from '../judge/look.ts';
import { seen, writtenWorld } from '../test-world.ts';
import { snapshotOf, worldOf, type World } from '../see/world.ts';

const RECORDED = new URL('../testdata/recorded/', import.meta.url);

/** The findings, without names. */
function found(snapshot: Snapshot): readonly string[] {
  return judge(snapshot, checks)
    .map(({ code, level, object, cause }) => `${code} ${level} ${object.kind} ${cause?.code ?? ''}`)
    .sort();
}

describe('anonymizer', () => {
  const anonymize = anonymizer(checks);
  const snapshot = writtenWorld({
    scope: { certificates: ['istio-system/acme-shop'], hosts: ['shop.acme-corp.kr'], revision: 'ab12'.repeat(10) },
    objects: {
      Certificate: [
        {
          metadata: { namespace: 'istio-system', name: 'acme-shop', labels: { 'team.acme-corp.kr/owner': 'fritz' } },
          spec: { secretName: 'acme-shop-tls', dnsNames: ['shop.acme-corp.kr'], issuerRef: { name: 'corp-ca' } },
          status: {
            conditions: [
              {
                ...{ type: 'Ready', status: 'False', reason: 'DoesNotExist' },
                message: 'Fritz: Issuer corp-ca of shop.acme-corp.kr at 203.0.113.9:443, 2001:db9::7, ab12ab12ab',
              },
            ],
          },
        } as never,
      ],
    },
    exchanges: [
      {
        question: { ask: 'resolve', host: 'shop.acme-corp.kr' },
        answer: { a: ['203.0.113.9', '10.1.2.3'], aaaa: ['2001:db9::7'], caa: [], errors: {} },
      },
    ],
  });
  const other = anonymize(snapshot);
  const text = JSON.stringify(other);

  it('removes every name, host, address and commit', () => {
    for (const word of ['shop', 'corp', 'fritz', 'Fritz', '203.0.113', '10.1.2.3', '2001:db9', 'ab12ab12'])
      assert.ok(!text.includes(word), `${word} in ${text}`);
  });

  it('keeps the words of the field, and times', () => {
    for (const word of ['istio-system', 'DoesNotExist', 'Issuer', '2026-11-24T12:00:00Z', ':443'])
      assert.ok(text.includes(word), `${word} not in ${text}`);
  });

  it('gives equal words equal names of the same length', () => {
    const { scope, answers } = other;
    const [host = ''] = scope.hosts;
    assert.equal(host.length, 'shop.acme-corp.kr'.length);
    assert.ok(answers.some(({ question }) => question.ask === 'resolve' && question.host === host));
    assert.equal(text.split(host).length - 1, 4, text);
    const short = /, (?<commit>[0-9a-f]{10})"/.exec(text)?.groups?.commit ?? '?';
    assert.ok(scope.revision?.startsWith(short), text);
  });

  const assertSameFindings = async (before: Snapshot, message?: string) => {
    const after = await lookAtWorld(anonymize(forDump(worldOf(before))));
    assert.deepEqual(found(after), found(before), message);
  };

  /** What becomes of a request, and what may decide otherwise, without names. */
  const tracedIn = (world: World) => {
    const [name = ''] = world.scope.hosts;
    const demands = (Object.keys(KINDS) as KindId[]).map((kind) => ({ kind }));
    const { view } = createView(snapshotOf(world, demands));
    const trace = traceOf(view, getOf(`https://${name}/health`));
    const fields = (steps: readonly Step[]) => steps.map(({ object, field }) => `${object?.kind ?? ''} ${field ?? ''}`);
    return [
      ...trace.branches.map(({ outcome, steps }) => [outcome.end, ...fields(steps)]),
      fields(notesOn(view, trace)),
    ];
  };

  for (const [what, change] of [
    [
      'a policy in another root namespace',
      `
ConfigMap:
  - metadata: { namespace: istio-system, name: istio }
    mesh: { rootNamespace: fritz-mesh, trustDomain: fritz-corp.kr, ingressService: fritz-edge }
AuthorizationPolicy:
  - metadata: { namespace: fritz-mesh, name: fritz-policy }
    spec: { rules: [{ from: [{ source: { principals: [other/ns/istio-system/sa/gateway] } }] }] }`,
    ],
    [
      'what stands beside the way',
      `
EnvoyFilter:
  - metadata: { namespace: istio-system, name: fritz-filter }
    spec: { workloadSelector: { labels: { istio: ingressgateway } } }
NetworkPolicy:
  - metadata: { namespace: shop, name: fritz-net }
    spec: { podSelector: { matchExpressions: [{ key: fritz, operator: NotIn, values: [fritz-corp] }] } }`,
    ],
  ] as const)
    it(`does not change a trace, and removes the names, of ${what}`, () => {
      const objects = worldWith(change) ?? {};
      const before = writtenWorld({ scope: { hosts: ['shop.example.test'], address: '203.0.113.7' }, objects });
      const after = anonymize(forDump(before));
      assert.deepEqual(tracedIn(after), tracedIn(before));
      assert.doesNotMatch(JSON.stringify(after), /fritz|corp/);
    });

  for (const code of codesOfCases())
    it(`does not change the findings in the cases of ${code}`, async () => {
      for (const written of casesOf(code)) await assertSameFindings(await seen(written), written.it);
    });

  for (const name of readdirSync(RECORDED))
    it(`does not change the findings in ${name}`, async () => {
      const worlds = readRecording(new URL(name, RECORDED));
      assert.notEqual(worlds.length, 0);
      for (const world of worlds) await assertSameFindings(await lookAtWorld(world), world.takenAt);
    });
});
