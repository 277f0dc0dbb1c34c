import assert from 'node:assert/strict';
import { answerText, disagreement, type TracedBranch } from './agreement.ts';
import type { Answer } from './ask.ts';

const pod = (name: string) => ({ kind: 'Pod', namespace: 'shop', name }) as const;
const way = (outcome: TracedBranch['outcome'], share = 1, steps: TracedBranch['steps'] = []): TracedBranch => ({
  ...{ outcome, share, steps },
});
const times = (count: number, answer: Answer): readonly Answer[] => Array.from({ length: count }, () => answer);
const from = (server: string, path = '/'): Answer => ({ status: 200, server, path, body: '' });
const gateway = (status: number, body = ''): Answer => ({ status, body });

const ANSWERED = way({ end: 'answered', pods: [pod('a'), pod('b')] });

describe('disagreement', () => {
  const agreed: readonly (readonly [string, readonly TracedBranch[], readonly Answer[]])[] = [
    ['the Pods that are named', [ANSWERED], [...times(5, from('a')), ...times(15, from('b'))]],
    ['a few answers of one Pod, since the other may be by chance absent', [ANSWERED], times(3, from('a'))],
    ['a redirect', [way({ end: 'redirected', status: 301, location: 'x' })], [{ ...gateway(301), location: 'x' }]],
    [
      'a Pod with the path that a rule makes',
      [way(ANSWERED.outcome, 1, [{ did: 'the path becomes /b' }])],
      [from('a', '/b')],
    ],
    [
      'the words of a gateway without endpoints',
      [way({ end: 'no endpoints', status: 503 })],
      [gateway(503, 'no healthy upstream')],
    ],
    [
      'the certificate of the Secret that is named',
      [way(ANSWERED.outcome, 1, [{ did: 'certificate of Secret shop/web-tls' }])],
      [{ ...from('a'), certificate: 'shop/web-tls' }],
    ],
    ['an ended connection', [way({ end: 'reset' })], [{ error: 'ECONNRESET' }]],
    ['a refused connection', [way({ end: 'not reached' })], [{ error: 'ECONNREFUSED' }]],
    ['anything, where the trace says that it does not know', [way({ end: 'unknown' })], [gateway(500)]],
  ];
  for (const [what, branches, answers] of agreed)
    it(`is none for ${what}`, () => {
      assert.equal(disagreement(branches, answers), undefined);
    });

  const refused: readonly (readonly [string, readonly TracedBranch[], readonly Answer[], string])[] = [
    ['a Pod that is not named', [ANSWERED], [from('c')], 'got 200 from c /'],
    ['a Pod that never answers', [ANSWERED], times(20, from('a')), 'never got answered'],
    [
      'a way that is never taken',
      [way(ANSWERED.outcome, 0.5), way({ end: 'responded', status: 503 }, 0.5)],
      [...times(20, from('a')), ...times(20, from('b'))],
      'never got responded',
    ],
    [
      'another path',
      [way(ANSWERED.outcome, 1, [{ did: 'the path becomes /b' }])],
      [from('a', '/c')],
      'got 200 from a /c',
    ],
    [
      'a 503 for another reason',
      [way({ end: 'no cluster', status: 503 })],
      [gateway(503, 'no healthy upstream')],
      'got 503 no healthy upstream',
    ],
    [
      'another certificate',
      [way(ANSWERED.outcome, 1, [{ did: 'certificate of Secret shop/web-tls' }])],
      [{ ...from('a'), certificate: 'shop/other-tls' }],
      'got 200 from a / certificate shop/other-tls',
    ],
    ['a Pod in place of a 404', [way({ end: 'no rule', status: 404 })], [from('a')], 'got 200 from a /'],
    [
      'a refused connection in place of an ended one',
      [way({ end: 'reset' })],
      [{ error: 'ECONNREFUSED' }],
      'got ECONNREFUSED',
    ],
  ];
  for (const [what, branches, answers, problem] of refused)
    it(`tells of ${what}`, () => {
      assert.equal(disagreement(branches, answers), problem);
    });

  it('expects 504 where the server needs longer than the time-out, and the server where it does not', () => {
    const limited = [way({ ...ANSWERED.outcome, timeout: '1s' })];
    assert.equal(disagreement(limited, [gateway(504, 'upstream request timeout')], 3), undefined);
    assert.equal(disagreement(limited, [from('a')], 3), 'got 200 from a /');
    assert.equal(disagreement(limited, [from('a')], 0.5), undefined);
    const rewritten = [{ ...limited[0], steps: [{ did: 'the path becomes /fast' }] } as TracedBranch];
    assert.equal(disagreement(rewritten, [from('a', '/fast')], 3), undefined);
  });
});

describe('answerText', () => {
  it('tells where an answer comes from or leads to', () => {
    assert.equal(answerText({ ...gateway(301), location: 'https://x/' }), '301 to https://x/');
    assert.equal(answerText({ error: 'EPROTO' }), 'EPROTO');
  });
});
