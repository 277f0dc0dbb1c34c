import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

describe('npm run export:model', () => {
  const folder = mkdtempSync(join(tmpdir(), 'export-'));
  after(() => {
    rmSync(folder, { recursive: true });
  });
  const run = (...words: readonly string[]) => {
    const command = ['--import', 'tsx', 'service/interaction-model/export-command.ts', ...words];
    const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' });
    return { status, stdout, stderr };
  };

  it('writes every file under the name the console gives it, byte for byte, CRLF and no byte order mark', () => {
    const out = join(folder, 'new', 'folder');
    const { status, stdout, stderr } = run('--out', out, '--extension-id', 'kr.test.skill');
    assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
    const sources = new Map([
      ['kr.test.skill_slot_DEBUG_TOPIC.tsv', 'slots/DEBUG_TOPIC.tsv'],
      ['kr.test.skill_intent_AnotherTipRequested.tsv', 'intents/AnotherTipRequested.tsv'],
      ['kr.test.skill_intent_QuitRequested.tsv', 'intents/QuitRequested.tsv'],
      ['kr.test.skill_intent_TipByTopic.tsv', 'intents/TipByTopic.tsv'],
    ]);
    assert.equal(stdout, [...sources.keys()].map((name) => `${join(out, name)}\n`).join(''));
    assert.deepEqual(readdirSync(out).sort(), [...sources.keys()].sort());
    for (const [name, source] of sources) {
      const bytes = readFileSync(join(out, name));
      assert.deepEqual(bytes, readFileSync(join('service/interaction-model', source)));
      const text = bytes.toString('utf8');
      assert.ok(!text.startsWith('\uFEFF'));
      assert.doesNotMatch(text, /(?<!\r)\n|\r(?!\n)/);
      assert.ok(text.endsWith('\r\n'));
    }
  });

  it('takes the Extension ID of skill.yaml where none is given', () => {
    const out = join(folder, 'default-id');
    assert.equal(run('--out', out).status, 0);
    assert.ok(readdirSync(out).includes('kr.example.mrdebugger_intent_TipByTopic.tsv'));
  });

  for (const words of [['--help'], ['--help', '--out', '/dev/null/x']]) {
    it(`only tells how it is used, where it is given ${words.join(' ')}`, () => {
      const { status, stdout } = run(...words);
      assert.equal(status, 0);
      assert.match(stdout, /--extension-id ID/);
    });
  }

  for (const words of [['--where', 'x'], ['x'], ['--out']]) {
    it(`exits 64 where it is given ${words.join(' ')}, and writes nothing`, () => {
      const { status, stdout, stderr } = run(...words);
      assert.equal(status, 64);
      assert.equal(stdout, '');
      assert.match(stderr, /See --help\.\n$/);
    });
  }
});

describe('npm run lint', () => {
  it('exits 0 and tells the size of the model', () => {
    const command = ['--import', 'tsx', 'service/interaction-model/lint-command.ts'];
    const { status, stdout } = spawnSync(process.execPath, command, { encoding: 'utf8' });
    assert.match(stdout, /^interaction model: \d+ intents, \d+ utterances, \d+ slot types: fine\n$/);
    assert.equal(status, 0);
  });
});
