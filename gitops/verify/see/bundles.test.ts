import assert from 'node:assert/strict';
import { questionsFor } from './bundles.ts';
import { every, labelled, named, type Demand } from './demand.ts';
import { certificatesForHost, eventsOf, writersOfSecret } from '../model/relations.ts';

const asked = (demands: readonly Demand[], forbidden: readonly (string | undefined)[] = ['nowhere']) =>
  questionsFor(demands, (_, namespace) => forbidden.includes(namespace)).map(({ question }) => question);
const names = (count: number, namespace = (index: number) => `shop-${index}`) =>
  Array.from({ length: count }, (_, index) => named('Certificate', namespace(index), `c-${index}`));

describe('questionsFor', () => {
  it('asks for a few objects one by one', () => {
    assert.deepEqual(asked(names(2)), [
      { ask: 'get', kind: 'Certificate', namespace: 'shop-0', name: 'c-0' },
      { ask: 'get', kind: 'Certificate', namespace: 'shop-1', name: 'c-1' },
    ]);
  });

  it('asks for a name in any namespace by a field', () => {
    const question = { ask: 'list', kind: 'Service', fields: 'metadata.name=web' };
    assert.deepEqual(asked([named('Service', undefined, 'web')]), [question]);
    assert.deepEqual(asked([named('ClusterIssuer', undefined, 'ca')]), [
      { ask: 'get', kind: 'ClusterIssuer', name: 'ca' },
    ]);
  });

  it('asks for many by one list, of which it keeps only these', () => {
    const [question, ...others] = asked(names(11));
    assert.deepEqual(others, []);
    assert.ok(question?.ask === 'list' && question.namespace === undefined);
    assert.equal(question.keep?.length, 11);
  });

  it('asks once for what is demanded twice, and for demands in one place', () => {
    assert.equal(asked([...names(1), ...names(1)]).length, 1);
    assert.deepEqual(asked([writersOfSecret('s', 'shop'), writersOfSecret('t', 'shop')]), [
      {
        ...{ ask: 'list', kind: 'Certificate', namespace: 'shop' },
        keep: ['shop spec.secretName=s', 'shop spec.secretName=t'],
      },
    ]);
  });

  it('asks for single objects by the list that is read anyway', () => {
    assert.equal(asked([...names(2), certificatesForHost('shop.example.test')]).length, 1);
  });

  it('lets the API server select by labels, and by their common label where there are many', () => {
    const pods = (count: number) =>
      Array.from({ length: count }, (_, index) => labelled('Pod', `shop-${index}`, { app: `a${index}`, x: 'y' }));
    assert.deepEqual(asked(pods(1)), [{ ask: 'list', kind: 'Pod', namespace: 'shop-0', labels: 'app=a0,x=y' }]);
    const [question, ...others] = asked(pods(11));
    assert.deepEqual(others, []);
    assert.match(JSON.stringify(question), /"labels":"app in \(a0,a1,a10,a2/);
  });

  it('lets the API server select by a label for each group where many have none in common', () => {
    const pods = Array.from({ length: 24 }, (_, index) =>
      labelled('Pod', undefined, index < 20 ? { app: `a${index % 12}`, x: 'y' } : { name: `n${index}` }),
    );
    assert.deepEqual(
      asked(pods).map((question) => ('labels' in question ? question.labels : 'all of them')),
      ['app in (a0,a1,a10,a11,a2,a3,a4,a5,a6,a7,a8,a9)', 'name in (n20,n21,n22,n23)'],
    );
  });

  it('asks in the namespaces of many where these are few', () => {
    const pods = Array.from({ length: 20 }, (_, index) =>
      labelled('Pod', `shop-${index % 2}`, { [`app-${index}`]: 'web' }),
    );
    assert.deepEqual(
      asked(pods).map(({ namespace, ...question }) => [namespace, 'labels' in question]),
      [
        ['shop-0', false],
        ['shop-1', false],
      ],
    );
  });

  it('asks for the events of many unwell objects without those of every start', () => {
    const events = (count: number) =>
      Array.from({ length: count }, (_, index) =>
        eventsOf({ metadata: { namespace: `shop-${index}`, name: 'web', uid: `u${index}` } }),
      );
    const [one, many, ...others] = [...asked(events(1)), ...asked(events(11))];
    assert.deepEqual(others, []);
    assert.ok(one && 'fields' in one && many && 'fields' in many);
    assert.match(one.fields ?? '', /^involvedObject\.uid=u0,reason!=Scheduled,/);
    assert.match(many.fields ?? '', /^reason!=Scheduled,(reason!=\w+,?)+$/);
  });

  it('keeps every object where every object is demanded', () => {
    assert.deepEqual(asked([every('IngressClass'), named('IngressClass', undefined, 'istio')]), [
      { ask: 'list', kind: 'IngressClass' },
    ]);
  });

  it('asks in each namespace where a list over all of them is forbidden, and there for all that may be wanted', () => {
    const inTwo = names(8, (index) => (index < 6 ? 'shop' : 'blog'));
    assert.deepEqual(
      asked(inTwo, [undefined]),
      ['shop', 'blog'].map((namespace) => ({ ask: 'list', kind: 'Certificate', namespace })),
    );
  });

  it('never asks for a list of Secrets, however many are meant', () => {
    const secrets = Array.from({ length: 30 }, (_, index) => named('Secret', 'shop', `s-${index}`));
    for (const forbidden of [['nowhere'], [undefined]])
      assert.deepEqual(new Set(asked(secrets, forbidden).map(({ ask }) => ask)), new Set(['get']));
  });

  it('asks for single objects where a list of their namespace is forbidden too', () => {
    const inOne = names(6, () => 'shop');
    assert.deepEqual(new Set(asked(inOne, [undefined, 'shop']).map(({ ask }) => ask)), new Set(['get']));
  });
});
