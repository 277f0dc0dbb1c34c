import assert from 'node:assert/strict';
import { tableOf, type Compared } from './tally.ts';

const world = { kind: 'istio', name: 'x', older: [], manifests: [], requests: [] };
const compared = (told: readonly string[], problem?: string): Compared => ({
  ...{
    world,
    isRefused: false,
    request: '',
    told,
    answers: [],
    problem,
    reasons: told.includes('unknown') ? ['a Pod lists no port'] : [],
  },
});

describe('tableOf', () => {
  it('counts by what was said, leaves out what is not known, and gives the share of the most frequent outcome', () => {
    const lines = tableOf([
      ...[compared(['answered']), compared(['answered']), compared(['answered'], 'got 404')],
      ...[compared(['reset']), compared(['unknown'])],
    ]).map((line) => line.replaceAll(/ +/g, ' '));
    assert.deepEqual(lines, [
      'the model says requests share agree',
      'answered 3 60.0 % 2',
      'reset 1 20.0 % 1',
      'unknown 1 20.0 % 1',
      '5 requests asked: the model says something of 4 (80.0 %), of which 3 agree (75.0 %)',
      'istio: 5 requests, 20.0 % of them not known',
      'not known, 1 times: a Pod lists no port',
      'who always said the most frequent outcome would be right in 60.0 %',
      '0 configurations were refused',
    ]);
  });

  it('asks nothing of a configuration that was refused, and counts it', () => {
    const lines = tableOf([{ ...compared(['answered']), isRefused: true }]);
    assert.ok(lines.includes('1 configurations were refused'));
    assert.ok(lines.some((line) => line.startsWith('0 requests asked')));
  });
});
