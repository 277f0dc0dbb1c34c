import assert from 'node:assert/strict';
import { everyForm, intentText, parseForms, parseIntent, parseSlotType, slotTypeText, spokenText } from './tsv.ts';

const file = (...lines: readonly string[]) => lines.map((line) => `${line}\r\n`).join('');
const intentFile = (...utterances: readonly string[]) =>
  file('[INTENT SLOT]', 'topic\tDEBUG_TOPIC', '', '[INTENT EXPRESSION]', ...utterances);

describe('parseSlotType', () => {
  it('reads one value from each line, its representative word first, and skips empty lines', () => {
    assert.deepEqual(parseSlotType(file('캐시\t캐싱\tRedis', '', '환경변수\t환경 변수', '로그')), [
      { line: 1, representative: '캐시', synonyms: ['캐싱', 'Redis'] },
      { line: 3, representative: '환경변수', synonyms: ['환경 변수'] },
      { line: 4, representative: '로그', synonyms: [] },
    ]);
  });

  it('reads an empty file as no values', () => {
    assert.deepEqual(parseSlotType(''), []);
  });

  for (const { name, line } of [
    { name: 'two tabs between', line: '캐시\t\t캐싱' },
    { name: 'a space between two tabs', line: '캐시\t \t캐싱' },
    { name: 'a tab in front', line: '\t캐시' },
    { name: 'a tab at the end', line: '캐시\t' },
  ]) {
    it(`refuses a line with ${name}`, () => {
      const expected = { name: 'TsvError', message: '2: an empty word; expected words with one tab between' };
      assert.throws(() => parseSlotType(file('로그', line)), expected);
    });
  }
});

describe('parseForms', () => {
  it('reads a word and its forms, which may be made of words above', () => {
    const forms = parseForms(file('줘\t줄래', '알려줘\t(알려|들려) {줘}'));
    assert.deepEqual(
      [...forms],
      [
        ['줘', ['줘', '줄래']],
        ['알려줘', ['알려줘', '알려 줘', '알려 줄래', '들려 줘', '들려 줄래']],
      ],
    );
    assert.deepEqual(parseSlotType(file('성능\t{줘}'), forms), [
      { line: 1, representative: '성능', synonyms: ['줘', '줄래'] },
    ]);
  });

  it('refuses a word of a line below', () => {
    const expected = { name: 'TsvError', message: '1: {줘}: no line of forms.tsv begins with it' };
    assert.throws(() => parseForms(file('알려줘\t알려 {줘}', '줘\t줄래')), expected);
  });
});

describe('intentText and slotTypeText', () => {
  it('give what was read where it has no forms, byte for byte', () => {
    const intent = intentFile('<topic>캐시</topic> 팁', '이번엔 <topic>로그</topic>랑 <topic>깃</topic>', '팁');
    assert.equal(intentText(parseIntent(intent)), intent);
    const slotType = file('캐시\t캐싱\tRedis', '로그');
    assert.equal(slotTypeText(parseSlotType(slotType)), slotType);
  });

  it('give every form a line of its own', () => {
    assert.equal(
      intentText(parseIntent(intentFile('(이번엔|) <topic>캐시|깃</topic>(가|이) 느려'))),
      intentFile(
        '이번엔 <topic>캐시</topic>가 느려',
        '이번엔 <topic>깃</topic>이 느려',
        '<topic>캐시</topic>가 느려',
        '<topic>깃</topic>이 느려',
      ),
    );
  });
});

