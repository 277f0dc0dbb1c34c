import assert from 'node:assert/strict';
import { catalogueOf } from './tips.ts';
import { parseTips } from './tips-yaml.ts';

/** The problems of a file with these lines. */
function problemsOf(...lines: readonly string[]): readonly string[] {
  const read = parseTips(lines.join('\n'), 'tips.yaml');
  return 'problems' in read ? read.problems : [];
}

describe('parseTips', () => {
  it('takes a block or a flow list, normalises texts to NFC, and finds tips by id and topic', () => {
    const source = [
      'tips:',
      '  - id: typo',
      `    text: ${'오타를 찾아보세요.'.normalize('NFD')}`,
      '    topics: [기초, 로그]',
      '  - { id: a-2, text: 쉬세요., topics: [기초] }',
    ];
    const read = parseTips(source.join('\n'), 'tips.yaml');
    assert.ok(!('problems' in read));
    const catalogue = catalogueOf(read);
    assert.equal(catalogue.byId.get('typo')?.text, '오타를 찾아보세요.');
    const ids = [...catalogue.byTopic].map(([topic, tips]) => [topic, tips.map(({ id }) => id)]);
    assert.deepEqual(ids, [
      ['기초', ['typo', 'a-2']],
      ['로그', ['typo']],
    ]);
  });

  const noList = 'expected “tips:” and a list of at least one tip under it';
  for (const { name, lines } of [
    { name: 'nothing', lines: [''] },
    { name: 'only a comment', lines: ['# tips:'] },
    { name: 'no tips', lines: ['tip: []'] },
    { name: 'tips without a list', lines: ['tips:'] },
    { name: 'an empty list', lines: ['tips: []'] },
    { name: 'tips as a map', lines: ['tips:', '  typo: 오타'] },
    { name: 'a list at the root', lines: ['- id: typo'] },
    { name: 'a text at the root', lines: ['tips'] },
  ]) {
    it(`refuses a file with ${name}`, () => {
      assert.deepEqual(problemsOf(...lines), [`tips.yaml:1: ${noList}`]);
    });
  }

  const text = 'text: 쉬세요.';
  const topics = 'topics: [휴식]';
  const idExpected = 'expected lower-case words and digits joined by dashes, at most 24 characters';
  for (const { name, fields, problem } of [
    { name: 'an unknown field', fields: ['id: a', text, topics, 'note: x'], problem: /:5: unknown field “note”/ },
    { name: 'no id', fields: [text, topics], problem: /:2: id is missing$/ },
    { name: 'no text', fields: ['id: a', topics], problem: /:2: text is missing$/ },
    { name: 'no topics', fields: ['id: a', text], problem: /:2: topics is missing$/ },
    { name: 'an id in capitals', fields: [text, 'id: Typo', topics], problem: `tips.yaml:3: id “Typo”: ${idExpected}` },
    { name: 'an id with _', fields: ['id: a_b', text, topics], problem: `tips.yaml:2: id “a_b”: ${idExpected}` },
    { name: 'an id that ends with a dash', fields: ['id: a-', text, topics], problem: /:2: id “a-”/ },
    { name: 'a Korean id', fields: ['id: 오타', text, topics], problem: /:2: id “오타”/ },
    { name: 'an id of 25 characters', fields: [`id: ${'a'.repeat(25)}`, text, topics], problem: /:2: id “a{25}”/ },
    {
      name: 'an id that YAML takes for a number',
      fields: ['id: 1', text, topics],
      problem: 'tips.yaml:2: id: expected a text; put it in quotes if it is one',
    },
    { name: 'an id that YAML takes for true', fields: ['id: true', text, topics], problem: /:2: id: expected a text/ },
    { name: 'an id without a value', fields: [text, 'id:', topics], problem: /:3: id: expected a text/ },
    { name: 'a text that is a list', fields: ['id: a', 'text: [가]', topics], problem: /:3: text: expected a text/ },
    { name: 'an empty text', fields: ['id: a', 'text: ""', topics], problem: 'tips.yaml:3: text is empty' },
    {
      name: 'a sentence of 201 characters',
      fields: ['id: a', `text: ${'가'.repeat(201)}`, topics],
      problem: /:3: text has a sentence of 201 characters/,
    },
    {
      name: 'a text of 801 characters',
      fields: ['id: a', `text: ${`${'가'.repeat(198)}. `.repeat(4)}나`, topics],
      problem: 'tips.yaml:3: text has 801 characters; a tip has at most 800',
    },
    {
      name: 'a control character',
      fields: ['id: a', 'text: "가\\a"', topics],
      problem: /:3: text has a control character/,
    },
    {
      name: 'an empty list of topics',
      fields: ['id: a', text, 'topics: []'],
      problem: 'tips.yaml:4: topics: expected a list of at least one topic, such as [네트워크]',
    },
    {
      name: 'topics that are not a list',
      fields: ['id: a', text, 'topics: 휴식'],
      problem: /:4: topics: expected a list/,
    },
    {
      name: 'a topic that YAML takes for a number',
      fields: ['id: a', text, 'topics:', '  - 휴식', '  - 404'],
      problem: 'tips.yaml:6: topics: expected a text; put it in quotes if it is one',
    },
    { name: 'an empty topic', fields: ['id: a', text, 'topics: [""]'], problem: /:4: topics: expected a text/ },
  ]) {
    it(`refuses a tip with ${name}, and reports its line and nothing else`, () => {
      const [first, ...rest] = fields;
      const [found, ...more] = problemsOf('tips:', `  - ${first ?? ''}`, ...rest.map((field) => `    ${field}`));
      assert.deepEqual(more, []);
      if (typeof problem === 'string') assert.equal(found, problem);
      else assert.match(found ?? '', problem);
    });
  }

  for (const { name, item } of [
    { name: 'a text', item: '쉬세요.' },
    { name: 'a list', item: '[쉬세요.]' },
    { name: 'nothing', item: '' },
  ]) {
    it(`refuses ${name} where a tip was expected`, () => {
      assert.deepEqual(problemsOf('tips:', '  - { id: a, text: 가., topics: [나] }', `  - ${item}`), [
        'tips.yaml:3: expected a tip: a map with id, text and topics',
      ]);
    });
  }

  it('reports only the syntax errors, by line, of a file that is not YAML', () => {
    const problems = problemsOf('tips:', '  - id: a', '    text: "가', '  - id: B');
    assert.ok(problems.length > 0);
    for (const problem of problems) assert.match(problem, /^tips\.yaml:[34]: /);
  });

  it('refuses a field that one tip has twice', () => {
    const problems = problemsOf('tips:', '  - id: a', '    id: b', `    ${text}`, `    ${topics}`);
    assert.equal(problems.length, 1);
    assert.match(problems[0] ?? '', /^tips\.yaml:3: .*unique/);
  });

  it('reports everything at once, in the order of the file', () => {
    const problems = problemsOf(
      'tips:',
      '  - id: a',
      '    text: 가.',
      '    topics: []',
      '  - topics: [나]',
      '    text: 가.',
      '    mood: good',
      '    id: a',
      '  - 다',
      '  - id: 7',
      '    topics: [나]',
    );
    const lines = problems.map((problem) => problem.split(':')[1]);
    assert.deepEqual(lines, ['4', '6', '7', '8', '9', '10', '10']);
  });
});
