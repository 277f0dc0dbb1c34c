import assert from 'node:assert/strict';
import { progressText, reportText } from './report.ts';
import type { Verdict } from './verdict.ts';

const certificate: Verdict = { state: 'wait', reason: 'DoesNotExist', text: 'Certificate a/b: …', next: 'kubectl …' };
const health: Verdict = { state: 'ok', reason: 'Ok', text: 'https://h/health answers (3 of 3, 12 ms)' };

describe('reportText', () => {
  it('has a line for each link, and its next step below', () => {
    assert.equal(
      reportText([certificate, health]),
      'wait  Certificate a/b: …\n      next: kubectl …\nok    https://h/health answers (3 of 3, 12 ms)\n',
    );
  });

  it('shows what is wrong and what is not known', () => {
    const verdicts = [
      { ...health, state: 'wrong', text: 'a' } as const,
      { ...health, state: 'unknown', text: 'b' } as const,
    ];
    assert.equal(reportText(verdicts), 'wrong a\n?     b\n');
  });

  it('is empty, where nothing was seen', () => {
    assert.equal(reportText([]), '');
  });
});

describe('progressText', () => {
  it('tells of every link at first, without next steps', () => {
    assert.equal(
      progressText([], [certificate, health], 0.2),
      '   0 s  wait  Certificate a/b: …\n   0 s  ok    https://h/health answers (3 of 3, 12 ms)\n',
    );
  });

  it('tells nothing, where only the words differ', () => {
    const now = [certificate, { ...health, text: 'https://h/health answers (3 of 3, 14 ms)' }];
    assert.equal(progressText([certificate, health], now, 2), '');
  });

  it('tells of a link that has another state, or the same for another reason', () => {
    const now: Verdict[] = [
      { ...certificate, reason: 'Failed', text: 'Certificate a/b: failed' },
      { ...health, state: 'wrong', text: 'https://h/health …' },
    ];
    assert.equal(
      progressText([certificate, health], now, 121.6),
      ' 122 s  wait  Certificate a/b: failed\n 122 s  wrong https://h/health …\n',
    );
  });
});
