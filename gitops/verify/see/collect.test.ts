import assert from 'node:assert/strict';
import { collect, type Witness } from './collect.ts';
import { every } from './demand.ts';
import type { Gap } from './gap.ts';
import type { Get, List, Objects } from './question.ts';
import { EMPTY_SCOPE } from './scope.ts';
import { createView, type View } from './view.ts';

const TAKEN_AT = '2026-11-24T12:00:00Z';

/** Collects what is followed, and tells the questions. */
async function collecting(
  follow: (view: View) => void,
  answer: (question: Get | List) => Objects | Gap = () => ({ objects: [] }),
  namespaces: readonly string[] = [],
) {
  const asked: string[] = [];
  const witness: Witness = {
    objects: (question) => {
      asked.push([question.ask, question.kind, question.namespace, 'name' in question ? question.name : ''].join(' '));
      return Promise.resolve(answer(question));
    },
    other: (question) => {
      asked.push(question.ask);
      return Promise.resolve(undefined);
    },
  };
  const snapshot = await collect({
    ...{ scope: EMPTY_SCOPE, takenAt: TAKEN_AT, witness, namespaces: () => namespaces },
    follow: (seen) => {
      const { view, trace } = createView(seen);
      follow(view);
      return trace;
    },
  });
  return { asked, ...createView(snapshot) };
}

const service = (namespace: string, name: string) => ({ metadata: { namespace, name } });

describe('collect', () => {
  it('follows what the answers lead to, and asks nothing twice', async () => {
    const { asked } = await collecting(
      (view) => {
        for (const { metadata } of view.list(every('Service', 'a'))) view.get('Service', 'b', metadata.name);
        view.list(every('Service', 'a'));
        view.ask({ ask: 'resolve', host: 'x' });
      },
      ({ ask }) => ({ objects: ask === 'list' ? [service('a', 'one'), service('a', 'two')] : [] }),
    );
    assert.deepEqual(asked, ['list Service a ', 'resolve', 'get Service b one', 'get Service b two']);
  });

  it('asks in the given namespaces where a list over all of them is forbidden', async () => {
    const { asked, view } = await collecting(
      (view) => view.list(every('Service')),
      ({ namespace }) =>
        namespace === undefined ? { gap: 'Forbidden', message: '' } : { objects: [service(namespace, 'x')] },
      ['a', 'b'],
    );
    assert.deepEqual(asked, ['list Service  ', 'list Service a ', 'list Service b ']);
    assert.equal(view.list(every('Service')).length, 2);
    assert.equal(view.isComplete(every('Service')), false);
  });

  it('computes anew what it took for absent, once single namespaces have told otherwise', async () => {
    const countOf = (view: View) => view.remember('count', () => view.list(every('Service')).length);
    const { view } = await collecting(
      (each) => {
        if (countOf(each) > 0) each.get('Pod', 'a', 'x');
      },
      ({ namespace, kind }) =>
        namespace === undefined
          ? { gap: 'Forbidden', message: '' }
          : { objects: kind === 'Pod' ? [] : [service('a', 'x')] },
      ['a'],
    );
    assert.equal(countOf(view), 1);
    assert.equal(view.isAbsent('Pod', 'a', 'x'), true);
  });

  it('asks for no object of a kind without namespaces in the given ones', async () => {
    const { asked } = await collecting(
      (view) => view.list(every('IngressClass')),
      () => ({ gap: 'Forbidden', message: '' }),
      ['a', 'b'],
    );
    assert.deepEqual(asked, ['list IngressClass  ']);
  });

  it('tells of what it did not ask, where one thing leads to the next without an end', async () => {
    const follow = (view: View) => {
      for (let at = 0, known = true; known; at++) known = view.get('Service', 'a', `s${at}`) !== undefined;
    };
    const { asked, trace, view } = await collecting(follow, (question) => ({
      objects: 'name' in question ? [service('a', question.name)] : [],
    }));
    follow(view);
    assert.deepEqual(
      [...trace.unknowns].map(({ name, gap }) => `${name ?? ''} ${gap.gap}`),
      [`s${asked.length} NotAsked`],
    );
  });
});
