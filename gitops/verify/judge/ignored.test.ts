import assert from 'node:assert/strict';
import type { Finding } from '../model/finding.ts';
import { leaveOut, unusedNote, type Ignored } from './ignored.ts';
import { CAUSE, consequence, IN_GIT, UNKNOWN } from '../tell/report/test-report.ts';

describe('leaveOut', () => {
  const all: readonly Finding[] = [CAUSE, UNKNOWN, consequence()];
  const codes = (findings: readonly Finding[]) => findings.map(({ code }) => code);

  for (const { code, object, left, count } of [
    { code: 'C4', object: 'istio-system/shop', left: ['O6'], count: 2 },
    { code: 'C4', object: 'shop', left: ['O6'], count: 2 },
    { code: 'C4', object: '*', left: ['O6'], count: 2 },
    { code: 'T13', object: 'shop.example.test', left: ['C4', 'O6'], count: 1 },
    { code: 'C4', object: 'other/shop', left: ['C4', 'O6', 'T13'], count: 0 },
    { code: 'C5', object: '*', left: ['C4', 'O6', 'T13'], count: 0 },
  ])
    it(`leaves ${left.join(', ')} where ${code}=${object} is ignored`, () => {
      const { findings, ...others } = leaveOut(all, [{ code, object }]);
      const unused = count === 0 ? [{ code, object }] : [];
      assert.deepEqual({ codes: codes(findings), ...others }, { codes: left, count, unused });
    });

  const file = IN_GIT.place?.file ?? '';
  for (const { where, left } of [
    { where: { file }, left: ['O6'] },
    { where: { file: 'bases/' }, left: ['O6'] },
    { where: { file, line: 12 }, left: ['O6'] },
    { where: { file, line: 13 }, left: ['C4', 'O6', 'T13'] },
    { where: { file: 'bases' }, left: ['C4', 'O6', 'T13'] },
    { where: { file: 'other.yaml', line: 12 }, left: ['C4', 'O6', 'T13'] },
  ])
    it(`leaves ${left.join(', ')} where C4 is ignored in ${JSON.stringify(where)}`, () => {
      const ignored: Ignored = { code: 'C4', object: '*', ...where };
      assert.deepEqual(codes(leaveOut([IN_GIT, UNKNOWN, consequence()], [ignored]).findings), left);
    });

  it('leaves what has no place in Git, where a file is named', () => {
    assert.equal(leaveOut(all, [{ code: 'C4', object: '*', file }]).count, 0);
  });

  it('keeps a consequence whose cause of the same name in another deployment or file is kept', () => {
    const inOf = (finding: Finding, deployment: string): Finding => ({ ...finding, deployments: [deployment] });
    const [a, b] = [inOf(IN_GIT, 'a'), inOf({ ...CAUSE, field: 'spec' }, 'b')];
    const ignored: Ignored = { code: 'C4', object: '*', file };
    const { findings } = leaveOut([a, b, inOf(consequence('a'), 'a'), inOf(consequence('b'), 'b')], [ignored]);
    assert.deepEqual(
      findings.map(({ code, deployments }) => [code, deployments]),
      [
        ['C4', ['b']],
        ['T13', ['b']],
      ],
    );
    assert.deepEqual(codes(leaveOut([IN_GIT, CAUSE, consequence()], [ignored]).findings), ['C4', 'T13']);
  });
});

describe('unusedNote', () => {
  it('names the option, or the place where it was written', () => {
    const ignored: Ignored = { code: 'C4', object: 'a/b' };
    assert.equal(unusedNote(ignored).en, 'note: --ignore C4=a/b matched nothing');
    const writtenAt = { file: 'a.yaml', line: 3, column: 5 };
    assert.equal(unusedNote({ ...ignored, writtenAt }).en, 'note: a.yaml:3:5: ignore C4 matched nothing; take it away');
  });
});
