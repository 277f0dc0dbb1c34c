import assert from 'node:assert/strict';
import type { Exchange } from './snapshot.ts';
import { snapshotOf, type WrittenSnapshot } from './test-snapshot.ts';
import { createView, Index, type View } from './view.ts';

const look = (written: WrittenSnapshot) => createView(new Index(snapshotOf(written)));
const certificate = { metadata: { namespace: 'a', name: 'shop' }, spec: { secretName: 's', issuerRef: { name: 'i' } } };
const got = (objects: readonly object[]): Exchange =>
  ({ question: { ask: 'get', kind: 'Certificate', namespace: 'a', name: 'shop' }, answer: { objects } }) as Exchange;
const listed = (question: object, objects: readonly object[] = []): Exchange =>
  ({ question: { ask: 'list', kind: 'Certificate', ...question }, answer: { objects } }) as Exchange;
const gap = (question: object, is: string): Exchange =>
  ({ question: { kind: 'Certificate', ...question }, answer: { gap: is, message: '' } }) as Exchange;

describe('a view', () => {
  it('finds what a get or a list gave', () => {
    for (const exchanges of [[got([certificate])], [listed({}, [certificate])]])
      assert.equal(look({ exchanges }).view.get('Certificate', 'a', 'shop')?.spec.secretName, 's');
  });

  it('knows that an object is absent by an empty get, or by a list of everything', () => {
    for (const exchanges of [[got([])], [listed({})], [listed({ namespace: 'a' })]])
      assert.equal(look({ exchanges }).view.isAbsent('Certificate', 'a', 'shop'), true);
  });

  it('does not know it by nothing, a forbidden list, one of another namespace, or one that kept only some', () => {
    for (const exchanges of [
      [],
      [gap({ ask: 'list' }, 'Forbidden')],
      [listed({ namespace: 'b' })],
      [listed({ keep: { hosts: ['x.example.test'] } })],
      [listed({ labels: 'a=b' })],
    ])
      assert.equal(look({ exchanges }).view.isAbsent('Certificate', 'a', 'shop'), false, JSON.stringify(exchanges));
  });

  it('knows that there is no object where there is no such kind', () => {
    const { view, trace } = look({ exchanges: [gap({ ask: 'list' }, 'KindNotInstalled')] });
    assert.equal(view.isAbsent('Certificate', 'a', 'shop'), true);
    assert.deepEqual(view.list('Certificate'), []);
    assert.equal(trace.unknowns.size, 0);
  });

  it('calls a list complete where it kept what matters', () => {
    const { view } = look({ exchanges: [listed({ namespace: 'a', keep: { hosts: ['x.example.test'] } })] });
    assert.equal(view.isComplete('Certificate', 'a'), true);
    assert.equal(view.isComplete('Certificate', 'b'), false);
    assert.equal(view.isComplete('Certificate'), false);
  });

  it('records what was looked for and is not known, with the reason', () => {
    for (const use of [
      ({ view }: ReturnType<typeof look>) => view.get('Certificate', 'a', 'shop'),
      ({ view }: ReturnType<typeof look>) => view.list('Certificate', 'a'),
      ({ view }: ReturnType<typeof look>) => view.isAbsent('Certificate', 'a', 'shop'),
    ]) {
      const looked = look({ exchanges: [gap({ ask: 'list' }, 'Forbidden')] });
      use(looked);
      assert.deepEqual(
        [...looked.trace.unknowns].map(({ kind, gap: { gap: is } }) => [kind, is]),
        [['Certificate', 'Forbidden']],
      );
    }
  });

  it('records nothing where another question gave the object', () => {
    const looked = look({ exchanges: [gap({ ask: 'list' }, 'Forbidden'), got([certificate])] });
    assert.ok(looked.view.get('Certificate', 'a', 'shop'));
    assert.equal(looked.trace.unknowns.size, 0);
  });

  it('gives the answer to a question that is equal, whatever the order of its fields', () => {
    const exchanges: Exchange[] = [
      {
        question: { ask: 'resolve', host: 'x.example.test' },
        answer: { a: ['192.0.2.1'], aaaa: [], caa: [], errors: {} },
      },
    ];
    const { view } = look({ exchanges });
    assert.deepEqual(view.answer({ host: 'x.example.test', ask: 'resolve' })?.a, ['192.0.2.1']);
    assert.equal(view.answer({ ask: 'resolve', host: 'y.example.test' }), undefined);
  });

  it('records what it was used for', () => {
    const { view, trace } = look({ objects: { Certificate: [] } });
    view.list('Certificate');
    view.answers('handshake');
    assert.deepEqual([...trace.subjects].sort(), ['Certificate', 'handshake']);
  });

  describe('once', () => {
    const written: WrittenSnapshot = { forbidden: ['Certificate'], objects: { Service: [], Pod: [] } };

    it('computes one time for all views, and gives each the trace of computing it', () => {
      const index = new Index(snapshotOf(written));
      let count = 0;
      const [first, second] = [createView(index), createView(index)].map(({ view, trace }) => {
        const seen = view.once('everything', () => {
          count++;
          view.answers('handshake');
          return [...view.list('Service'), ...view.list('Certificate')];
        });
        return { seen, subjects: [...trace.subjects], unknowns: [...trace.unknowns].map(({ kind }) => kind) };
      });
      assert.equal(count, 1);
      assert.deepEqual(first, {
        seen: [],
        subjects: ['handshake', 'Service', 'Certificate'],
        unknowns: ['Certificate'],
      });
      assert.deepEqual(second, first);
    });

    it('traces nested computations too, even where they were known before', () => {
      const index = new Index(snapshotOf(written));
      const inner = (view: View) => view.once('inner', () => view.list('Certificate'));
      const outer = (view: View) => view.once('outer', () => [...view.list('Pod'), ...inner(view)]);
      const uses = [[inner], [outer], [outer], [inner]].map((steps) => {
        const { view, trace } = createView(index);
        for (const step of steps) step(view);
        return [[...trace.subjects].sort(), [...trace.unknowns].map(({ kind }) => kind)];
      });
      const [alone, both] = [
        [['Certificate'], ['Certificate']],
        [['Certificate', 'Pod'], ['Certificate']],
      ];
      assert.deepEqual(uses, [alone, both, both, alone]);
    });

    it('distinguishes names and snapshots', () => {
      const { view } = look(written);
      assert.deepEqual(
        ['a', 'b', 'a'].map((what, index) => view.once(what, () => index)),
        [0, 1, 0],
      );
      assert.equal(
        look(written).view.once('a', () => 'other'),
        'other',
      );
    });

    it('remembers nothing of what threw, but traces what it looked at', () => {
      const { view, trace } = look(written);
      const failing = () =>
        view.once('a', () => {
          view.list('Pod');
          throw new Error('nobody thought of this');
        });
      assert.throws(failing, /nobody thought/);
      assert.deepEqual([...trace.subjects], ['Pod']);
      assert.equal(
        view.once('a', () => 1),
        1,
      );
    });
  });
});
