import assert from 'node:assert/strict';
import { particleFits, writtenOut } from './forms.ts';

describe('writtenOut', () => {
  const forms = new Map([
    ['줘', ['줘', '(알려|들려) 줘']],
    ['늪', ['{줘}']],
    ['알려줘', ['알려']],
  ]);
  for (const { text, ways } of [
    { text: '팁 줘', ways: ['팁 줘'] },
    { text: '팁 (하나|) 줘', ways: ['팁 하나 줘', '팁 줘'] },
    { text: '(디버깅 |)팁(은|)', ways: ['디버깅 팁은', '디버깅 팁', '팁은', '팁'] },
    { text: '팁 (하나( 더|)|셋)', ways: ['팁 하나 더', '팁 셋', '팁 하나'] },
    { text: '팁 {줘}', ways: ['팁 줘', '팁 알려 줘', '팁 들려 줘'] },
    { text: '({줘}|없어)', ways: ['줘', '알려 줘', '들려 줘', '없어'] },
    { text: '{늪}', ways: ['줘', '알려 줘', '들려 줘'] },
    { text: '{알려줘}', ways: ['알려'] },
    { text: '(가|가|나)', ways: ['가', '나'] },
    { text: '', ways: [''] },
  ]) {
    it(`writes “${text}” out`, () => {
      assert.deepEqual(writtenOut(text, forms), ways);
    });
  }

  for (const text of ['팁 (하나', '팁 하나)', '팁 {줘', '팁 줘}', '팁 {말해}']) {
    it(`refuses “${text}”`, () => {
      assert.throws(() => writtenOut(text, forms), { name: 'FormError' });
    });
  }
});

describe('particleFits', () => {
  for (const [word, fitting, others] of [
    [
      '캐시',
      ['가', '는', '를', '와', '로', '랑', '나', '야'],
      ['이', '은', '을', '과', '으로', '이랑', '이나', '이야'],
    ],
    ['깃', ['이', '은', '을', '과', '으로', '이랑', '이나', '이야'], ['가', '는', '를', '와', '로', '랑', '나', '야']],
    ['메일', ['이', '은', '을', '로'], ['가', '는', '를', '으로']],
    ['API', ['가', '이', '는', '은', '로', '으로'], []],
    ['', ['가', '이'], []],
    // The first and the last of the syllables, and a letter of full width behind them.
    ['가', ['가', '로'], ['이', '으로']],
    ['힣', ['이', '으로'], ['가', '로']],
    ['Ａ', ['가', '이'], []],
  ] as const) {
    it(`knows the particles that “${word}” takes`, () => {
      assert.deepEqual(
        [...fitting, ...others].filter((particle) => particleFits(word, `${particle} 느려`)),
        [...fitting],
      );
    });
  }

  it('takes only what stands before a space for a particle', () => {
    for (const rest of ['', ' 이 느려', '도', '에서', '이상해', '가격']) assert.ok(particleFits('깃', rest), rest);
    assert.ok(particleFits('캐시', '뜻으로'));
  });
});
