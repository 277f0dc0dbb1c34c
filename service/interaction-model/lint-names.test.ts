import assert from 'node:assert/strict';
import { nameProblems } from './lint-names.ts';

describe('nameProblems', () => {
  for (const name of [
    '미스터 디버거',
    '우미 미스터 디버거',
    '디버깅 박사',
    '버그 잡는 우미',
    'Mr 디버거',
    '디버거 2호',
    '로그 박사',
  ]) {
    it(`accepts “${name}”`, () => {
      assert.deepEqual(nameProblems(name), []);
    });
  }

  for (const { name, problem } of [
    {
      name: '디버깅 도와줘',
      problem: 'is a request, not a name; one would have to say “디버깅 도와줘 시작해줘”; take a noun phrase',
    },
    {
      name: '디버깅 해주세요',
      problem: 'is a request, not a name; one would have to say “디버깅 해주세요 시작해줘”; take a noun phrase',
    },
    {
      name: '디버깅 시작해줘',
      problem:
        'contains “시작해줘”, which CLOVA takes as a command to itself; one would have to say “디버깅 시작해줘 시작해줘”',
    },
    {
      name: '디버깅 시작해 줘',
      problem:
        'contains “시작해줘”, which CLOVA takes as a command to itself; one would have to say “디버깅 시작해 줘 시작해줘”',
    },
    {
      name: '디버깅 종료 박사',
      problem:
        'contains “종료”, which CLOVA takes as a command to itself; one would have to say “디버깅 종료 박사 시작해줘”',
    },
    { name: '우미에게 배우기', problem: 'contains “에게”, at which CLOVA takes the name to end' },
    { name: '클로바 디버거', problem: 'contains the wake word “클로바”' },
    { name: '헤이클로바 디버거', problem: 'contains the wake word “헤이 클로바”' },
    { name: '디버거', problem: 'is a generic word; add what distinguishes this skill' },
    { name: '도움말', problem: 'is an utterance of a built-in intent' },
    { name: '다음 거', problem: 'is an utterance of a built-in intent' },
    {
      name: '미스터-디버거',
      problem: 'has something that is not spoken; expected words of letters and digits with single spaces between',
    },
    {
      name: '미스터  디버거',
      problem: 'has something that is not spoken; expected words of letters and digits with single spaces between',
    },
    {
      name: '',
      problem: 'has something that is not spoken; expected words of letters and digits with single spaces between',
    },
  ]) {
    it(`finds one problem of “${name}”`, () => {
      assert.deepEqual(nameProblems(name), [problem]);
    });
  }

  it('finds every problem at once', () => {
    assert.equal(nameProblems('클로바에게 도와줘!').length, 3);
  });
});
