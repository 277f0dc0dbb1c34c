import assert from 'node:assert/strict';
import type { Check } from './check.ts';
import { checks as all } from './checks/index.ts';
import type { Finding, Level } from '../model/finding.ts';
import { withCauses } from './causes.ts';
import { host, type Reference } from '../model/reference.ts';

const check = (code: string, ...consequenceOf: string[]) => ({ code, consequenceOf }) as unknown as Check;
const CHECKS = [check('A1'), check('C25', 'A*'), check('T13', 'C25', 'T2'), check('T2'), check('R9')];
const shop = host('shop.example.test');
const other = host('other.example.test');

function finding(code: string, touches: readonly Reference[], level: Level = 'error'): Finding {
  return {
    code,
    level,
    object: { kind: 'Pod', namespace: 'x', name: code.toLowerCase() },
    seen: { en: '', ko: '' },
    touches,
  };
}
const causes = (findings: readonly Finding[]) =>
  withCauses(findings, CHECKS).map(({ code, level, cause }) => `${code} ${level}${cause ? ` of ${cause.code}` : ''}`);

describe('withCauses', () => {
  it('gives a consequence the deepest cause of its chain', () => {
    assert.deepEqual(causes([finding('A1', [shop]), finding('C25', [shop]), finding('T13', [shop])]), [
      'A1 error',
      'C25 error of A1',
      'T13 error of A1',
    ]);
  });

  it('gives no cause to what touches other objects', () => {
    assert.deepEqual(causes([finding('C25', [other]), finding('T13', [shop])]), ['C25 error', 'T13 error']);
  });

  it('matches the object of one finding with what the other touches', () => {
    const cause: Finding = { ...finding('C25', []), object: shop };
    assert.deepEqual(causes([cause, finding('T13', [shop])]), ['C25 error', 'T13 error of C25']);
  });

  it('keeps independent causes apart, and takes the first for a consequence of both', () => {
    assert.deepEqual(
      causes([finding('C25', [shop]), finding('T2', [shop]), finding('R9', [shop]), finding('T13', [shop])]),
      ['C25 error', 'T2 error', 'R9 error', 'T13 error of C25'],
    );
  });

  it('makes the consequence of something under way be under way', () => {
    assert.deepEqual(causes([finding('C25', [shop], 'progress'), finding('T13', [shop])]), [
      'C25 progress',
      'T13 progress of C25',
    ]);
  });

  it('takes neither info nor unknown for a cause', () => {
    for (const level of ['info', 'unknown'] as const)
      assert.deepEqual(causes([finding('C25', [shop], level), finding('T13', [shop])])[1], 'T13 error');
  });

  it('takes no warning for the cause of an error', () => {
    assert.deepEqual(causes([finding('C25', [shop], 'warning'), finding('T13', [shop])])[1], 'T13 error');
  });

  it('takes the first for the cause where two explain each other', () => {
    const checks = [check('R15', 'R16'), check('R16', 'R15')];
    const both = [finding('R15', [shop]), finding('R16', [shop])];
    assert.deepEqual(
      withCauses(both, checks).map(({ cause }) => cause?.code),
      [undefined, 'R15'],
    );
  });

  it('does not take a tag that moves for what keeps Applications from being healthy', () => {
    const both = [finding('G7', [shop], 'warning'), finding('A25', [shop], 'progress')];
    assert.deepEqual(
      withCauses(both, all).map(({ cause }) => cause),
      [undefined, undefined],
    );
  });

  it('takes the sync of a root that waits, or is due, for why an Application of a later wave does not exist', () => {
    const root: Reference = { kind: 'Application', namespace: 'argocd', name: 'root' };
    for (const code of ['A19', 'A24']) {
      const sync: Finding = { ...finding(code, [], 'progress'), object: root };
      assert.deepEqual(
        withCauses([sync, finding('A23', [root])], all).map(({ level, cause }) => [level, cause?.code]),
        [
          ['progress', undefined],
          ['progress', code],
        ],
      );
    }
  });
});
