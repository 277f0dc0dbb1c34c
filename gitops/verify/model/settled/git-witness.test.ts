import assert from 'node:assert/strict';
import { every, labelled, named, type Demand } from '../../see/demand.ts';
import type { Missing } from '../../see/manifests/landing.ts';
import { askGit, type Completeness } from './git-witness.ts';

const SERVICE = { metadata: { namespace: 'shop', name: 'web' } };
const PODS = {
  metadata: { namespace: 'istio-system', name: 'gateway' },
  spec: { template: { metadata: { labels: { istio: 'gateway' } } } },
};
const CLASS = { metadata: { name: 'istio' } };
const CHART: Missing = { why: { en: 'chart redis of https://example.com is not here', ko: '' }, isBroken: false };
const aimedAt = (namespace?: string, isBroken = false): Missing => ({
  ...{ ...CHART, isBroken },
  application: {
    ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', metadata: { namespace: 'argocd', name: 'redis' } },
    spec: { destination: namespace === undefined ? {} : { namespace } },
  },
});

/** `absent`, or why that is not known, and what was sought. */
async function ask(demand: Demand, known: Partial<Completeness> = {}): Promise<string> {
  const all: Completeness = { objects: {}, missing: [], isClosed: false, stated: new Set(), ...known };
  const answer = await askGit(all).objects({ ask: 'list', kind: demand.kind }, [demand]);
  if (!('gap' in answer)) return 'absent';
  return `${answer.gap}: ${answer.message || 'nothing in Git'}: ${answer.sought ?? ''}`;
}

describe('askGit', () => {
  const objects = { Service: [SERVICE], Deployment: [PODS], IngressClass: [CLASS] } as never;

  const cases: readonly [it: string, demand: Demand, known: Partial<Completeness>, answer: string][] = [
    [
      'does not know of a kind of which Git has none',
      named('Service', 'shop', 'x'),
      {},
      'NotInGit: nothing in Git: Service shop/x',
    ],
    [
      'misses what is not in a place where Git has others of the kind',
      named('Service', 'shop', 'x'),
      { objects },
      'absent',
    ],
    [
      'does not know of another place',
      named('Service', 'blog', 'x'),
      { objects },
      'NotInGit: nothing in Git: Service blog/x',
    ],
    ['misses what has no namespace where Git has others', named('IngressClass', undefined, 'x'), { objects }, 'absent'],
    [
      'does not know what a source brings that is aimed there',
      named('Service', 'shop', 'x'),
      { objects, missing: [aimedAt('shop')] },
      `NotInGit: ${CHART.why.en}: Service shop/x`,
    ],
    [
      'misses it where the source is aimed elsewhere',
      named('Service', 'shop', 'x'),
      { objects, missing: [aimedAt('blog')] },
      'absent',
    ],
    [
      'does not know what a source brings that may go anywhere',
      named('Service', 'shop', 'x'),
      { objects, missing: [aimedAt()] },
      `NotInGit: ${CHART.why.en}: Service shop/x`,
    ],
    [
      'does not know what comes from a source without an Application',
      named('Service', 'shop', 'x'),
      { objects, missing: [CHART] },
      `NotInGit: ${CHART.why.en}: Service shop/x`,
    ],
    [
      'does not know what has no namespace where any source is not seen',
      named('IngressClass', undefined, 'x'),
      { objects, missing: [aimedAt('blog')] },
      `NotInGit: ${CHART.why.en}: IngressClass x`,
    ],
    [
      'does not know what a broken source would bring',
      named('Service', 'shop', 'x'),
      { objects, missing: [aimedAt('shop', true)] },
      'NotInGit: Application argocd/redis cannot be rendered: Service shop/x',
    ],
    ['misses anything where nothing else is there', named('Service', 'blog', 'x'), { isClosed: true }, 'absent'],
    [
      'misses what facts have all of',
      named('IngressClass', undefined, 'x'),
      { stated: new Set(['IngressClass']) },
      'absent',
    ],
    [
      'does not take facts of one kind for another',
      named('Service', 'shop', 'x'),
      { stated: new Set(['IngressClass']) },
      'NotInGit: nothing in Git: Service shop/x',
    ],
    [
      'never misses a Secret in Git',
      named('Secret', 'shop', 'x'),
      { objects: { Secret: [SERVICE] } },
      'NotInGit: nothing in Git: Secret shop/x',
    ],
    [
      'never misses a Secret, even where nothing else is there',
      named('Secret', 'shop', 'x'),
      { isClosed: true, stated: new Set(['Secret']) },
      'NotInGit: nothing in Git: Secret shop/x',
    ],
    ['knows all Pods of a namespace with some workload', every('Pod', 'istio-system'), { objects }, 'absent'],
    [
      'knows Pods with a label anywhere where some have it',
      labelled('Pod', undefined, { istio: 'other' }),
      { objects },
      'absent',
    ],
    [
      'does not know Pods with a label that nothing in Git has',
      labelled('Pod', undefined, { app: 'x' }),
      { objects },
      'NotInGit: nothing in Git: Pod with app=x',
    ],
    [
      'takes what only changes others to be in Git if anywhere',
      every('DestinationRule'),
      { missing: [CHART] },
      'absent',
    ],
  ];
  for (const [circumstance, demand, known, answer] of cases)
    it(circumstance, async () => {
      assert.equal(await ask(demand, known), answer);
    });

  it('knows nothing of the world outside', async () => {
    const witness = askGit({ objects: {}, missing: [], isClosed: true, stated: new Set() });
    const answer = await witness.other({ ask: 'resolve', host: 'shop.example.com' });
    assert.equal(answer, undefined);
  });
});
