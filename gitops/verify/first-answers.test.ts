import assert from 'node:assert/strict';
import type { Witness } from './see/collect.ts';
import type { Gap } from './see/gap.ts';
import { obstacleOf, askFirst, withAnswers } from './first-answers.ts';
import type { List, Objects, Question } from './see/question.ts';
import { EMPTY_SCOPE, type Scope } from './see/scope.ts';

function asking(answer: (question: Question) => Objects | Gap): Witness {
  return { objects: (question) => Promise.resolve(answer(question)), other: () => Promise.resolve(undefined) };
}

const gap = (name: Gap['gap'], message = ''): Gap => ({ gap: name, message });
const application = { metadata: { namespace: 'argocd', name: 'shop' }, spec: { project: 'default', destination: {} } };
const certificate: Scope = { ...EMPTY_SCOPE, certificates: [{ namespace: 'a', name: 'b' }] };

describe('askFirst', () => {
  for (const [what, scope, answer, obstacle] of [
    [
      'nothing of the cluster answers',
      EMPTY_SCOPE,
      gap('Unreachable', 'x'),
      /does not answer: “x”; try kubectl --context c /,
    ],
    ['its credentials are refused', certificate, gap('Unauthorized'), /does not accept these credentials; try kubectl/],
    ['there is no Application', EMPTY_SCOPE, { objects: [] }, /has no Application.* name something: --application NS/],
    ['there is no Argo CD', EMPTY_SCOPE, gap('KindNotInstalled'), /has no Application.* --host HOST$/],
    ['Applications may not be listed', EMPTY_SCOPE, gap('Forbidden'), /cannot be listed: the right .* is missing/],
    ['there is an Application', EMPTY_SCOPE, { objects: [application] }, undefined],
    ['a named Certificate is not there', certificate, { objects: [] }, undefined],
    ['a named Certificate may not be read', certificate, gap('Forbidden'), undefined],
  ] as const)
    it(`${obstacle ? 'has nothing to judge' : 'goes on'} where ${what}`, async () => {
      const opening = await askFirst(
        scope,
        asking(() => answer),
        'c',
      );
      if (obstacle) assert.match(opening.obstacle?.en ?? '', obstacle);
      else assert.equal(opening.obstacle, undefined);
    });

  it('takes the Applications of the namespaces that may be read', async () => {
    const answer = (question: Question) =>
      'kind' in question && question.namespace !== undefined
        ? { objects: question.namespace === 'argocd' ? [application] : [] }
        : gap('Forbidden');
    const opening = await askFirst({ ...EMPTY_SCOPE, home: 'shop' }, asking(answer), undefined);
    assert.equal(opening.obstacle, undefined);
    assert.deepEqual(opening.applications, [application]);
  });

  it('goes on where some answers came', async () => {
    const scope = { ...certificate, applications: [{ namespace: 'argocd', name: 'shop' }] };
    const answer = (question: Question) =>
      'kind' in question && question.kind === 'Application' ? { objects: [application] } : gap('Unreachable');
    const opening = await askFirst(scope, asking(answer), undefined);
    assert.equal(opening.obstacle, undefined);
    assert.deepEqual(opening.applications, [application]);
  });
});

describe('withAnswers', () => {
  it('gives a known answer once, and asks after that', async () => {
    const question: List = { ask: 'list', kind: 'Application' };
    let asked = 0;
    const witness = withAnswers(
      [{ question, answer: { objects: [application] } }],
      asking(() => ({ objects: asked++ === 0 ? [] : [] })),
    );
    assert.deepEqual(await witness.objects(question, []), { objects: [application] });
    assert.deepEqual(await witness.objects(question, []), { objects: [] });
    assert.equal(asked, 1);
  });
});

describe('obstacleOf', () => {
  it('tells how to name a cluster where none is known', () => {
    const { en, ko } = obstacleOf(gap('NoCluster', 'a\nb'), undefined);
    assert.equal(
      en,
      'it is not known which cluster to ask: “a b”; set KUBECONFIG, or choose a context with --context NAME',
    );
    assert.match(ko, /KUBECONFIG를 지정/);
  });
});
