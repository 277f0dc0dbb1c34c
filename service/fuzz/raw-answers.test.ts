import assert from 'node:assert/strict';
import { parseAnswers, problemOfAnswers } from './raw-answers.ts';

const kept = { status: 401, closes: false };
const last = { status: 200, closes: true };
const wanted = { kind: 'a', bytes: Buffer.alloc(0), allowed: [401], isBrokenOff: false };

describe('parseAnswers', () => {
  const KEPT = 'HTTP/1.1 401 Unauthorized\r\nContent-Length: 3\r\nConnection: keep-alive\r\n\r\nabc';
  const LAST = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}';

  it('gives each answer of a connection, and none where there is none', () => {
    assert.deepEqual(parseAnswers(KEPT + KEPT + LAST), [kept, kept, last]);
    assert.deepEqual(parseAnswers(''), []);
  });

  it('takes 100 as an answer without a body, and an answer without a length up to the end', () => {
    const answers = parseAnswers(
      `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\nabc`,
    );
    assert.deepEqual(answers, [
      { status: 100, closes: false },
      { status: 400, closes: true },
    ]);
  });

  for (const text of [`${KEPT}HTTP`, 'HTTP/1.1 401 Unauthorized\r\nConnection: keep-alive\r\n\r\n'])
    it(`throws where it cannot tell where an answer ends: ${JSON.stringify(text.slice(-40))}`, () => {
      assert.throws(() => parseAnswers(text), /answer/);
    });
});

describe('problemOfAnswers', () => {
  for (const { name, answers, problem, ...more } of [
    { name: 'what is allowed, and an end', answers: [kept, last], problem: undefined },
    { name: 'another status', answers: [{ ...kept, status: 500 }, last], problem: 'answered 500, expected 401' },
    {
      name: 'an answer after the end',
      answers: [{ ...kept, closes: true }, last],
      problem: 'answered after it had said that it closes the connection',
    },
    {
      name: 'a silent end',
      answers: [kept],
      problem: 'hung up after 401, which promised to keep the connection',
    },
    { name: 'no answer', answers: [], problem: 'hung up without an answer' },
    { name: 'no answer to what was broken off', answers: [], isBrokenOff: true, problem: undefined },
    { name: 'no answer to what may be malformed', answers: [], allowed: [400], problem: undefined },
  ])
    it(`says ${problem ?? 'nothing'} of ${name}`, () => {
      assert.equal(problemOfAnswers({ ...wanted, ...more }, answers), problem);
    });
});
