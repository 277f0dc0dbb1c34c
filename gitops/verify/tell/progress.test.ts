import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import type { Finding } from '../model/finding.ts';
import { liveProgress, logProgress } from './progress.ts';
import { PLAIN } from './report/style.ts';
import { CAUSE, CHECKS, consequence, UNKNOWN } from './report/test-report.ts';

const OPTIONS = { checks: CHECKS, language: 'en', style: PLAIN } as const;
const WAITING: Finding = { ...CAUSE, level: 'progress' };

function told(stream: PassThrough): string {
  return String(stream.read() ?? '');
}

describe('logProgress', () => {
  it('tells what came and what went, and nothing where nothing did', () => {
    const stream = new PassThrough();
    const progress = logProgress(stream, OPTIONS);
    progress.tell([WAITING, consequence()], 0.2);
    assert.equal(told(stream), '   0 s  WAITING C4 Certificate istio-system/shop: issuerRef points at nothing\n');
    progress.tell([WAITING], 3);
    assert.equal(told(stream), '');
    progress.tell([UNKNOWN], 6.4);
    assert.equal(
      told(stream),
      '   6 s  passed C4 Certificate istio-system/shop\n   6 s  UNKNOWN O6 Pod *: Something could not be read\n',
    );
  });

  it('tells a new level of a finding, without calling the old one passed', () => {
    const stream = new PassThrough();
    const progress = logProgress(stream, OPTIONS);
    progress.tell([WAITING], 0);
    told(stream);
    progress.tell([CAUSE], 3);
    assert.equal(told(stream), '   3 s  ERROR C4 Certificate istio-system/shop: issuerRef points at nothing\n');
  });

  it('tells at most five lines of a look, and how many more there are', () => {
    const stream = new PassThrough();
    const many = Array.from({ length: 8 }, (_, index) => ({
      ...WAITING,
      object: { ...WAITING.object, name: `shop-${index}` },
    }));
    logProgress(stream, OPTIONS).tell(many, 1);
    const lines = told(stream).split('\n');
    assert.equal(lines.length, 7);
    assert.equal(lines[5], '   1 s  (+3)');
  });
});

describe('liveProgress', () => {
  it('overwrites its one line, which is cut to the width', () => {
    const stream = new PassThrough();
    const progress = liveProgress(stream, {
      ...OPTIONS,
      style: { ...PLAIN, width: 40 },
    });
    progress.tell([WAITING, UNKNOWN], 65);
    progress.end();
    assert.equal(told(stream), '\u001b[1G\u001b[2K65 s  WAITING C4 Certificate\u001b[1G\u001b[2K');
  });
});
