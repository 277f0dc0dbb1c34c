import assert from 'node:assert/strict';
import { demandKey, every, labelled, named, type Demand } from './demand.ts';
import type { Gap } from './gap.ts';
import type { Get, List, Objects } from './question.ts';
import { certificatesForHost, writersOfSecret } from '../model/relations.ts';
import { EMPTY_SCOPE } from './scope.ts';
import { Snapshot, type Trace } from './snapshot.ts';
import { TAKEN_AT } from '../test-world.ts';
import { createView, type View } from './view.ts';

const certificate = { metadata: { namespace: 'a', name: 'shop' }, spec: { secretName: 's', issuerRef: { name: 'i' } } };
const OBJECTS: Objects = { objects: [certificate] };
const NONE: Objects = { objects: [] };
const FORBIDDEN: Gap = { gap: 'Forbidden', message: '' };
const shop = named('Certificate', 'a', 'shop');
const GET = { ask: 'get', kind: 'Certificate', namespace: 'a', name: 'shop' } as const;
const LIST = { ask: 'list', kind: 'Certificate' } as const;

/** A look in which these demands had these answers. */
function look(...asked: readonly [Get | List, readonly Demand[], Objects | Gap][]) {
  const snapshot = new Snapshot(EMPTY_SCOPE, TAKEN_AT);
  for (const each of asked) snapshot.add(...each);
  return { snapshot, ...createView(snapshot) };
}

