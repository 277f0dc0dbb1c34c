import assert from 'node:assert/strict';
import { UsageError } from '#program/command.ts';
import { check } from '../judge/check.ts';
import { explain } from './explain.ts';
import { PLAIN } from './report/style.ts';
import { CHECKS } from './report/test-report.ts';

describe('explain', () => {
  it('tells what a code means, what to do, and what it may be a consequence of', () => {
    assert.equal(
      explain(CHECKS, ['T13'], { language: 'en', style: PLAIN }),
      `T13: Nothing is served
         ERROR; does not pass by itself, so it ends --wait
  means  What T13 means: nothing is issued.
  next   What to do about T13.
  cause  only a consequence, where one of these is found too: C4
         measured
`,
    );
  });

  it('names each possible cause once, in the order of the catalogue, and a series instead of its codes', () => {
    const causes = ['H*', 'C10', 'H1', 'C4', 'H*', 'C4'];
    const checks = CHECKS.map((each) => ({ ...each, consequenceOf: causes }));
    assert.match(explain(checks, ['T13'], { language: 'en', style: PLAIN }), /found too: C4, C10, H\*$/m);
  });

  for (const { source, told } of [
    { source: 'measured; https://example.test/', told: '실측; https://example.test/' },
    { source: 'https://example.test/', told: 'https://example.test/' },
    { source: { en: 'measured: in 2 s', ko: '실측: 2초' }, told: '실측: 2초' },
  ])
    it(`tells in Korean where a rule comes from: ${told}`, () => {
      const checks = CHECKS.map((each) => check({ ...each, source }));
      assert.ok(explain(checks, ['C4'], { language: 'ko', style: PLAIN }).endsWith(`  ${told}\n`));
    });

  it('lists all codes by their series, where none is given', () => {
    assert.equal(
      explain(CHECKS, [], { language: 'ko', style: PLAIN }),
      `C  cert-manager: 인증서
  C4   issuerRef가 가리키는 발급자가 없습니다

T  게이트웨이: TLS와 인증서
  T13  아무것도 제공되지 않습니다

O  관측: 시간이 지나야 생기는 문제, 확인할 수 없는 것
  O6   읽을 수 없는 것이 있습니다
`,
    );
  });

  for (const { code, near } of [
    { code: 'C5', near: 'C4' },
    { code: 'X12', near: 'T13, O6, C4' },
    { code: 'WHAT', near: 'C4, O6, T13' },
  ])
    it(`suggests ${near} for ${code}, which does not exist`, () => {
      assert.throws(() => explain(CHECKS, [code], { language: 'en', style: PLAIN }), {
        name: UsageError.name,
        message: `${code}: no such code; near it: ${near}`,
      });
    });
});
