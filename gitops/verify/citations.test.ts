import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { checks } from './judge/checks/index.ts';

/** Not as in `grep -A3`. */
const CODE = /(?<![-\w])[ACGHORTW][1-9]\d?\b/g;
/** The text of a comment on a line, in every language of this repository. */
const COMMENT = /(?:^|\s)(?:\/\/|\/\*\*?|\*|#)\s(.*)$/gm;
const FILE = /(?<![\w/.:@$-])(?:[\w.-]+\/)*[\w.-]+\.(?:cjs|js|json|md|sh|ts|tsv|yaml)\b/g;
/** Pages that are not in this repository. */
const PAGE = /\b(?:traps[-]measured|(?:cek|design|gitops|style)\.md)\b/g;
/** Files that the first release will write. */
const TO_COME = new Set(['CHANGELOG.md']);

const codes = new Set(checks.map(({ code }) => code));
const tracked = execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8' }).split('\0').filter(existsSync);

/** What a text cites that does not exist: codes and pages anywhere, files in comments. */
function missingCitations(text: string): readonly string[] {
  const comments = [...text.matchAll(COMMENT)].map(([, comment = '']) => comment).join('\n');
  return [
    ...(text.match(CODE) ?? []).filter((code) => !codes.has(code)),
    ...(text.match(PAGE) ?? []),
    ...(comments.match(FILE) ?? []).filter((file) => !TO_COME.has(file) && !isTracked(file)),
  ];
}

/** Whether a citation is the path of a tracked file, or the end of it. */
function isTracked(file: string): boolean {
  const path = file.replace(/^(?:\.{1,2}\/)+/, '');
  return tracked.some((each) => each === path || each.endsWith(`/${path}`));
}

describe('citations', () => {
  it('name existing checks and files, in every file of the repository', () => {
    const problems = tracked
      .filter((file) => !/\.(?:gz|png|ico)$|^package-lock\.json$/.test(file))
      .flatMap((file) => missingCitations(readFileSync(file, 'utf8')).map((citation) => `${file}: ${citation}`));
    assert.deepEqual(problems, []);
  });

  // In two parts, so that this file itself cites nothing that does not exist.
  for (const { what, text, parts } of [
    { what: 'a code in a comment', text: '// as CITATION says', parts: ['A', '99'] },
    { what: 'a code in a string', text: '`${host} (CITATION).`', parts: ['R', '99'] },
    { what: 'a code in YAML', text: 'a: b # CITATION', parts: ['C', '3'] },
    { what: 'a page', text: '/** It takes a second (CITATION). */', parts: ['traps', '-measured'] },
    { what: 'a page in a string', text: '"See CITATION."', parts: ['gitops', '.md'] },
    { what: 'a file in a comment', text: ' * gitops/verify/CITATION', parts: ['nowhere', '.ts'] },
  ])
    it(`are reported where they name ${what} that does not exist`, () => {
      const citation = parts.join('');
      assert.match(missingCitations(text.replace('CITATION', citation)).join(), new RegExp(citation));
    });

  it('are not confused with what only looks like one', () => {
    assert.deepEqual(
      missingCitations('grep -A3 x; Q1, A100, CA1, `T0`; "nowhere.ts"; // https://example.test/a.md'),
      [],
    );
  });
});
