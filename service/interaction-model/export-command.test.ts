import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, runProgram } from '#testing/run-command.ts';
import { temporaryFiles } from '#testing/temporary-files.ts';
import { exportModel as command } from './export-command.ts';
import { lintInteractionModel } from './lint-command.ts';
import { ownModel } from './own-model.ts';
import { everyForm, parseIntent, parseSlotType } from './tsv.ts';

const wordsOf = ({ representative, synonyms }: { representative: string; synonyms: readonly string[] }) => [
  representative,
  ...synonyms,
];

describe('npm run export:model', () => {
  const { folder } = temporaryFiles();
  const exportModel = (...words: readonly string[]) => run(command, words);

  it('writes every file under the name the console gives it, CRLF and no byte order mark, every form in a line', async () => {
    const out = join(folder, 'new', 'folder');
    const { status, stdout, stderr } = await exportModel('--out', out, '--extension-id', 'kr.test.skill');
    assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
    const { model } = ownModel();
    const slotFiles = model.slotTypes.map(({ name }) => `kr.test.skill_slot_${name}.tsv`);
    const intentFiles = model.intents.map(({ name }) => `kr.test.skill_intent_${name}.tsv`);
    assert.equal(stdout, [...slotFiles, ...intentFiles].map((name) => `${join(out, name)}\n`).join(''));
    assert.deepEqual(readdirSync(out).sort(), [...slotFiles, ...intentFiles].sort());
    const texts = [...slotFiles, ...intentFiles].map((name) => readFileSync(join(out, name), 'utf8'));
    for (const text of texts) {
      assert.ok(!text.startsWith('\uFEFF'));
      assert.doesNotMatch(text, /(?<!\r)\n|\r(?!\n)/);
      assert.ok(text.endsWith('\r\n'));
      assert.doesNotMatch(text, /[(){}|]/);
    }
    for (const [index, { values }] of model.slotTypes.entries())
      assert.deepEqual(parseSlotType(texts[index] ?? '').map(wordsOf), values.map(wordsOf));
    for (const [index, { slots, utterances }] of model.intents.entries()) {
      const written = parseIntent(texts[slotFiles.length + index] ?? '');
      assert.deepEqual(written.slots, slots);
      assert.deepEqual(
        written.utterances.map(({ parts }) => parts),
        utterances.flatMap(everyForm).map(({ parts }) => parts),
      );
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
  it('exits 0 and tells the size of the model', async () => {
    const { status, stdout } = await run(lintInteractionModel, []);
    assert.match(stdout, /^interaction model: \d+ intents, \d+ utterances, \d+ slot types: fine\n$/);
    assert.equal(status, 0);
  });
});
