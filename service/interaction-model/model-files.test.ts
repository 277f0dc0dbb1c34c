import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { StartError } from '#program/start-error.ts';
import { readModel } from './model-files.ts';

describe('readModel', () => {
  const folder = mkdtempSync(join(tmpdir(), 'model-'));
  const path = (name: string) => relative(process.cwd(), join(folder, name));
  beforeEach(() => {
    for (const part of ['skill.yaml', 'forms.tsv', 'intents', 'built-in/Clova.NoIntent.tsv', 'slots/DEBUG_TOPIC.tsv'])
      cpSync(join('service/interaction-model', part), join(folder, part), { recursive: true });
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  /** @returns the problems that a model with these files in it has */
  function problemsWith(files: Record<string, string>): readonly string[] {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
    try {
      readModel(folder);
    } catch (error) {
      assert.ok(error instanceof StartError);
      return error.problems;
    }
    return [];
  }

  it('reads the model of this repository, every file by its name', () => {
    const { skill, intents, slotTypes } = readModel();
    assert.equal(skill.invocationNames[0], '미스터 디버거');
    assert.deepEqual(
      [...intents, ...slotTypes].map(({ name, file }) => [name, file]),
      [
        ['AnotherTipRequested', 'service/interaction-model/intents/AnotherTipRequested.tsv'],
        ['QuitRequested', 'service/interaction-model/intents/QuitRequested.tsv'],
        ['TipByTopic', 'service/interaction-model/intents/TipByTopic.tsv'],
        ['TopicsRequested', 'service/interaction-model/intents/TopicsRequested.tsv'],
        ['CIRCUMSTANCE', 'service/interaction-model/slots/CIRCUMSTANCE.tsv'],
        ['DEBUG_TOPIC', 'service/interaction-model/slots/DEBUG_TOPIC.tsv'],
        ['PART', 'service/interaction-model/slots/PART.tsv'],
        ['PLEA', 'service/interaction-model/slots/PLEA.tsv'],
        ['QUIT_REASON', 'service/interaction-model/slots/QUIT_REASON.tsv'],
        ['SUBJECT', 'service/interaction-model/slots/SUBJECT.tsv'],
        ['SYMPTOM', 'service/interaction-model/slots/SYMPTOM.tsv'],
        ['TROUBLE', 'service/interaction-model/slots/TROUBLE.tsv'],
      ],
    );
  });

  it('reads only files named *.tsv', () => {
    assert.deepEqual(problemsWith({ 'intents/notes.txt': 'x' }), []);
    assert.equal(readModel(folder).intents.length, 4);
  });

  it('names the file and line of everything that cannot be read, at once', () => {
    const problems = problemsWith({
      'skill.yaml': 'name: 7\nstore: {}\n',
      'intents/QuitRequested.tsv': '[INTENT SLOT]\n',
      'slots/DEBUG_TOPIC.tsv': '캐시\r\n로그\t\t\t로깅\r\n',
    });
    assert.equal(problems.length, 3);
    assert.ok(problems[0]?.startsWith(`${path('skill.yaml')}: extensionId: expected a text; name: expected a text; `));
    assert.ok(problems[1]?.startsWith(`${path('intents/QuitRequested.tsv')}:1: a line that does not end with CR LF`));
    assert.ok(problems[2]?.startsWith(`${path('slots/DEBUG_TOPIC.tsv')}:2: an empty word`));
  });

  it('names a word without forms by its line, and a broken forms.tsv alone, not each use of it', () => {
    const file = (...lines: readonly string[]) => lines.map((line) => `${line}\r\n`).join('');
    assert.deepEqual(
      problemsWith({ 'intents/QuitRequested.tsv': file('[INTENT SLOT]', '[INTENT EXPRESSION]', '끝 {내자}') }),
      [`${path('intents/QuitRequested.tsv')}:3: {내자}: no line of forms.tsv begins with it`],
    );
    assert.deepEqual(problemsWith({ 'forms.tsv': file('줘\t(주라', '있어') }), [
      `${path('forms.tsv')}:1: “(” without its other half`,
    ]);
  });

  it('names the line of a skill.yaml that is not YAML', () => {
    const [problem, ...more] = problemsWith({ 'skill.yaml': 'name: a\nname: b\n' });
    assert.deepEqual(more, []);
    assert.ok(problem?.startsWith(`${path('skill.yaml')}: `));
    assert.match(problem ?? '', /line 2/);
  });

  it('names the skill.yaml that a folder lacks', () => {
    rmSync(join(folder, 'skill.yaml'));
    const [problem] = problemsWith({});
    assert.ok(problem?.startsWith(path('skill.yaml')));
  });
});
