import assert from 'node:assert/strict';
import { verify } from 'node:crypto';
import { createServer, type RequestListener, type Server } from 'node:http';
import { listen } from '#program/listen.ts';
import { testKeyPair } from '#testing/key-pairs.ts';
import { ownModel } from '../interaction-model/own-model.ts';
import { createClova, type Clova, type Exchange } from './clova.ts';
import { startDesk, type Desk } from './desk.ts';
import { SHAPES } from './request.ts';
import { seededRandom } from './seeded-random.ts';

const applicationId = 'kr.test.skill';
const { ears } = ownModel();
const LAUNCH = '미스터 디버거 시작해줘';

/** The session in the request of an exchange. */
function sessionOf({ request }: Exchange): { new: boolean; sessionId: string; sessionAttributes: unknown } {
  assert.ok(request && 'session' in request);
  return request.session as { new: boolean; sessionId: string; sessionAttributes: unknown };
}

/** The problems of an exchange, without warnings about time, which depends on the machine. */
const linesOf = ({ problems }: Exchange) =>
  problems.filter(({ level }) => level !== 'warning').map(({ field, problem }) => `${field}: ${problem}`);

async function sayAll(clova: Clova, ...utterances: readonly string[]): Promise<Exchange[]> {
  const exchanges: Exchange[] = [];
  for (const utterance of utterances) exchanges.push(await clova.say(utterance));
  return exchanges;
}