describe('a view', () => {
  it('finds what a get or a list gave', () => {
    for (const { view } of [look([GET, [shop], OBJECTS]), look([LIST, [every('Certificate')], OBJECTS])])
      assert.equal(view.get('Certificate', 'a', 'shop')?.spec.secretName, 's');
  });

  it('knows that an object is absent by an empty get, or by a list of everything', () => {
    for (const { view } of [
      look([GET, [shop], NONE]),
      look([LIST, [every('Certificate')], NONE]),
      look([{ ...LIST, namespace: 'a' }, [every('Certificate', 'a')], NONE]),
    ])
      assert.equal(view.isAbsent('Certificate', 'a', 'shop'), true);
  });

  it('does not know it by nothing, a forbidden list, one of another namespace, or one for other demands', () => {
    for (const { view } of [
      look(),
      look([LIST, [every('Certificate')], FORBIDDEN]),
      look([{ ...LIST, namespace: 'b' }, [every('Certificate', 'b')], NONE]),
      look([LIST, [certificatesForHost('x.example.test')], NONE]),
      look([{ ...LIST, labels: 'a=b' }, [labelled('Certificate', undefined, { a: 'b' })], NONE]),
    ])
      assert.equal(view.isAbsent('Certificate', 'a', 'shop'), false);
  });

  it('knows that there is no object where there is no such kind', () => {
    const { view, trace } = look([LIST, [every('Certificate')], { gap: 'KindNotInstalled', message: '' }]);
    assert.equal(view.isAbsent('Certificate', 'a', 'shop'), true);
    assert.deepEqual(view.list(every('Certificate')), []);
    assert.equal(trace.unknowns.size, 0);
  });

  it('counts nothing as unknown that is read only where it may be', () => {
    const question = { ask: 'get', kind: 'ConfigMap', namespace: 'istio-system', name: 'istio' } as const;
    const { view, trace } = look([question, [named('ConfigMap', 'istio-system', 'istio')], FORBIDDEN]);
    assert.equal(view.isAbsent('ConfigMap', 'istio-system', 'istio'), false);
    assert.equal(trace.unknowns.size + trace.demands.size, 0);
  });

  it('calls complete what was demanded, and not another value, field or place', () => {
    const { view } = look([{ ...LIST, namespace: 'a' }, [writersOfSecret('s', 'a')], OBJECTS]);
    assert.equal(view.isComplete(writersOfSecret('s', 'a')), true);
    for (const other of [
      writersOfSecret('t', 'a'),
      writersOfSecret('s', 'b'),
      writersOfSecret('s'),
      certificatesForHost('s'),
      every('Certificate', 'a'),
    ])
      assert.equal(view.isComplete(other), false, demandKey(other));
  });

  it('gives, of what it has, the objects that a demand is for', () => {
    const { view } = look([LIST, [every('Certificate')], OBJECTS]);
    assert.equal(view.list(writersOfSecret('s', 'a')).length, 1);
    assert.equal(view.list(writersOfSecret('s', 'b')).length, 0);
    assert.equal(view.list(writersOfSecret('t')).length, 0);
  });

  it('wants what nobody has asked for, once, and nothing that was asked', () => {
    const { view, trace, snapshot } = look();
    for (let time = 0; time < 2; time++) view.get('Certificate', 'a', 'shop');
    view.ask({ ask: 'resolve', host: 'shop.example.test' });
    assert.deepEqual([...trace.demands.values()], [shop]);
    assert.deepEqual([...trace.questions.values()], [{ ask: 'resolve', host: 'shop.example.test' }]);
    snapshot.add(GET, [shop], FORBIDDEN);
    snapshot.addOther({ ask: 'resolve', host: 'shop.example.test' }, undefined);
    const again = createView(snapshot);
    again.view.get('Certificate', 'a', 'shop');
    again.view.ask({ ask: 'resolve', host: 'shop.example.test' });
    assert.equal(again.trace.isSettled, true);
  });

  it('wants one object by name where the list that should have brought it is forbidden', () => {
    const { view, trace } = look([LIST, [shop, named('Certificate', 'b', 'shop')], FORBIDDEN]);
    view.get('Certificate', 'a', 'shop');
    assert.deepEqual([...trace.demands.values()], [shop]);
  });

  it('records what was looked for and is not known, with the reason', () => {
    for (const use of [
      (view: View) => view.get('Certificate', 'a', 'shop'),
      (view: View) => view.list(every('Certificate', 'a')),
      (view: View) => view.isAbsent('Certificate', 'a', 'shop'),
    ]) {
      const { view, trace } = look([LIST, [every('Certificate')], FORBIDDEN]);
      use(view);
      assert.deepEqual(
        [...trace.unknowns].map(({ kind, gap }) => [kind, gap.gap]),
        [['Certificate', 'Forbidden']],
      );
    }
  });

  it('records nothing where another question gave the object', () => {
    const { view, trace } = look([LIST, [every('Certificate')], FORBIDDEN], [GET, [shop], OBJECTS]);
    assert.ok(view.get('Certificate', 'a', 'shop'));
    assert.equal(trace.unknowns.size, 0);
  });

  it('gives the answer to a question that is equal, whatever the order of its fields', () => {
    const { view, snapshot } = look();
    snapshot.addOther({ ask: 'resolve', host: 'x.example.test' }, { a: ['192.0.2.1'], aaaa: [], caa: [], errors: {} });
    assert.deepEqual(view.ask({ host: 'x.example.test', ask: 'resolve' })?.a, ['192.0.2.1']);
    assert.equal(view.ask({ ask: 'resolve', host: 'y.example.test' }), undefined);
  });

  describe('remember', () => {
    const wanted = ({ demands, questions }: Trace) => [
      ...demands.keys(),
      ...[...questions.values()].map((question) => `${question.ask} ${'host' in question ? question.host : ''}`),
    ];
    const snapshotWithout = () => look([LIST, [every('Certificate')], FORBIDDEN]).snapshot;

    it('computes one time for all views, and gives each the trace of computing it', () => {
      const index = snapshotWithout();
      let count = 0;
      const [first, second] = [createView(index), createView(index)].map(({ view, trace }) => {
        const seen = view.remember('everything', () => {
          count++;
          view.ask({ ask: 'resolve', host: 'x' });
          return [...view.list(every('Service')), ...view.list(every('Certificate'))];
        });
        return { seen, wanted: wanted(trace), unknowns: [...trace.unknowns].map(({ kind }) => kind) };
      });
      assert.equal(count, 1);
      assert.deepEqual(first, {
        seen: [],
        wanted: ['Service *', 'resolve x'],
        unknowns: ['Certificate'],
      });
      assert.deepEqual(second, first);
    });

    it('traces nested computations too, even where they were known before', () => {
      const index = snapshotWithout();
      const inner = (view: View) => view.remember('inner', () => view.list(every('Certificate')));
      const outer = (view: View) => view.remember('outer', () => [...view.list(every('Pod')), ...inner(view)]);
      const uses = [[inner], [outer], [outer], [inner]].map((steps) => {
        const { view, trace } = createView(index);
        for (const step of steps) step(view);
        return [wanted(trace), [...trace.unknowns].map(({ kind }) => kind)];
      });
      const [alone, both] = [
        [[], ['Certificate']],
        [['Pod *'], ['Certificate']],
      ];
      assert.deepEqual(uses, [alone, both, both, alone]);
    });

    it('distinguishes names and snapshots', () => {
      const { view } = createView(snapshotWithout());
      assert.deepEqual(
        ['a', 'b', 'a'].map((what, index) => view.remember(what, () => index)),
        [0, 1, 0],
      );
      assert.equal(
        createView(snapshotWithout()).view.remember('a', () => 'other'),
        'other',
      );
    });

    it('remembers nothing of what threw, but traces what it looked at', () => {
      const { view, trace } = createView(snapshotWithout());
      const failing = () =>
        view.remember('a', () => {
          view.list(every('Pod'));
          throw new Error('nobody thought of this');
        });
      assert.throws(failing, /nobody thought/);
      assert.deepEqual(wanted(trace), ['Pod *']);
      assert.equal(
        view.remember('a', () => 1),
        1,
      );
    });
  });
});
