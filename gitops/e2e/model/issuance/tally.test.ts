import assert from 'node:assert/strict';
import type { Foreseen } from './prediction.ts';
import { issuanceTable, type Issuance } from './tally.ts';

const ISSUER = { kind: 'Issuer', namespace: 'a', name: 'a' } as const;
const lacking: Foreseen = {
  is: 'not issued',
  because: [{ code: 'C4', object: ISSUER, seen: 'it does not exist', statuses: [] }],
};
const unknown: Foreseen = { is: 'unknown', why: ['nobody looked'] };

function issuance(foreseen: Foreseen, isReady: boolean, more: Partial<Issuance> = {}): Issuance {
  return { name: 'a', key: 'a/a', foreseen, isRefused: false, isReady, words: [], problem: undefined, ...more };
}

describe('issuanceTable', () => {
  const lines = (all: readonly Issuance[]) => issuanceTable(all).map((line) => line.replaceAll(/ +/g, ' '));

  it('counts by what was said, tells what disagrees with the words of the cluster, and leaves out what is not known', () => {
    const told = lines([
      ...[issuance({ is: 'issued' }, true), issuance({ is: 'issued' }, true), issuance(lacking, false)],
      issuance({ is: 'issued' }, false, { problem: 'it is not issued', words: ['Order/a/a: errored: no'] }),
      ...[issuance(unknown, false), issuance(unknown, false)],
    ]);
    assert.deepEqual(told, [
      ...['', 'a/a: it is not issued', ' said issued', ' Order/a/a: errored: no', ''],
      'verify says count issued agree',
      'issued 3 2 2',
      'not issued: C4 Issuer 1 0 1',
      'unknown 2 0 –',
      '6 Certificates: verify says something of 4 (66.7 %), of which 3 agree (75.0 %)',
      '1 foreseen as issued were not',
      '2 were issued (33.3 %): who always said the most frequent would be right in 66.7 %',
      '0 configurations were refused',
      'unknown: nobody looked – not issued (2 times)',
    ]);
  });

  it('compares nothing of a configuration that was refused, and counts it', () => {
    const told = lines([issuance({ is: 'issued' }, false, { isRefused: true })]);
    assert.ok(told.includes('1 configurations were refused'));
    assert.ok(told.some((line) => line.startsWith('0 Certificates')));
  });
});