describe('CLOVA at the desk, and the real service', () => {
  let desk: Desk;
  before(async () => {
    desk = await startDesk({ applicationId, logLevel: 'silent', random: seededRandom(1) });
  });
  after(() => {
    desk.lifecycle.close();
  });
  const open = (options: Partial<Parameters<typeof createClova>[0]> = {}) =>
    createClova({ ears, url: desk.url, privateKey: desk.privateKey, applicationId, shape: 'wire', ...options });

  for (const shape of SHAPES) {
    it(`launches the skill, which greets, tells a tip and listens on; ${shape}`, async () => {
      const exchange = await open({ shape }).say(LAUNCH);
      const { heard, question, status, spoken, then } = exchange;
      assert.deepEqual({ heard, question }, { heard: { kind: 'launch' }, question: { type: 'LaunchRequest' } });
      assert.equal(status, 200);
      assert.match(spoken.join(), /^미스터 디버거 우미가 디버깅을 도와드리죠\. ./);
      assert.equal(then, 'listens');
      assert.deepEqual(linesOf(exchange), []);
      const { new: isNew, sessionAttributes } = sessionOf(exchange);
      assert.deepEqual([isNew, sessionAttributes], [true, {}]);
    });
  }

  it('carries the session and its attributes from turn to turn', async () => {
    const [first, second, third] = await sayAll(open(), LAUNCH, '다른 팁', '캐싱 팁 하나 알려줘');
    assert.ok(first && second && third);
    assert.equal(third.question?.type === 'IntentRequest' && third.question.slots.topic, '캐시');
    for (const [before, after] of [
      [first, second],
      [second, third],
    ] as const) {
      const { sessionAttributes } = before.reply as { sessionAttributes: { heard: string[] } };
      assert.ok(sessionAttributes.heard.length > 0);
      const { sessionId } = sessionOf(before);
      assert.deepEqual(sessionOf(after), { ...sessionOf(after), new: false, sessionId, sessionAttributes });
    }
    const { sessionAttributes } = third.reply as { sessionAttributes: { heard: string[] } };
    assert.equal(new Set(sessionAttributes.heard).size, 3);
  });

  it('starts anew where the skill is launched while it is open', async () => {
    const [first, second] = await sayAll(open(), LAUNCH, LAUNCH);
    assert.ok(first && second);
    assert.notEqual(sessionOf(first).sessionId, sessionOf(second).sessionId);
    assert.equal(sessionOf(second).new, true);
  });

  it('ends a one-shot with its answer', async () => {
    const [asked, next] = await sayAll(open(), '미스터 디버거에게 캐시 팁 하나 알려줘', '다른 팁');
    assert.ok(asked && next);
    assert.equal(sessionOf(asked).new, true);
    assert.equal(asked.spoken.length, 1);
    assert.deepEqual(linesOf(asked), []);
    assert.equal(asked.then, 'ends the session');
    assert.equal(next.heard.kind, 'unroutable');
  });

  it('starts a new session where it is asked by name while it is open', async () => {
    const [first, second] = await sayAll(open(), LAUNCH, '미스터 디버거에게 팁 알려줘');
    assert.ok(first && second);
    assert.deepEqual([sessionOf(second).new, sessionOf(second).sessionAttributes], [true, {}]);
    assert.equal(second.then, 'ends the session');
  });

  it('speaks the reprompt once where nobody answers, then tells the skill that the session ended', async () => {
    const [launch, first, second, third] = await sayAll(open(), LAUNCH, '', '  ', '');
    assert.ok(launch && first && second && third);
    const { response } = launch.reply as { response: { reprompt: { outputSpeech: { values: { value: string } } } } };
    assert.deepEqual(first, {
      utterance: '',
      heard: { kind: 'silence' },
      problems: [],
      spoken: [response.reprompt.outputSpeech.values.value],
      then: 'listens',
    });
    assert.deepEqual(second.question, { type: 'SessionEndedRequest' });
    assert.equal(sessionOf(second).sessionId, sessionOf(launch).sessionId);
    assert.deepEqual(second.spoken, []);
    assert.equal(second.then, 'ends the session');
    assert.deepEqual(linesOf(second), []);
    assert.deepEqual(third, {
      utterance: '',
      heard: { kind: 'silence' },
      problems: [],
      spoken: [],
      then: 'stays silent',
    });
  });

  it('waits anew after an answer to the reprompt', async () => {
    const exchanges = await sayAll(open(), LAUNCH, '', '다른 팁', '', '');
    assert.deepEqual(
      exchanges.map(({ question, spoken }) => [question?.type, spoken.length]),
      [
        ['LaunchRequest', 1],
        [undefined, 1],
        ['IntentRequest', 1],
        [undefined, 1],
        ['SessionEndedRequest', 0],
      ],
    );
  });

  for (const word of ['종료', '종료해줘', '그만']) {
    it(`tells the skill that the session ended at “${word}”, and lets nobody hear its farewell`, async () => {
      const [launch, end, after] = await sayAll(open(), LAUNCH, word, '다른 팁');
      assert.ok(launch && end && after);
      assert.deepEqual(end.question, { type: 'SessionEndedRequest' });
      assert.deepEqual([sessionOf(end).new, sessionOf(end).sessionId], [false, sessionOf(launch).sessionId]);
      assert.equal(end.status, 200);
      assert.deepEqual(end.spoken, []);
      assert.equal(end.then, 'ends the session');
      assert.equal(after.heard.kind, 'unroutable');
    });
  }

  for (const utterance of ['취소', '됐어 고마워', '아니']) {
    it(`lets the farewell be heard at “${utterance}”`, async () => {
      const [, farewell] = await sayAll(open(), LAUNCH, utterance);
      assert.equal(farewell?.spoken.length, 1);
      assert.match(farewell.spoken.join(), /파이팅|불러 주세요|쉬었다|천만에요|별말씀|뭘요/);
      assert.equal(farewell.then, 'ends the session');
    });
  }

  it('repeats the very tip that was heard last where it was not understood', async () => {
    const [launch, first, again] = await sayAll(open(), LAUNCH, '다른 팁', '뭐라고?');
    assert.ok(launch && first && again);
    const attributesOf = ({ reply }: Exchange) => (reply as { sessionAttributes: unknown }).sessionAttributes;
    assert.deepEqual(attributesOf(again), attributesOf(first));
    assert.equal(again.question?.type === 'IntentRequest' && again.question.intent, 'Clova.ResumeIntent');
  });

  it('asks nobody where an utterance does not reach the skill', async () => {
    const exchange = await open().say('디버깅 팁 좀 알려줘');
    const { heard, ...rest } = exchange;
    assert.deepEqual(rest, { utterance: '디버깅 팁 좀 알려줘', spoken: [], problems: [], then: 'stays silent' });
    assert.ok(heard.kind === 'unroutable');
    assert.deepEqual(heard.sayInstead, [LAUNCH, '미스터 디버거에게 디버깅 팁 좀 알려줘']);
  });

  it('keeps two conversations apart', async () => {
    const one = open();
    const other = open();
    await one.say(LAUNCH);
    assert.equal((await other.say('다른 팁')).heard.kind, 'unroutable');
    assert.equal((await one.say('다른 팁')).then, 'listens');
  });

  for (const { name, options, status } of [
    {
      name: 'another key',
      options: { privateKey: testKeyPair('stranger').privateKey },
      status: 401,
    },
    { name: 'another Extension ID', options: { applicationId: 'kr.test.other' }, status: 403 },
  ]) {
    it(`gets ${status} with ${name}, says nothing, and ends the session`, async () => {
      const clova = open(options);
      const exchange = await clova.say(LAUNCH);
      assert.equal(exchange.status, status);
      assert.ok(linesOf(exchange).includes(`status: ${status}; CLOVA expects 200`));
      assert.deepEqual(exchange.spoken, []);
      assert.equal(exchange.then, 'ends the session');
      assert.equal((await clova.say('다른 팁')).heard.kind, 'unroutable');
    });
  }
});

