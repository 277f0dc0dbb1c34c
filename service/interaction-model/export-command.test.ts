import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, runProgram } from '#testing/run-command.ts';
import { temporaryFiles } from '#testing/temporary-files.ts';
import { exportModel as command } from './export-command.ts';

describe('npm run export:model', () => {
  const { folder } = temporaryFiles();
  const exportModel = (...words: readonly string[]) => run(command, words);

  it('writes every file under the name the console gives it, byte for byte, CRLF and no byte order mark', async () => {
    const out = join(folder, 'new', 'folder');
    const { status, stdout, stderr } = await exportModel('--out', out, '--extension-id', 'kr.test.skill');
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

  it('takes the Extension ID of skill.yaml where none is given; as a process of its own', () => {
    const out = join(folder, 'default-id');
    assert.equal(runProgram('service/interaction-model/export-command.ts', ['--out', out]).status, 0);
    assert.ok(readdirSync(out).includes('kr.example.mrdebugger_intent_TipByTopic.tsv'));
  });

  for (const words of [['--help'], ['--help', '--out', '/dev/null/x']]) {
    it(`only prints its help, where it is given ${words.join(' ')}`, async () => {
      const { status, stdout } = await exportModel(...words);
      assert.equal(status, 0);
      assert.match(stdout, /--extension-id ID/);
    });
  }

  for (const words of [['--where', 'x'], ['x'], ['--out']]) {
    it(`exits 64 where it is given ${words.join(' ')}, and writes nothing`, async () => {
      const { status, stdout, stderr } = await exportModel(...words);
      assert.equal(status, 64);
      assert.equal(stdout, '');
      assert.match(stderr, /See --help\.\n$/);
    });
  }
});

describe('npm run lint', () => {
  it('exits 0 and tells the size of the model', () => {
    const { status, stdout } = runProgram('service/interaction-model/lint-command.ts', []);
    assert.match(stdout, /^interaction model: \d+ intents, \d+ utterances, \d+ slot types: fine\n$/);
    assert.equal(status, 0);
  });
});
