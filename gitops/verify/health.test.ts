import assert from 'node:assert/strict';
import { judgeHealth, tryHealth, type HealthAnswer, type NoAnswer } from './health.ts';

const HOST = 'skill.example.com';
const REVISION = '0123abcdef0123abcdef0123abcdef0123abcdef';
const OTHER = '89abcdef0123456789abcdef0123456789abcdef';

const answer = (body: unknown, more: Partial<HealthAnswer> = {}): HealthAnswer => ({
  status: 200,
  body: typeof body === 'string' ? body : JSON.stringify(body),
  address: '203.0.113.7',
  milliseconds: 11.2,
  ...more,
});
const good = answer({ status: 'ok', version: '0.1.0', revision: REVISION });
const judge = (answers: readonly (HealthAnswer | NoAnswer)[], imageRevision?: string) =>
  judgeHealth({ host: HOST, imageRevision }, answers);

describe('judgeHealth', () => {
  it('is ok after three good answers, and tells from where, with which revision and how slow the slowest was', () => {
    assert.deepEqual(judge([good, { ...good, milliseconds: 12 }, good], REVISION), {
      state: 'ok',
      reason: 'Ok',
      text: `https://${HOST}/health answers from 203.0.113.7 with revision 0123abc (3 of 3, 12 ms)`,
      next: undefined,
      isAnswered: true,
    });
  });

  it('names every address that answered', () => {
    const { text } = judge([good, { ...good, address: '2001:db8::7' }, good], REVISION);
    assert.match(text, / from 203\.0\.113\.7 and 2001:db8::7 with /);
  });

  it('takes any revision, and none, where none is asked for', () => {
    assert.match(judge([good, good, good]).text, / with revision 0123abc \(/);
    const none = answer({ status: 'ok' });
    assert.match(judge([none, none, none]).text, / answers from 203\.0\.113\.7 \(3 of 3, 12 ms\)$/);
  });

  interface Case {
    readonly circumstance: string;
    readonly answers: readonly (HealthAnswer | NoAnswer)[];
    readonly reason: string;
    readonly text: string;
    readonly isAnswered?: boolean;
    readonly state?: string;
  }
  const wrong = (words: string) => `https://${HOST}/health ${words}`;
  const cases: readonly Case[] = [
    {
      circumstance: 'another revision answers',
      answers: [answer({ status: 'ok', revision: OTHER })],
      reason: 'revision 89abcde',
      text: wrong('answers from 203.0.113.7 with revision 89abcde, not with 0123abc'),
    },
    {
      circumstance: 'a revision answers that git did not make',
      answers: [answer({ status: 'ok', revision: 'dev' })],
      reason: 'revision dev',
      text: wrong('answers from 203.0.113.7 with revision dev, not with 0123abc'),
    },
    {
      circumstance: 'a revision answers that is no word',
      answers: [answer({ status: 'ok', revision: '\u001b[2J\nok' })],
      reason: 'revision “[2J ok”',
      text: wrong('answers from 203.0.113.7 with revision “[2J ok”, not with 0123abc'),
    },
    {
      circumstance: 'no revision answers',
      answers: [answer({ status: 'ok', revision: 7 })],
      reason: 'no revision',
      text: wrong('answers from 203.0.113.7 with no revision, not with 0123abc'),
    },
    {
      circumstance: 'another revision answers after a good one',
      answers: [good, answer({ status: 'ok', revision: OTHER }, { address: '203.0.113.8' })],
      reason: 'revision 89abcde',
      text: wrong('answers from 203.0.113.8 with revision 89abcde, not with 0123abc, after 1 good of 3'),
    },
    {
      circumstance: 'the gateway finds nobody',
      answers: [answer('no healthy upstream', { status: 503 })],
      reason: 'status 503',
      text: wrong('answers 503 from 203.0.113.7: “no healthy upstream”'),
    },
    {
      circumstance: 'the gateway knows no route',
      answers: [answer('', { status: 404 })],
      reason: 'status 404',
      text: wrong('answers 404 from 203.0.113.7: an empty body'),
    },
    {
      circumstance: 'a page is too long to quote',
      answers: [answer(`<html>\n${'가'.repeat(100)}`)],
      reason: 'NotOk',
      text: wrong(`answers from 203.0.113.7, but not with JSON in which status is ok: “<html> ${'가'.repeat(93)}…”`),
    },
    ...['null', '[]', '"ok"', '{"status":"OK"}', '{"status":["ok"]}'].map((body) => ({
      circumstance: `the answer is ${body}`,
      answers: [answer(body)],
      reason: 'NotOk',
      text: wrong(`answers from 203.0.113.7, but not with JSON in which status is ok: “${body}”`),
    })),
    {
      circumstance: 'a good body comes with another status',
      answers: [answer(good.body, { status: 201 })],
      reason: 'status 201',
      text: wrong(`answers 201 from 203.0.113.7: “${good.body.slice(0, 100)}”`),
    },
    {
      circumstance: 'TLS fails',
      answers: [{ code: 'CERT_HAS_EXPIRED', message: 'certificate has expired', address: '203.0.113.7' }],
      reason: 'CERT_HAS_EXPIRED',
      text: wrong('gives no answer from 203.0.113.7: CERT_HAS_EXPIRED “certificate has expired”'),
      isAnswered: false,
    },
    {
      circumstance: 'there is no such name',
      answers: [{ code: 'ENOTFOUND', message: `getaddrinfo ENOTFOUND ${HOST}`, address: undefined }],
      reason: 'ENOTFOUND',
      text: wrong(`gives no answer: ENOTFOUND “getaddrinfo ENOTFOUND ${HOST}”`),
      isAnswered: false,
    },
    {
      circumstance: 'there is no DNS',
      answers: [{ code: 'EAI_AGAIN', message: `getaddrinfo EAI_AGAIN ${HOST}`, address: undefined }],
      reason: 'EAI_AGAIN',
      text: wrong(`gives no answer: EAI_AGAIN “getaddrinfo EAI_AGAIN ${HOST}”`),
      isAnswered: false,
      state: 'unknown',
    },
  ];
  for (const { circumstance, answers, reason, text, isAnswered = true, state = 'wrong' } of cases) {
    it(`is ${state}, where ${circumstance}, in the words of the other side`, () => {
      const next = `curl -v https://${HOST}/health`;
      assert.deepEqual(judge(answers, REVISION), { state, reason, text, next, isAnswered });
    });
  }

  it('sends curl where it went itself, with the same roots', () => {
    const next = (address: string) =>
      judgeHealth({ host: HOST, address, rootsFile: 'roots.pem' }, [answer('', { status: 404 })]).next;
    const rest = `--cacert roots.pem https://${HOST}/health`;
    assert.equal(next('127.0.0.1'), `curl -v --resolve ${HOST}:443:127.0.0.1 ${rest}`);
    assert.equal(next('::1'), `curl -v --resolve ${HOST}:443:[::1] ${rest}`);
  });
});

describe('tryHealth', () => {
  const ask = (...answers: (HealthAnswer | NoAnswer)[]) => {
    const left = [...answers];
    return () => Promise.resolve(left.shift() ?? assert.fail('asked once too often'));
  };
  const target = { host: HOST, imageRevision: REVISION };

  it('asks three times, while the answers are good', async () => {
    assert.deepEqual(await tryHealth(target, ask(good, good, good)), [good, good, good]);
  });

  it('ends with the first answer that is not', async () => {
    const bad = answer({ status: 'ok', revision: OTHER });
    assert.deepEqual(await tryHealth(target, ask(good, bad)), [good, bad]);
    const none = { code: 'ECONNRESET', message: 'read ECONNRESET', address: '203.0.113.7' };
    assert.deepEqual(await tryHealth(target, ask(none)), [none]);
  });
});