describe('CLOVA at the desk, and a service that misbehaves', () => {
  const { privateKey, publicKey } = testKeyPair();
  const servers: Server[] = [];
  const end = (server: Server) => {
    server.close();
    server.closeAllConnections();
  };
  afterEach(() => {
    servers.splice(0).forEach(end);
  });
  const serve = async (listener: RequestListener, deadline?: number) => {
    const server = createServer(listener);
    servers.push(server);
    const url = `http://127.0.0.1:${await listen(server, 0, '127.0.0.1')}/`;
    return createClova({ ears, url, privateKey, applicationId, shape: 'wire', ...(deadline && { deadline }) });
  };
  const answering =
    (body: unknown, { status = 200, type = 'application/json' } = {}): RequestListener =>
    (_, response) => {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      response.writeHead(status, { 'content-type': type }).end(text);
    };
  const speech = { type: 'SimpleSpeech', values: { type: 'PlainText', lang: 'ko', value: '가.' } };
  const response = { outputSpeech: speech, card: {}, directives: [], shouldEndSession: false };
  const good = { version: '0.1.0', sessionAttributes: {}, response };

  it('signs the very bytes it sends, with the headers that CLOVA documents', async () => {
    const received: { signed: boolean; headers: (string | undefined)[] }[] = [];
    const clova = await serve((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { signaturecek, accept, 'content-type': type } = request.headers;
        const signature = Buffer.from(String(signaturecek), 'base64');
        const signed = verify('RSA-SHA256', Buffer.concat(chunks), publicKey, signature);
        received.push({ signed, headers: [request.method, accept, type] });
        answering(good)(request, response);
      });
    });
    await clova.say(LAUNCH);
    const headers = ['POST', 'application/json', 'application/json;charset-UTF-8'];
    assert.deepEqual(received, [{ signed: true, headers }]);
  });

  for (const { name, listener, lines, spoken = [] as string[] } of [
    { name: '500', listener: answering(good, { status: 500 }), lines: ['status: 500; CLOVA expects 200'] },
    {
      name: 'a page that says 500',
      listener: answering('<html>', { status: 500, type: 'text/html' }),
      lines: ['status: 500; CLOVA expects 200'],
    },
    {
      name: 'a redirect',
      listener: answering(good, { status: 301 }),
      lines: ['status: 301; CLOVA expects 200'],
    },
    {
      name: 'a body that is not JSON',
      listener: answering('OK', { type: 'text/plain' }),
      lines: ['Content-Type: “text/plain”; expected application/json', 'answer: the body is not JSON'],
    },
    { name: 'half of a JSON', listener: answering('{"version":'), lines: ['answer: the body is not JSON'] },
    { name: 'nothing', listener: answering(''), lines: ['answer: the body is not JSON'] },
    { name: 'null', listener: answering('null'), lines: ['reply: expected an object'] },
    {
      name: 'an empty object',
      listener: answering({}),
      lines: ['version: expected a text', 'sessionAttributes: is missing', 'response: is missing'],
    },
    {
      name: 'a reply with only a speech, which is heard all the same',
      listener: answering({ response: { outputSpeech: speech } }),
      lines: [
        'version: expected a text',
        'sessionAttributes: is missing',
        'response.card: is missing',
        'response.directives: expected a list, [] where there is none',
        'response.shouldEndSession: expected true or false',
      ],
      spoken: ['가.'],
    },
    {
      name: 'a text where the response should be',
      listener: answering({ ...good, response: '가.' }),
      lines: ['response: expected an object'],
    },
  ]) {
    it(`finds what is wrong with ${name}, and ends the session`, async () => {
      const clova = await serve(listener);
      const exchange = await clova.say(LAUNCH);
      assert.deepEqual(linesOf(exchange), lines);
      assert.deepEqual(exchange.spoken, spoken);
      assert.equal(exchange.then, 'ends the session');
      assert.equal(exchange.noAnswer, undefined);
      assert.equal((await clova.say('다른 팁')).heard.kind, 'unroutable');
    });
  }

  it('takes an answer of another JSON type, as long as it is JSON', async () => {
    const clova = await serve(answering(good, { type: 'application/vnd.api+json; charset=utf-8' }));
    assert.deepEqual(linesOf(await clova.say(LAUNCH)), []);
  });

  it('sends back whatever was in sessionAttributes, and nothing where they were absent', async () => {
    for (const sessionAttributes of [undefined, null, 7, { a: [{ b: '가' }] }]) {
      const clova = await serve(answering({ ...good, sessionAttributes }));
      const [, next] = await sayAll(clova, LAUNCH, '다른 팁');
      assert.ok(next);
      assert.deepEqual(sessionOf(next).sessionAttributes, sessionAttributes);
    }
  });

  it('ends the session at silence where there is no reprompt', async () => {
    const clova = await serve(answering(good));
    const [, silence] = await sayAll(clova, LAUNCH, '');
    assert.deepEqual(silence?.question, { type: 'SessionEndedRequest' });
    assert.equal(silence.then, 'ends the session');
  });

  it('ends the session after SessionEndedRequest whatever is answered', async () => {
    const clova = await serve(answering(good));
    const [, end] = await sayAll(clova, LAUNCH, '종료');
    assert.deepEqual([end?.spoken, end?.then], [[], 'ends the session']);
  });

  for (const { name, listener } of [
    { name: 'says nothing', listener: (() => undefined) as RequestListener },
    {
      name: 'stops in the middle',
      listener: ((_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' }).write('{');
      }) as RequestListener,
    },
  ]) {
    it(`throws away the answer of a service that ${name} until the deadline`, async () => {
      const clova = await serve(listener, 40);
      const exchange = await clova.say(LAUNCH);
      assert.match(exchange.noAnswer ?? '', /^http:.*: no answer within 40 ms$/);
      assert.deepEqual(linesOf(exchange), ['answer: too late: CLOVA throws the answer away and ends the dialogue']);
      assert.deepEqual([exchange.spoken, exchange.then, exchange.status], [[], 'ends the session', undefined]);
      assert.equal((await clova.say('다른 팁')).heard.kind, 'unroutable');
    });
  }

  it('says that nobody listens', async () => {
    const clova = await serve(() => undefined);
    servers.splice(0).forEach(end);
    const exchange = await clova.say(LAUNCH);
    assert.match(exchange.noAnswer ?? '', /^http:.*ECONNREFUSED/);
    assert.deepEqual(linesOf(exchange), [`answer: ${exchange.noAnswer ?? ''}`]);
  });

  it('says that the service broke off, and can be asked again', async () => {
    let count = 0;
    const clova = await serve((request, response) => {
      count += 1;
      if (count === 1) request.socket.destroy();
      else answering(good)(request, response);
    });
    const [first, second] = await sayAll(clova, LAUNCH, LAUNCH);
    assert.notEqual(first?.noAnswer, undefined);
    assert.equal(second?.then, 'listens');
  });
});
