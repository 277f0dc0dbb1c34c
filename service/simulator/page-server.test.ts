import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { request, type IncomingHttpHeaders, type Server } from 'node:http';
import { extname } from 'node:path';
import { createHttpServer } from '../http-server.ts';
import { listen } from '#program/listen.ts';
import { ownModel } from '../interaction-model/own-model.ts';
import { createClova } from './clova.ts';
import { startDesk, type Desk } from './desk.ts';
import words from './page/words.json' with { type: 'json' };
import { buildPageServer } from './page-server.ts';

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

describe('buildPageServer', () => {
  const applicationId = 'kr.test.skill';
  const { model, ears } = ownModel();
  let desk: Desk;
  let server: Server;
  let port: number;
  let opened = 0;
  before(async () => {
    desk = await startDesk({ applicationId, logLevel: 'silent' });
    const { url, privateKey } = desk;
    const converse = () => {
      opened += 1;
      return createClova({ ears, url, privateKey, applicationId, shape: 'wire' });
    };
    const app = buildPageServer({ model, ears, desk, converse });
    // Koa would print the refusals below as if they were our errors.
    app.silent = true;
    server = createHttpServer(app.callback());
    port = await listen(server, 0, '127.0.0.1');
  });
  after(() => {
    desk.lifecycle.close();
    server.close();
    server.closeAllConnections();
  });

  /** fetch does not send the Host header of another site. */
  const ask = (path: string, { method = 'GET', headers = {}, body = '' } = {}) =>
    new Promise<Answer>((resolve, reject) => {
      const options = { host: '127.0.0.1', port, path, method, headers };
      const asked = request(options, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.on('end', () => {
          resolve({ status: response.statusCode, headers: response.headers, text });
        });
      });
      asked.on('error', reject).end(body);
    });
  const say = async (body: unknown, type = 'application/json') =>
    ask('/say', { method: 'POST', headers: { 'content-type': type }, body: JSON.stringify(body) });
  const sayIn = async (conversation: string, utterance: string) => {
    const { status, text } = await say({ conversation, utterance });
    assert.equal(status, 200);
    return JSON.parse(text) as { heard: { kind: string }; spoken: string[]; then: string };
  };

  const TYPES: Readonly<Record<string, string>> = {
    '.html': 'text/html; charset=utf-8',
    '.css': 'text/css; charset=utf-8',
    '.js': 'text/javascript; charset=utf-8',
    '.json': 'application/json; charset=utf-8',
    '.svg': 'image/svg+xml',
  };
  for (const file of readdirSync('service/simulator/page')) {
    const path = file === 'index.html' ? '/' : `/${file}`;
    it(`serves ${path}, which may load nothing from elsewhere`, async () => {
      const { status, headers, text } = await ask(path);
      assert.equal(status, 200);
      assert.equal(text, readFileSync(`service/simulator/page/${file}`, 'utf8'));
      assert.equal(headers['content-type'], TYPES[extname(file)]);
      assert.equal(headers['content-security-policy'], "default-src 'self'");
    });
  }

  it('has the same words in both languages', () => {
    const names = (value: object): string[] =>
      Object.entries(value).flatMap(([name, word]) =>
        typeof word === 'object' ? [name, ...names(word as object)] : name,
      );
    const [ko, en] = [words.ko, words.en].map(names);
    assert.deepEqual(ko, en);
  });

  for (const path of ['/index.html', '/page', '/../page-server.ts', '/page/%2e%2e/desk.ts', '/say']) {
    it(`answers 404 to GET ${path}`, async () => {
      assert.equal((await ask(path)).status, 404);
    });
  }

  it('gives the utterances of the model and of the platform, in groups', async () => {
    const { status, text } = await ask('/utterances');
    const groups = JSON.parse(text) as { name: string; utterances: string[] }[];
    assert.equal(status, 200);
    const names = groups.map(({ name }) => name);
    assert.deepEqual(names.slice(0, 4), ['시작', 'AnotherTipRequested', 'QuitRequested', 'TipByTopic']);
    assert.ok(names.includes('Clova.NextIntent'));
    assert.equal(names.at(-1), '끝');
    assert.ok(groups.every(({ utterances }) => utterances.length > 0));
    const texts = groups.flatMap(({ utterances }) => utterances);
    assert.ok(texts.includes('네트워크 팁'));
    assert.deepEqual(
      texts.filter((text) => /[<>\t]/.test(text)),
      [],
    );
  });

  it('says an utterance and tells what came of it, page by page', async () => {
    const before = opened;
    const launch = await sayIn('page-1', '미스터 디버거 시작해줘');
    assert.deepEqual([launch.heard.kind, launch.spoken.length, launch.then], ['launch', 1, 'listens']);
    assert.equal((await sayIn('page-2', '다른 팁')).heard.kind, 'unroutable');
    assert.equal((await sayIn('page-1', '다른 팁')).then, 'listens');
    assert.equal((await sayIn('page-1', '')).heard.kind, 'silence');
    assert.equal(opened - before, 2);
  });

  it('gives with what came of an utterance what can be said then, and the request as a command', async () => {
    const { text } = await say({ conversation: 'page-3', utterance: '미스터 디버거 시작해줘' });
    const { suggestions, curl } = JSON.parse(text) as { suggestions: { utterance: string }[]; curl: string };
    assert.ok(suggestions.some(({ utterance }) => utterance === '종료'));
    assert.ok(curl.startsWith(`curl -sS -X POST '${desk.url}'`), curl);
    const unroutable = JSON.parse((await say({ conversation: 'page-4', utterance: '네트워크 팁' })).text) as object;
    assert.ok('suggestions' in unroutable && !('curl' in unroutable));
  });

  it('gives what can be said first', async () => {
    const suggestions = JSON.parse((await ask('/suggestions')).text) as { utterance: string; becomes: string }[];
    assert.deepEqual(suggestions[0], { utterance: '미스터 디버거 시작해줘', becomes: 'LaunchRequest' });
  });

  it('forgets the conversation that was silent longest where there are more than a hundred', async () => {
    for (const page of ['old', 'talking']) await sayIn(page, '미스터 디버거 시작해줘');
    for (let page = 0; page < 99; page += 1) {
      await sayIn(`new-${page}`, '다른 팁');
      if (page === 50) await sayIn('talking', '다른 팁');
    }
    assert.equal((await sayIn('talking', '다른 팁')).then, 'listens');
    assert.equal((await sayIn('old', '다른 팁')).heard.kind, 'unroutable');
  });

  it('tells whether the skill is there, and which simulator tells it', async () => {
    const healthOf = async (adminUrl: string) => {
      const app = buildPageServer({ model, ears, desk: { url: desk.url, adminUrl }, converse: () => assert.fail() });
      const other = createHttpServer(app.callback());
      const address = `http://127.0.0.1:${await listen(other, 0, '127.0.0.1')}/health`;
      const health = (await (await fetch(address)).json()) as { simulator: string; isReady: boolean };
      other.close();
      other.closeAllConnections();
      return health;
    };
    const there = await healthOf(desk.adminUrl);
    const gone = await healthOf('http://127.0.0.1:1');
    assert.deepEqual([there.isReady, gone.isReady], [true, false]);
    assert.notEqual(there.simulator, gone.simulator);
  });

  for (const body of [
    {},
    [],
    null,
    'text',
    { conversation: 'a' },
    { utterance: '가' },
    { conversation: 1, utterance: '가' },
    { conversation: 'a', utterance: ['가'] },
  ]) {
    it(`answers 400 to ${JSON.stringify(body)}`, async () => {
      assert.equal((await say(body)).status, 400);
    });
  }

  it('answers 400 to a body that is not JSON', async () => {
    const headers = { 'content-type': 'application/json' };
    assert.equal((await ask('/say', { method: 'POST', headers, body: '{' })).status, 400);
    assert.equal((await ask('/say', { method: 'POST', headers })).status, 400);
  });

  it('answers 400 to a form, which a page of another site could send', async () => {
    const before = opened;
    const body = { conversation: 'form', utterance: '미스터 디버거 시작해줘' };
    for (const type of ['text/plain', 'application/x-www-form-urlencoded'])
      assert.equal((await say(body, type)).status, 400);
    assert.equal(opened, before);
  });

  for (const { host, status } of [
    { host: 'localhost:8000', status: 200 },
    { host: '127.0.0.1', status: 200 },
    { host: '[::1]:8000', status: 200 },
    { host: 'evil.example.com', status: 403 },
    { host: 'localhost.evil.example.com:8000', status: 403 },
    { host: '127.0.0.1.evil.example.com', status: 403 },
    { host: '192.168.0.1', status: 403 },
  ]) {
    it(`answers ${status} where the page was called “${host}”`, async () => {
      for (const path of ['/', '/utterances']) assert.equal((await ask(path, { headers: { host } })).status, status);
    });
  }
});
