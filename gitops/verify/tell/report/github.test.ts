import assert from 'node:assert/strict';
import { githubReport } from './github.ts';
import { CAUSE, consequence, IN_GIT, reportOf, UNKNOWN } from './test-report.ts';

describe('githubReport', () => {
  it('has an annotation for each cause, with line breaks and special characters escaped', () => {
    const seen = { en: '100% of “a:b, c”', ko: '…' };
    assert.deepEqual(githubReport(reportOf([{ ...CAUSE, seen }, UNKNOWN, consequence()])).split('\n'), [
      '::error title=ERROR C4 issuerRef points at nothing::Certificate istio-system/shop%0A' +
        'seen: 100%25 of “a:b, c” (spec.issuerRef)%0Ameans: What C4 means: nothing is issued.%0A' +
        'next: What to do about C4.%0A  kubectl get clusterissuers%0A' +
        'hence: T13 https://shop.example.test: Nothing is served',
      '::warning title=UNKNOWN O6 Something could not be read::Pod *%0A' +
        'seen: the right to read it is missing; not judged: T4%0Ameans: What O6 means: nothing is issued.%0A' +
        'next: What to do about O6.%0A  kubectl auth can-i list pods --all-namespaces',
      'verify: wrong: 1 error with 1 consequence, 1 unknown',
      '',
    ]);
  });

  it('gives a cause the level of its worst consequence', () => {
    assert.match(githubReport(reportOf([{ ...CAUSE, level: 'warning' }, consequence()])), /^::error title=WARNING C4 /);
  });

  it('points to the line and the column, where a finding has a place in Git', () => {
    assert.match(
      githubReport(reportOf([IN_GIT])),
      /^::error file=bases\/edge%2C 1\/certificate\.yaml,line=12,col=5,title=ERROR C4 .*::.*%0Ain: staging, production%0A/,
    );
  });

  it('lets no words of the cluster become a command', () => {
    const evil = '“a\r\n::stop-commands::x\n##[add-mask]y”';
    const text = githubReport(reportOf([{ ...CAUSE, seen: { en: evil, ko: evil } }]));
    const commands = text.split('\n').filter((line) => line.trimStart().startsWith('::') || line.includes('##['));
    assert.equal(commands.length, 1);
    assert.match(commands[0] ?? '', /^::error title=/);
  });
});
