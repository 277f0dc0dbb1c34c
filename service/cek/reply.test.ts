import assert from 'node:assert/strict';
import { ask, silence, SpeechError, tell } from './reply.ts';
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

  it('normalises what is spoken to NFC', () => {
    assert.equal(tell('한글'.normalize('NFD')).response.outputSpeech.values.value, '한글');
  });

  it('refuses a sentence that CLOVA would not speak, in the reprompt too', () => {
    const long = '가'.repeat(201);
    assert.throws(() => tell(long), SpeechError);
    assert.throws(() => ask('네?', long, {}), SpeechError);
  });
});
