import assert from 'node:assert/strict';
import { ask, silence, tell } from './reply.ts';
import { lintReply } from '../simulator/reply-lint.ts';

describe('reply', () => {
  for (const { name, reply } of [
    { name: 'ask', reply: ask('어떤 팁을 드릴까요?', '말해 보세요.', { heard: ['a'] }) },
    { name: 'tell', reply: tell('안녕히 가세요.') },
    { name: 'silence', reply: silence() },
  ]) {
    it(`${name} has every mandatory field and nothing that CLOVA ignores`, () => {
      assert.deepEqual(lintReply(reply), []);
    });
  }

  it('keeps the session open only where it asks', () => {
    const isEnd = [ask('가?', '나?', {}), tell('가.'), silence()].map(({ response }) => response.shouldEndSession);
    assert.deepEqual(isEnd, [false, true, true]);
  });

  it('says nothing in a silence', () => {
    assert.equal(silence().response.outputSpeech.values.value, '');
  });

  it('normalises what is spoken to NFC', () => {
    assert.equal(tell('한글'.normalize('NFD')).response.outputSpeech.values.value, '한글');
  });

  it('refuses a sentence that CLOVA would not speak, in the reprompt too, with all that is wrong with it', () => {
    const long = `\u0007${'가'.repeat(200)}`;
    const expected = {
      name: 'SpeechError',
      message: `the speech has a control character; has a sentence of 201 characters (“${long.slice(0, 20)}…”); at most 200`,
    };
    assert.throws(() => tell(long), expected);
    assert.throws(() => ask('네?', long, {}), expected);
  });
});
