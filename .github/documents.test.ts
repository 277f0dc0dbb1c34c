import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path/posix';

interface Section {
  /** Of its heading, 1 to 6; 0 for what stands before the first. */
  readonly level: number;
  /** What its heading is called in an address; the empty text for none. */
  readonly anchor: string;
  readonly links: readonly string[];
}

interface Page {
  readonly text: string;
  readonly sections: readonly Section[];
  /** Code spans, without their backticks. */
  readonly spans: readonly string[];
}

const WORDS_OF_README = 1000;
const CODE_SPAN = /(`+)((?:[^`\n]|\n(?!\n))+)\1/g;

const tracked = execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8' }).split('\0').filter(Boolean);
const files = new Set(tracked);
const folders = new Set(tracked.flatMap(foldersOf));
// A changelog names what there was.
const pages = new Map(
  tracked
    .filter((file) => file.endsWith('.md') && file !== 'CHANGELOG.md')
    .map((file) => [file, parsePage(readFileSync(file, 'utf8'))]),
);
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Readonly<Record<string, string>> };

function foldersOf(file: string): string[] {
  const folder = dirname(file);
  return folder === '.' ? ['.'] : [folder, ...foldersOf(folder)];
}

/** As much of Markdown as these pages use: no link or heading is looked for in a block of code. */
function parsePage(text: string): Page {
  const prose = text.replace(/^( *)(```|~~~)[^]*?^\1\2$/gm, '');
  const parts = prose.split(/^(?=#{1,6} )/m);
  const times = new Map<string, number>();
  const sections = (prose.startsWith('# ') ? parts : ['', ...parts]).map((part) => {
    const [, marks = '', title = ''] = /^(#{1,6}) +(.*)/.exec(part) ?? [];
    const slug = slugOf(title);
    const before = times.get(slug) ?? 0;
    times.set(slug, before + 1);
    return { level: marks.length, anchor: before > 0 ? `${slug}-${before}` : slug, links: linksOf(part) };
  });
  return { text, sections, spans: [...prose.matchAll(CODE_SPAN)].map(([, , code = '']) => code) };
}

function linksOf(prose: string): string[] {
  const links = prose
    .replace(CODE_SPAN, 'code')
    .matchAll(/\[[^\]]*\]\((?<inline>[^)\s]+)\)|^\[[^\]]+\]: *(?<defined>\S+)/gm);
  return [...links].flatMap(({ groups: { inline, defined } = {} }) => inline ?? defined ?? []);
}

/** How GitHub names a heading in an address: lower case, letters of any script, digits, hyphens for spaces. */
function slugOf(title: string): string {
  const text = title.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').trim();
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-');
}

const isRelative = (link: string) => !/^([a-z][a-z\d+.-]*:|\/\/)/i.test(link);

/** Why a relative link of a page leads nowhere; undefined where it leads somewhere. */
function problemOf(page: string, link: string): string | undefined {
  const [path = '', anchor] = decodeURIComponent(link).split('#');
  const target = path === '' ? page : normalize(join(dirname(page), path)).replace(/\/$/, '');
  if (!files.has(target) && !folders.has(target)) return `${link}: no such file`;
  if (anchor === undefined || pages.get(target)?.sections.some((section) => section.anchor === anchor))
    return undefined;
  return `${link}: no such heading`;
}

describe('the pages of this repository', () => {
  for (const [file, { sections, spans, text }] of pages) {
    it(`${file} links to files and headings that exist`, () => {
      const links = sections.flatMap(({ links }) => links).filter(isRelative);
      assert.deepEqual(
        links.flatMap((link) => problemOf(file, link) ?? []),
        [],
      );
    });

    it(`${file} names files that exist, where it names them from the root`, () => {
      const named = spans.flatMap(
        (span) => /^(?:service|gitops|kustomize|\.github|\.ci)\/[\w./-]+(?=\s|$)/.exec(span) ?? [],
      );
      assert.deepEqual(
        named.map((path) => path.replace(/\/$/, '')).filter((path) => !files.has(path) && !folders.has(path)),
        [],
      );
    });

    it(`${file} names npm scripts that exist`, () => {
      const named = [...text.matchAll(/\bnpm run (?:-s |--silent )?([\w:-]+)/g)].map(([, name = '']) => name);
      assert.deepEqual(
        named.filter((name) => !(name in scripts)),
        [],
      );
    });
  }

  it('are looked through for links and headings, Korean ones and those that repeat included', () => {
    const page = parsePage(
      '# 왜? `a b`\n\n[`x`](y.md#z) `[no](no.md)`\n\n```\n# no\n[no](no.md)\n```\n\n## A_b, c\n\n## A_b, c\n',
    );
    assert.deepEqual(page.sections, [
      { level: 1, anchor: '왜-a-b', links: ['y.md#z'] },
      { level: 2, anchor: 'a_b-c', links: [] },
      { level: 2, anchor: 'a_b-c-1', links: [] },
    ]);
  });
});

describe('SECURITY.md', () => {
  it('names in each row of who can speak to what the test that shows it', () => {
    const [, head = '', rows = ''] =
      /^(\|.*→.*)\n\|[-| ]+\n((?:\|.*\n)+)/m.exec(pages.get('SECURITY.md')?.text ?? '') ?? [];
    assert.match(head, /shown by +\|$/);
    for (const row of rows.trimEnd().split('\n')) assert.match(row, /\[[\w-]+\]\([\w./-]+\.ts\) +\|$/);
  });
});

describe('README.md', () => {
  it(`has ${WORDS_OF_README} words at most`, () => {
    const words = pages.get('README.md')?.text.split(/\s+/).filter(Boolean).length ?? 0;
    assert.ok(words > 0 && words <= WORDS_OF_README, `${words} words`);
  });

  it('has a Korean counterpart with the same sections and, in each, the same links', () => {
    const outline = (file: string) =>
      pages.get(file)?.sections.map(({ level, links }) => ({
        level,
        // Of a page in two languages each takes its own.
        links: links.map((link) => link.replace('.ko.md', '.md')),
      }));
    assert.ok(pages.has('README.md'));
    assert.deepEqual(outline('README.ko.md'), outline('README.md'));
  });

  it('is the front page on GitHub, which would show a README in .github instead', () => {
    assert.ok(!files.has('.github/README.md'));
  });
});
