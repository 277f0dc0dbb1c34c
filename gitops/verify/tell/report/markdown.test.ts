import assert from 'node:assert/strict';
import { markdownReport } from './markdown.ts';
import { CAUSE, CERTIFICATE, consequence, IN_GIT, reportOf } from './test-report.ts';

describe('markdownReport', () => {
  it('has a section for each cause, with commands to copy and its consequences folded', () => {
    const text = markdownReport(reportOf([CAUSE, consequence()], { fine: [{ object: CERTIFICATE, text: 'Ready' }] }));
    assert.match(text, /^### ❌ verify: wrong: 1 error with 1 consequence, 1 link fine\n/);
    assert.match(text, /^#### ERROR C4 Certificate istio\\-system\\\/shop\\: issuerRef points at nothing\n$/m);
    assert.match(text, /^```sh\nkubectl get clusterissuers\n```$/m);
    assert.match(
      text,
      /<details><summary>hence: 1<\/summary>\n\n- T13 https\\:\\\/\\\/shop\\\.example\\\.test\\: Nothing/,
    );
    assert.match(text, /<details><summary>What is fine: 1<\/summary>\n\n- Ready\n/);
    assert.match(text, /`verify explain C4`/);
  });

  it('names the place in Git and the deployments', () => {
    const text = markdownReport(reportOf([IN_GIT]));
    assert.match(
      text,
      /^- \*\*at\*\* bases\\\/edge\\, 1\\\/certificate\\\.yaml\\:12\\:5\n- \*\*in\*\* staging\\, production$/m,
    );
  });

  it('lets no words of the cluster become markup, HTML, a link or the end of a code block', () => {
    const evil = '“<img src=x> [a](https://evil.test) **b** `c` www.evil.test @all | ![d](e)\n# f”';
    const text = markdownReport(reportOf([{ ...CAUSE, seen: { en: evil, ko: evil }, next: ['a ```` b'] }]));
    const seen = text.split('\n').find((line) => line.startsWith('- **seen**')) ?? '';
    assert.equal(
      seen,
      String.raw`- **seen** “\<img src\=x\> \[a\]\(https\:\/\/evil\.test\) \*\*b\*\* \`c\` www\.evil\.test \@all \| \!\[d\]\(e\) \# f”`,
    );
    assert.match(text, /^`````sh\na ```` b\n`````$/m);
  });
});