describe('parseIntent', () => {
  it('reads slots and utterances with their lines', () => {
    const intent = parseIntent(
      intentFile('<topic>캐시</topic> 팁', '', '이번엔 <topic>로그</topic>랑 <topic>깃</topic>'),
    );
    assert.deepEqual(intent, {
      slots: [{ line: 2, name: 'topic', type: 'DEBUG_TOPIC' }],
      utterances: [
        { line: 5, parts: [{ slot: 'topic', sample: '캐시' }, ' 팁'] },
        {
          line: 7,
          parts: ['이번엔 ', { slot: 'topic', sample: '로그' }, '랑 ', { slot: 'topic', sample: '깃' }],
        },
      ],
    });
  });

  it('reads an intent without slots', () => {
    const { slots, utterances } = parseIntent(file('[INTENT SLOT]', '', '[INTENT EXPRESSION]', '팁 알려줘'));
    assert.deepEqual(slots, []);
    assert.deepEqual(utterances.map(spokenText), ['팁 알려줘']);
  });

  it('reads lines with spaces around them', () => {
    const { slots, utterances } = parseIntent(
      file('  [INTENT SLOT]  ', '  topic\tTOPIC  ', '  [INTENT EXPRESSION]  ', '  팁 줘  '),
    );
    assert.deepEqual(slots, [{ line: 2, name: 'topic', type: 'TOPIC' }]);
    assert.deepEqual(utterances, [{ line: 4, parts: ['팁 줘'] }]);
  });

  const spokenForms = (...utterances: readonly string[]) =>
    parseIntent(intentFile(...utterances)).utterances.map((utterance) => everyForm(utterance).map(spokenText));

  it('writes out the forms of an utterance, and leaves out what a line above says', () => {
    assert.deepEqual(spokenForms('팁 (하나|) 줘', '팁 (하나|둘) 줘', '팁 줘'), [
      ['팁 하나 줘', '팁 줘'],
      ['팁 둘 줘'],
      ['팁 줘'],
    ]);
    assert.deepEqual(spokenForms('팁 (하나|둘)', '팁 (하나|둘)'), [['팁 하나', '팁 둘'], ['팁 하나']]);
    assert.deepEqual(spokenForms('팁줘', '(팁 줘|팁 하나)'), [['팁줘'], ['팁 하나']]);
  });

  it('takes an utterance with another slot for another one', () => {
    assert.deepEqual(spokenForms('<topic>캐시</topic> 팁', '(<topic>깃</topic>|<other>로그</other>) 팁'), [
      ['캐시 팁'],
      ['로그 팁'],
    ]);
  });

  it('takes samples in turns, each only before a particle that fits it', () => {
    const [forms = []] = spokenForms('<topic>캐시|깃|로그</topic>(가|이|는) (느려|이상해)');
    assert.deepEqual(forms, [
      '캐시가 느려',
      '로그가 이상해',
      '깃이 느려',
      '깃이 이상해',
      '캐시는 느려',
      '로그는 이상해',
    ]);
  });

  it('takes a word that needs another particle for the same utterance', () => {
    assert.deepEqual(spokenForms('<topic>캐시</topic> 팁', '<topic>로그</topic> (팁|꿀팁)'), [
      ['캐시 팁'],
      ['로그 꿀팁'],
    ]);
  });

  const slotExpected = "expected a slot's name, one tab, its type";
  const tagExpected = 'a tag without its closing tag; expected <slot>word</slot>';
  for (const { name, source, message } of [
    { name: 'nothing', source: '', message: '1: expected [INTENT SLOT]' },
    {
      name: 'something in front of its slots',
      source: file('', '# TipByTopic', '[INTENT SLOT]', '[INTENT EXPRESSION]'),
      message: '2: expected [INTENT SLOT]',
    },
    {
      name: 'no utterances',
      source: file('[INTENT SLOT]', 'topic\tDEBUG_TOPIC', ''),
      message: '2: expected a line [INTENT EXPRESSION] further down',
    },
    {
      name: 'slots alone',
      source: file('[INTENT SLOT]', 'topic\tDEBUG_TOPIC', 'other\tDEBUG_TOPIC'),
      message: '3: expected a line [INTENT EXPRESSION] further down',
    },
    {
      name: 'two sections of slots',
      source: file('[INTENT SLOT]', '[INTENT SLOT]', '[INTENT EXPRESSION]'),
      message: '3: a section that is already above',
    },
    {
      name: 'two sections of utterances',
      source: file('[INTENT SLOT]', '[INTENT EXPRESSION]', '팁', '[INTENT EXPRESSION]'),
      message: '4: a section that is already above',
    },
    {
      name: 'a slot without a name',
      source: file('[INTENT SLOT]', '\tDEBUG_TOPIC', '[INTENT EXPRESSION]'),
      message: `2: ${slotExpected}`,
    },
    {
      name: 'a slot without a type',
      source: file('[INTENT SLOT]', 'topic', '[INTENT EXPRESSION]'),
      message: `2: ${slotExpected}`,
    },
    {
      name: 'a slot with an empty type',
      source: file('[INTENT SLOT]', 'topic\t', '[INTENT EXPRESSION]'),
      message: `2: ${slotExpected}`,
    },
    {
      name: 'a slot with three columns',
      source: file('[INTENT SLOT]', 'topic\tDEBUG_TOPIC\t캐시', '[INTENT EXPRESSION]'),
      message: `2: ${slotExpected}`,
    },
    { name: 'a tag that is not closed', source: intentFile('팁', '<topic>캐시 팁'), message: `6: ${tagExpected}` },
    { name: 'a tag closed by another', source: intentFile('<topic>캐시</topik> 팁'), message: `5: ${tagExpected}` },
    { name: 'a closing tag alone', source: intentFile('캐시</topic> 팁'), message: `5: ${tagExpected}` },
    { name: 'a tag around nothing', source: intentFile('<topic></topic> 팁'), message: `5: ${tagExpected}` },
    { name: 'a tag in a tag', source: intentFile('<a>가<b>나</b></a>'), message: `5: ${tagExpected}` },
    {
      name: 'samples of which none fits the particle',
      source: intentFile('<topic>캐시|로그</topic>(가|이) 느려'),
      message: '5: <topic>캐시|로그</topic>이 느려: expected a sample that the particle fits',
    },
    {
      name: 'a word without forms',
      source: intentFile('팁 {줘}'),
      message: '5: {줘}: no line of forms.tsv begins with it',
    },
    { name: 'half of a bracket', source: intentFile('팁 (하나|둘'), message: '5: “(” without its other half' },
    { name: 'half of a brace', source: intentFile('팁 줘}'), message: '5: “}” without its other half' },
    { name: 'a lone bracket', source: intentFile('캐시 < 로그'), message: `5: ${tagExpected}` },
    {
      name: 'a byte order mark',
      source: `\uFEFF${intentFile('팁')}`,
      message: '1: a byte order mark; the console expects UTF-8 without one',
    },
    {
      name: 'a line that ends with LF alone',
      source: intentFile('팁 하나', '팁\n둘'),
      message: '6: a line that does not end with CR LF; .gitattributes makes git write it',
    },
    {
      name: 'lines that all end with LF alone',
      source: '[INTENT SLOT]\n\n[INTENT EXPRESSION]\n팁\n',
      message: '1: a line that does not end with CR LF; .gitattributes makes git write it',
    },
    {
      name: 'a carriage return alone',
      source: file('[INTENT SLOT]', '[INTENT EXPRESSION]\r팁'),
      message: '2: a line that does not end with CR LF; .gitattributes makes git write it',
    },
    {
      name: 'no line end at its end',
      source: intentFile('팁').slice(0, -2),
      message: '5: expected a line end after the last line',
    },
  ]) {
    it(`refuses a file with ${name}, by its line`, () => {
      assert.throws(() => parseIntent(source), { name: 'TsvError', message });
    });
  }
});
