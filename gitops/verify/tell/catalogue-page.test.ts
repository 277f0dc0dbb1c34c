import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { cataloguePage, PAGES } from './catalogue-page.ts';
import { checks } from '../judge/checks/index.ts';
import { CHECKS } from './report/test-report.ts';
import { LANGUAGES } from '#program/language.ts';

describe('cataloguePage', () => {
  it('has an entry for each check, with an anchor that is its code', () => {
    const page = cataloguePage(CHECKS, 'en');
    assert.match(page, /^- \*\*C\*\* cert-manager: the Certificate: \[C4\]\(#c4\)$/m);
    assert.match(page, /^### C4\n\n\*\*issuerRef points at nothing\*\* \(ERROR; does not pass by itself/m);
    assert.match(page, /^- cause: only a consequence, where one of these is found too: C4$/m);
  });

  for (const language of LANGUAGES)
    it(`is the content of ${PAGES[language]}`, () => {
      const file = new URL(`../${PAGES[language]}`, import.meta.url);
      const page = cataloguePage(checks, language);
      assert.equal(readFileSync(file, 'utf8'), page, 'it has drifted: catalogue-command.ts --write');
    });
});
