import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { StartError } from '#program/start-error.ts';
import { temporaryFiles } from '#testing/temporary-files.ts';
import { TIPS_FILE } from './config.ts';
import { seededRandom } from './simulator/seeded-random.ts';
import { readPlainTips, readTipsFile } from './tips-file.ts';
import { parseTips } from './tips-yaml.ts';

const catalogue = await readTipsFile(TIPS_FILE);

describe('the catalogue of this repository', () => {
  const { tips, byId, byTopic } = catalogue;

  it('has at least 120 tips, each with an id of its own', () => {
    assert.ok(tips.length >= 120);
    assert.equal(byId.size, tips.length);
  });

  it('has at least six tips of every topic, enough for a session', () => {
    const short = [...byTopic].filter(([, tips]) => tips.length < 6).map(([topic]) => topic);
    assert.deepEqual(short, []);
  });
});

/** A file as plain as that of this repository. */
const PLAIN = `# Tips.

tips:
  # The first one.
  - id: typo
    text: 오타는 안 보여요.
    topics: [기초, API]

  - id: rest
    text: 막히면 쉬고 오세요.
    topics: [휴식]
`;

describe('readPlainTips', () => {
  it('reads the tips of this repository as YAML does', () => {
    const source = readFileSync(TIPS_FILE, 'utf8');
    assert.deepEqual(readPlainTips(source), parseTips(source, 'tips.yaml'));
  });

  it('reads a thousand files, each changed by chance in one to three places, as YAML does, or leaves them to it', () => {
    const random = seededRandom(14);
    const oneOf = (choices: readonly string[]) => choices[Math.floor(random() * choices.length)] ?? '';
    const pieces = [
      ...Array.from(' \n\t\r#:,.-?!|>&*%@"\'[]{}~0aA가널é\u0085\u00A0\u1100'),
      'null',
      'True',
      '  - id: a\n',
      '---\n',
      ': ',
      ' #',
    ];
    let plain = 0;
    for (let turn = 0; turn < 1_000; turn += 1) {
      let source = PLAIN;
      for (let change = Math.floor(random() * 3); change >= 0; change -= 1) {
        const at = Math.floor(random() * source.length);
        source = source.slice(0, at) + oneOf(pieces) + source.slice(at + Math.floor(random() * 3));
      }
      const tips = readPlainTips(source);
      if (!tips) continue;
      plain += 1;
      assert.deepEqual(tips, parseTips(source, 'tips.yaml'), source);
    }
    assert.ok(plain > 50, `${plain} were plain`);
  });

  for (const [from, to] of [
    ['id: typo', 'id: null'],
    ['[기초, API]', '[기초, NULL]'],
    ['[기초, API]', '[기초, ]'],
    ['id: typo', 'id: rest'],
    ['막히면 쉬고 오세요.', '오타는 안 보여요.'],
    ['id: typo', `id: ${'a'.repeat(25)}`],
    ['쉬고 오세요.', '가'.repeat(201)],
    ['    topics: [휴식]\n', ''],
    ['tips:\n', ''],
    [PLAIN, 'tips:\n'],
  ] as const) {
    it(`leaves a file to YAML that has ${JSON.stringify(to.slice(0, 40))} in place of ${JSON.stringify(from.slice(0, 40))}`, () => {
      assert.ok(readPlainTips(PLAIN));
      assert.equal(readPlainTips(PLAIN.replace(from, to)), undefined);
    });
  }
});

describe('readTipsFile', () => {
  const { file } = temporaryFiles();

  it('reads a file that is not plain', async () => {
    const path = file('quoted.yaml', 'tips: [{ id: typo, text: "오타: 안 보여요.", topics: [기초] }]');
    assert.deepEqual((await readTipsFile(path)).tips, [{ id: 'typo', text: '오타: 안 보여요.', topics: ['기초'] }]);
  });

  it('names the line of a mistake in a file that is plain otherwise', async () => {
    const path = file('twice.yaml', PLAIN.replace('id: rest', 'id: typo'));
    await assert.rejects(readTipsFile(path, 'TIPS'), {
      name: StartError.name,
      message: 'TIPS:9: id “typo” is used twice',
    });
  });

  for (const { path, code } of [
    { path: 'no/such/tips.yaml', code: 'ENOENT' },
    { path: '.', code: 'EISDIR' },
  ]) {
    it(`names ${path}, which cannot be read`, async () => {
      const message = `${path}: ${code}; expected a tips file`;
      await assert.rejects(readTipsFile(path), { name: StartError.name, message });
    });
  }
});
