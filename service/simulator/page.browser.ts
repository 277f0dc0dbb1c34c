import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { AxeResults } from 'axe-core';
import { chromium, type Browser, type BrowserContextOptions, type Locator, type Page } from 'playwright-core';
import { createHttpServer } from '../http-server.ts';
import { listen } from '#program/listen.ts';
import { ownModel } from '../interaction-model/own-model.ts';
import { createClova } from './clova.ts';
import { startDesk, type Desk } from './desk.ts';
import { buildPageServer } from './page-server.ts';

/** `npm run test:with -- browser`: the page in a real Chromium, in front of the real service. */
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SCREENSHOT = fileURLToPath(new URL('../../dist/page.png', import.meta.url));
const QUIET = ['quic', 'gpu', 'background-networking', 'component-update', 'sync'].map((name) => `--disable-${name}`);
const DESK = { width: 1280, height: 900 };
const TELEPHONE = { width: 375, height: 667 };
const LAUNCH = '미스터 디버거 시작해줘';

// Give a browser a voice and ears, or take them away. As texts, because the project does not have the types of the DOM.
const SPY_ON_SPEECH = `window.spoken = [];
  speechSynthesis.getVoices = () => [{ lang: 'ko-KR' }];
  speechSynthesis.speak = ({ text, lang }) => spoken.push({ text, lang });`;
const NO_CLIPBOARD = `navigator.clipboard.writeText = () => Promise.reject(new Error('not allowed'));`;
const recognition = (event: string) => `window.SpeechRecognition = undefined;
  window.webkitSpeechRecognition = class {
    start() { setTimeout(() => { ${event}; this.onend(); }); }
  };`;
const HEAR_LAUNCH = recognition(`this.onresult({ results: [[{ transcript: '${LAUNCH}' }]] })`);
const HEAR_NOTHING = recognition(`this.onerror({ error: 'network' })`);
const NO_EARS = `window.SpeechRecognition = window.webkitSpeechRecognition = undefined;`;
const FOCUSED = `(({ id, name, value, textContent }) => id || name || value || textContent)(document.activeElement)`;

describe('The page', function () {
  this.timeout(60_000);
  let desk: Desk;
  let server: Server;
  let browser: Browser;
  let address: string;
  let serve: (port: number, served?: Desk) => Promise<void>;
  let complaints: string[];
  const pages: Page[] = [];

  before(async () => {
    const { model, ears } = ownModel();
    const applicationId = model.skill.extensionId;
    desk = await startDesk({ applicationId, logLevel: 'error' });
    const { url, privateKey } = desk;
    const converse = () => createClova({ ears, url, privateKey, applicationId, shape: 'wire' });
    serve = async (port, served = desk) => {
      server = createHttpServer(buildPageServer({ model, ears, desk: served, converse }).callback());
      address = `http://127.0.0.1:${await listen(server, port, '127.0.0.1')}/`;
    };
    await serve(0);
    browser = await chromium.launch({
      executablePath: execFileSync('sh', ['-c', 'command -v chromium'], { encoding: 'utf8' }).trim(),
      args: ['--no-sandbox', '--no-first-run', ...QUIET],
    });
  });

  beforeEach(() => {
    complaints = [];
  });

  afterEach(async () => {
    for (const page of pages.splice(0)) await page.context().close();
    assert.deepEqual(complaints, [], 'the console of the browser');
  });

  after(async () => {
    await browser.close();
    leave();
    desk.lifecycle.close();
  });

  /** The simulator is gone. */
  function leave(): void {
    server.close();
    server.closeAllConnections();
  }

  /** @param script runs in the page before the page's own script */
  async function open(options: BrowserContextOptions = {}, script?: string): Promise<Page> {
    const context = await browser.newContext({ viewport: DESK, locale: 'ko-KR', ...options });
    if (script) await context.addInitScript({ content: script });
    const page = await context.newPage();
    pages.push(page);
    page.setDefaultTimeout(10_000);
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(address);
    await chip(page, LAUNCH).waitFor();
    return page;
  }

  it('greets, and has one thing to press above all', async () => {
    const page = await open();
    assert.match(await shown(page, '#heard'), /^안녕하세요, 우미예요/);
    assert.equal(await shown(page, '#state'), '부르기를 기다리는 중');
    await page.locator('#suggestions.opening li:first-child button').click();
    await answers(page, 1);
    assert.equal(await shown(page, '#route'), 'LaunchRequest');
    assert.equal(await page.locator('#suggestions.opening').count(), 0);
  });

  for (const [device, viewport] of Object.entries({ telephone: TELEPHONE, desk: DESK }))
    for (const colorScheme of ['light', 'dark'] as const) {
      const options = { viewport, colorScheme, bypassCSP: true, reducedMotion: 'reduce' } as const;
      const screenshot = (name: string) => SCREENSHOT.replace('.png', `-${device}-${colorScheme}-${name}.png`);

      it(`holds a whole dialogue by clicks at a ${device} in the ${colorScheme} colours, without a fault that axe knows`, async () => {
        const page = await open({ ...options, hasTouch: viewport === TELEPHONE });
        await hasNoFault(page);
        await page.screenshot({ path: screenshot('greeting') });
        await chip(page, LAUNCH).click();
        await answers(page, 1);
        await type(page, '네트워크 팁');
        await answers(page, 2);
        await hasNoFault(page);
        await page.screenshot({ path: screenshot('tip') });
        await chip(page, '이전').click();
        await answers(page, 3);
        await chip(page, '다음').click();
        await answers(page, 4);
        assert.equal(await shown(page, '#route'), 'Clova.NextIntent');
        await chip(page, '종료').click();
        await page.locator('#log .end').waitFor();
        await type(page, '네트워크 팁');
        await page.locator('#log .hint', { hasText: '보내지 않았어요' }).waitFor();
        await hasNoFault(page);
        await chip(page, '미스터 디버거에게 네트워크 팁').click();
        await answers(page, 5);
        assert.equal(await shown(page, '#route'), 'TipByTopic');
        await page.locator('#all summary').click();
        await page.locator('#utterances button').first().waitFor();
        await hasNoFault(page);
        await page.screenshot({ path: screenshot('whole'), fullPage: true });
      });

      it(`holds a whole dialogue by keys at a ${device} in the ${colorScheme} colours`, async () => {
        const page = await open(options);
        const focused = () => page.evaluate(FOCUSED);
        assert.equal(await focused(), 'utterance');
        const opening = await tabsTo(page, LAUNCH, 'Shift+Tab');
        assert.ok(opening <= 3, `${opening} stops from the field to what opens the skill`);
        await page.keyboard.press('Enter');
        await answers(page, 1);
        assert.equal(await focused(), 'utterance', 'what was pressed is no longer there');

        await tabsTo(page, '다른 팁', 'Shift+Tab');
        await page.keyboard.press('Space');
        await answers(page, 2);
        assert.equal(await focused(), '다른 팁', 'what was pressed is still there');
        await page.keyboard.press('Enter');
        await answers(page, 3);
        await tabsTo(page, '이전');
        await page.keyboard.press('Enter');
        await answers(page, 4);
        assert.equal(await shown(page, '#route'), 'Clova.PreviousIntent');

        await tabsTo(page, 'utterance');
        const stops = await tabsTo(page, 'request');
        assert.ok(stops <= 12, `${stops} stops from the field to the request`);
        await tabsTo(page, 'utterance', 'Shift+Tab');
        await page.keyboard.press('ArrowUp');
        assert.equal(await page.locator('#utterance').inputValue(), '이전');
        await page.keyboard.press('ArrowUp');
        await page.keyboard.press('ArrowDown');
        assert.equal(await page.locator('#utterance').inputValue(), '이전');
        await page.keyboard.press('ArrowDown');
        assert.equal(await page.locator('#utterance').inputValue(), '');

        await page.keyboard.type('종료');
        await page.keyboard.press('Enter');
        await page.locator('#log .end').waitFor();
        assert.equal(await focused(), 'utterance');
        await tabsTo(page, 'turn');
        for (let turn = 0; turn < 4; turn += 1) await page.keyboard.press('ArrowUp');
        assert.equal(await shown(page, '#route'), 'LaunchRequest');
      });
    }

  it('reaches the request from the very beginning by two stops', async () => {
    const page = await open();
    await chip(page, LAUNCH).click();
    await answers(page, 1);
    await page.locator('.skip').focus();
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(FOCUSED), 'request');
  });

  it('holds a whole dialogue, typed and clicked, and shows what went on inside', async () => {
    const page = await open({}, SPY_ON_SPEECH);
    await page.getByRole('checkbox', { name: '대답을 소리로 듣기' }).check();
    await type(page, LAUNCH);
    await answers(page, 1);
    assert.equal(await shown(page, '#route'), 'LaunchRequest');
    assert.equal(await shown(page, '#slots'), '없음');

    await type(page, '네트워크 팁');
    await answers(page, 2);
    assert.equal(await shown(page, '#route'), 'TipByTopic');
    assert.match(await shown(page, '#slots'), /^\w+ = 네트워크$/);
    assert.match(await shown(page, '#outcome'), /^계속 들음, \d+ ms$/);
    assert.equal(await shown(page, '#status'), '200');
    assert.equal(await shown(page, '#lint'), '문제없음');
    const request = JSON.parse(await shown(page, '#request')) as { request: { intent: { name: string } } };
    assert.equal(request.request.intent.name, 'TipByTopic');
    const reply = JSON.parse(await shown(page, '#reply')) as { response: { shouldEndSession: boolean } };
    assert.equal(reply.response.shouldEndSession, false);

    await chip(page, '다음').click();
    await answers(page, 3);
    assert.equal(await shown(page, '#route'), 'Clova.NextIntent');

    await chip(page, '종료').click();
    await page.locator('#log .end', { hasText: '대화가 끝났어요' }).waitFor();
    assert.equal(await shown(page, '#route'), 'SessionEndedRequest');
    assert.match(await shown(page, '#outcome'), /^대화를 끝냄/);
    const said = await page.locator('#log .user').allTextContents();
    assert.deepEqual(
      said,
      [LAUNCH, '네트워크 팁', '다음', '종료'].map((text) => `나: “${text}”`),
    );

    const spoken = await page.evaluate<{ text: string; lang: string }[]>('spoken');
    const written = await page.locator('#log .skill').allTextContents();
    assert.equal(spoken.length, 3);
    assert.ok(spoken.every(({ lang }) => lang === 'ko-KR'));
    assert.equal(
      spoken.map(({ text }) => text).join(' '),
      written.map((text) => text.replace(/^우미: /, '')).join(' '),
    );
  });

  it('stays silent while the box for sound is not ticked', async () => {
    const page = await open({}, SPY_ON_SPEECH);
    assert.equal(await page.getByRole('checkbox', { name: '대답을 소리로 듣기' }).isChecked(), false);
    await type(page, LAUNCH);
    await answers(page, 1);
    assert.equal(await page.evaluate('spoken.length'), 0);
  });

  it('offers no sound where the browser has no Korean voice', async () => {
    const page = await open({}, `speechSynthesis.getVoices = () => [{ lang: 'en-US' }];`);
    assert.equal(await page.getByRole('checkbox').count(), 0);
  });

  it('asks again after silence, once, and then ends', async () => {
    const page = await open();
    await type(page, LAUNCH);
    await answers(page, 1);
    const first = await page.locator('#log .skill').count();
    const before = await suggested(page);
    await press(page, '침묵');
    await page.locator('#log .skill').nth(first).waitFor();
    await page.locator('#log').getByText('(침묵)').waitFor();
    await page.locator('#state', { hasText: '듣는 중' }).waitFor();
    assert.deepEqual(await suggested(page), before);
    await press(page, '침묵');
    await page.locator('#log .end', { hasText: '대화가 끝났어요' }).waitFor();
    await page.locator('#state', { hasText: '기다리는 중' }).waitFor();
  });

  it('says that silence does nothing where no session is open', async () => {
    const page = await open();
    await press(page, '침묵');
    await page.locator('#heard .hint', { hasText: '열린 대화가 없어서' }).waitFor();
  });

  it('suggests what to say instead of an utterance that CLOVA would not send to the skill', async () => {
    const page = await open();
    await type(page, '네트워크 팁');
    const hint = page.locator('#log .hint');
    await hint.waitFor();
    const text = (await hint.textContent()) ?? '';
    assert.ok(text.includes(`“${LAUNCH}”`) && text.includes('“미스터 디버거에게 네트워크 팁”'), text);
    assert.equal(await shown(page, '#route'), '아무 데도 보내지 않음');
    assert.equal(await page.locator('#request').isVisible(), false);
    await chip(page, '미스터 디버거에게 네트워크 팁').click();
    await answers(page, 1);
  });

  it('says that an intent is a guess where no utterance fits', async () => {
    const page = await open();
    await type(page, LAUNCH);
    await answers(page, 1);
    assert.equal(await shown(page, '#guess'), '');
    await type(page, '오늘 날씨 어때');
    await answers(page, 2);
    assert.equal(await shown(page, '#route'), 'Clova.GuideIntent');
    for (const place of ['#guess', '#heard .hint', '#log .hint']) assert.match(await shown(page, place), /짐작/);
  });

  it('suggests what can be said now', async () => {
    const page = await open();
    assert.ok(!(await suggested(page)).includes('종료'));
    await chip(page, LAUNCH).click();
    await answers(page, 1);
    const first = await suggested(page);
    for (const utterance of ['다른 팁', '도움말', '종료']) assert.ok(first.includes(utterance), utterance);
    for (const utterance of ['이전', '다음', LAUNCH]) assert.ok(!first.includes(utterance), utterance);
    await chip(page, '다른 팁').click();
    await answers(page, 2);
    assert.ok((await suggested(page)).includes('이전'));
    await chip(page, '이전').click();
    await answers(page, 3);
    assert.ok((await suggested(page)).includes('다음'));
    await chip(page, '종료').click();
    await page.locator('#log .end').waitFor();
    assert.ok((await suggested(page)).includes(LAUNCH));
  });

  it('says what is pressed in haste one after the other, and rests as the last one left it', async () => {
    const page = await open();
    let underWay = 0;
    let most = 0;
    await page.route('**/say', async (route) => {
      most = Math.max(most, (underWay += 1));
      const response = await route.fetch();
      underWay -= 1;
      await route.fulfill({ response });
    });
    // All in one task of the page, before any answer can come.
    await page.evaluate(`for (const utterance of ['${LAUNCH}', '다른 팁', '다음', '종료']) {
      document.getElementById('utterance').value = utterance;
      document.getElementById('form').requestSubmit();
    }`);
    await page.locator('#log .end').waitFor();
    assert.equal(most, 1, 'requests at a time');
    const replies = page.locator('#log label');
    assert.equal(await replies.count(), 4);
    assert.equal(await page.locator('#log .user + .skill').count(), 3);
    assert.match((await replies.last().textContent()) ?? '', /종료/);
    assert.equal(await page.locator('#log .end').count(), 1);
    assert.equal(await shown(page, '#route'), 'SessionEndedRequest');
    await page.locator('#state', { hasText: '기다리는 중' }).waitFor();
    assert.ok((await suggested(page)).includes(LAUNCH));
  });

  it('keeps each turn: one that is chosen shows its request, reply and lint as they were', async () => {
    const page = await open();
    await type(page, LAUNCH);
    await answers(page, 1);
    const inside = async () => {
      const parts = ['#heard .skill', '#route', '#lint', '#request', '#reply', '#curl', '#outcome'];
      return Promise.all(parts.map((part) => shown(page, part)));
    };
    const before = await inside();
    await type(page, '네트워크 팁');
    await answers(page, 2);
    assert.notDeepEqual(await inside(), before);
    await page.locator('#log label').first().click();
    assert.deepEqual(await inside(), before);
    assert.equal(await shown(page, '#utterance-shown'), LAUNCH);
  });

  it('stays with the turn that is chosen while another one is answered', async () => {
    const page = await open();
    await type(page, LAUNCH);
    await answers(page, 1);
    const hold = new AbortController();
    await page.route('**/say', async (route) => {
      await once(hold.signal, 'abort');
      await route.continue();
    });
    await type(page, '네트워크 팁');
    await page.locator('#umi[data-state=thinks]').waitFor();
    assert.equal(await shown(page, '#heard .user'), '나: “네트워크 팁”');
    await page.locator('#log label').first().click();
    hold.abort();
    await answers(page, 2);
    assert.equal(await shown(page, '#heard .user'), `나: “${LAUNCH}”`);
    assert.equal(await shown(page, '#route'), 'LaunchRequest');
  });

  it('takes the utterance of the chosen turn back to the field, to edit it and say it again', async () => {
    const page = await open();
    await type(page, '네트워크 팁');
    await page.locator('#log .hint').waitFor();
    await type(page, LAUNCH);
    await answers(page, 1);
    await page.locator('#log label').first().click();
    await press(page, '고쳐서 다시 말하기');
    assert.equal(await page.evaluate(FOCUSED), 'utterance');
    await page.keyboard.type(' 알려줘');
    await page.keyboard.press('Enter');
    await answers(page, 2);
    assert.equal(await shown(page, '#utterance-shown'), '네트워크 팁 알려줘');
  });

  it('copies the request, the reply, and a command that the skill answers when it is pasted', async () => {
    const page = await open({ permissions: ['clipboard-read', 'clipboard-write'] });
    await type(page, '미스터 디버거에게 네트워크 팁 알려줘');
    await answers(page, 1);
    const copy = async (what: string) => {
      await page.evaluate(`copied.textContent = ''`);
      await page.locator(`[data-copies=${what}]`).click();
      await page.locator('#copied', { hasText: '복사했어요' }).waitFor();
      return page.evaluate<string>('navigator.clipboard.readText()');
    };
    for (const part of ['request', 'reply']) assert.equal(await copy(part), await shown(page, `#${part}`));
    const command = await copy('curl');
    const paste = async (text: string) =>
      (await promisify(execFile)('bash', ['-c', `${text} -w '\n%{http_code}'`])).stdout.split('\n');
    const [reply = '', status] = await paste(command);
    assert.equal((JSON.parse(reply) as { version: string }).version, '0.1.0');
    assert.equal(status, '200');
    const changed = command.replace('네트워크', '캐시');
    assert.notEqual(changed, command);
    assert.equal((await paste(changed)).at(-1), '401');
  });

  it('selects what it may not copy', async () => {
    const page = await open({}, NO_CLIPBOARD);
    await type(page, LAUNCH);
    await answers(page, 1);
    await page.locator('[data-copies=curl]').click();
    await page.locator('#copied', { hasText: 'Ctrl-C' }).waitFor();
    assert.equal(await page.evaluate('getSelection().toString()'), await shown(page, '#curl'));
  });

  it('can be used with a keyboard alone', async () => {
    const page = await open();
    const focused = () => page.evaluate(FOCUSED);
    assert.equal(await focused(), 'utterance');
    await page.keyboard.type(LAUNCH);
    await page.keyboard.press('Enter');
    await answers(page, 1);
    assert.equal(await focused(), 'utterance');

    const visited: unknown[] = [];
    while (visited.at(-1) !== 'language' && visited.length < 50) {
      await page.keyboard.press('Tab');
      visited.push(await focused());
    }
    for (const stop of ['말하기', 'listen', 'silence', 'turn', 'again', 'request', 'reply', '알아듣는 모든 말'])
      assert.ok(visited.includes(stop), `${stop} is not among ${visited.join(', ')}`);
    await tabsTo(page, '다른 팁');
    await page.keyboard.press('Enter');
    await answers(page, 2);
    assert.equal(await shown(page, '#route'), 'AnotherTipRequested');
    await page.keyboard.press('Space');
    await answers(page, 3);
  });

  it('hears an utterance by voice', async () => {
    const page = await open({}, HEAR_LAUNCH);
    await press(page, '음성으로');
    await answers(page, 1);
    assert.equal(await shown(page, '#route'), 'LaunchRequest');
  });

  it('leads back to the text field when the speech recognition that a browser has does not work', async () => {
    const page = await open({}, HEAR_NOTHING);
    await press(page, '음성으로');
    const notice = page.getByRole('alert');
    await notice.filter({ hasText: '음성을 쓸 수 없어요. 글로 입력해 주세요: network' }).waitFor();
    assert.equal(await page.evaluate(FOCUSED), 'utterance');
    assert.equal(await page.locator('#listen').getAttribute('aria-pressed'), 'false');
    await page.keyboard.type(LAUNCH);
    await page.keyboard.press('Enter');
    await answers(page, 1);
    assert.equal(await shown(page, '#notice'), '');
  });

  it('offers no voice where the browser has none', async () => {
    const page = await open({}, NO_EARS);
    assert.equal(await page.getByRole('button', { name: '음성으로' }).count(), 0);
    await type(page, LAUNCH);
    await answers(page, 1);
  });

  it('tells when the simulator is gone', async () => {
    const page = await open();
    await page.context().setOffline(true);
    await type(page, LAUNCH);
    await page.getByRole('alert').filter({ hasText: 'npm start' }).waitFor();
    await page.locator('#log .error').waitFor();
    assert.match(complaints.splice(0).join(), /ERR_INTERNET_DISCONNECTED/);
  });

  it('sees that the simulator is gone before one speaks, and that another one is there, with a new dialogue', async () => {
    const page = await open();
    await type(page, LAUNCH);
    await answers(page, 1);
    await page.locator('#state', { hasText: '말하는 중' }).waitFor();
    leave();
    await page.getByRole('alert').filter({ hasText: 'npm start' }).waitFor();
    await page.screenshot({ path: SCREENSHOT.replace('.png', '-gone.png') });
    assert.equal(await shown(page, '#state'), '자리에 없음');
    assert.equal(await shown(page, '#log .end'), '연결이 끊겨 대화가 끝났어요');
    await serve(Number(new URL(address).port));
    await page.locator('#state', { hasText: '기다리는 중' }).waitFor();
    assert.equal(await shown(page, '#notice'), '');
    await chip(page, LAUNCH).click();
    await answers(page, 2);
    assert.match(complaints.splice(0).join(), /ERR_CONNECTION_REFUSED/);
  });

  it('sees that the simulator is another one, though it never saw it gone', async () => {
    const page = await open();
    await type(page, LAUNCH);
    await answers(page, 1);
    const { port } = new URL(address);
    leave();
    await serve(Number(port));
    await page.locator('#log .end', { hasText: '연결이 끊겨' }).waitFor();
    assert.ok((await suggested(page)).includes(LAUNCH));
    complaints.splice(0);
  });

  it('sees that the skill is ending while the simulator is still there', async () => {
    const ending = await startDesk({ applicationId: 'kr.test.skill', logLevel: 'error' });
    leave();
    await serve(0, ending);
    const page = await open();
    assert.equal(await shown(page, '#notice'), '');
    void ending.lifecycle.drain();
    await page.getByRole('alert').filter({ hasText: '스킬이 종료되는 중' }).waitFor();
    ending.lifecycle.close();
    leave();
    await serve(0);
    complaints.splice(0);
  });

  it('shows why a skill that is gone did not answer', async () => {
    const page = await open();
    await page.route('**/say', async (route) => {
      const { conversation, utterance } = route.request().postDataJSON() as Record<string, string>;
      const heard = { kind: 'launch' };
      const problems = [{ level: 'error', field: 'answer', problem: 'refused' }];
      const question = { type: 'LaunchRequest' };
      const exchange = { conversation, utterance, heard, question, request: {}, problems, spoken: [], suggestions: [] };
      await route.fulfill({ json: { ...exchange, then: 'ends the session', noAnswer: 'http://127.0.0.1/: refused' } });
    });
    await type(page, LAUNCH);
    await page.locator('#heard .error', { hasText: '스킬이 대답하지 않았어요: http://127.0.0.1/: refused' }).waitFor();
    assert.equal(await shown(page, '#lint .error'), 'error: answer: refused');
  });

  it('fits on a telephone', async () => {
    const page = await open({ viewport: { width: 360, height: 740 } });
    await type(page, LAUNCH);
    await answers(page, 1);
    await type(page, '네트워크 팁');
    await answers(page, 2);
    const overflow = await page.evaluate<number>('document.scrollingElement.scrollWidth - innerWidth');
    assert.ok(overflow <= 0, `${overflow} px too wide`);
  });

  it('has the answer in sight on a telephone, wherever the page was tapped', async () => {
    const page = await open({ viewport: TELEPHONE, hasTouch: true, isMobile: true });
    const answerIsInSight = async () => {
      const { y, height } = (await page.locator('#heard .skill').boundingBox()) ?? assert.fail();
      assert.ok(y >= 0 && y + height <= TELEPHONE.height, `from ${y} to ${y + height} px`);
    };
    await chip(page, LAUNCH).tap();
    await answers(page, 1);
    await answerIsInSight();
    assert.notEqual(await page.evaluate(FOCUSED), 'utterance', 'the field would bring up the keyboard');
    await page.locator('#all summary').tap();
    await page.locator('#utterances button').last().tap();
    await page.locator('#log .end').waitFor();
    await page.locator('#utterances button').first().tap();
    await answers(page, 2);
    await answerIsInSight();
  });

  it('names its parts for people who cannot see them', async () => {
    const page = await open();
    for (const [role, name] of [
      ['textbox', '할 말'],
      ['button', '말하기'],
      ['button', '음성으로'],
      ['button', '침묵'],
      ['heading', '우미, 미스터 디버거'],
      ['heading', '지금 할 수 있는 말'],
    ] as const)
      assert.equal(await page.getByRole(role, { name, exact: true }).count(), 1, `${role} ${name}`);
    assert.equal(await page.getByRole('status').count(), 1);
    await type(page, LAUNCH);
    await answers(page, 1);
    assert.equal(await page.getByRole('group', { name: '대화', exact: true }).count(), 1);
    assert.equal(await page.getByRole('radio', { name: `나: “${LAUNCH}” 우미:` }).count(), 1);
    assert.match((await page.getByRole('status').textContent()) ?? '', new RegExp(`^나: “${LAUNCH}”우미: `));
  });

  it('speaks the language of the browser, and the other one after a press, also after a reload', async () => {
    const page = await open({ locale: 'en-US' });
    const language = () => page.evaluate('document.documentElement.lang');
    assert.equal(await language(), 'en');
    assert.match(await shown(page, '#heard'), /^Hello/);
    await type(page, LAUNCH);
    await answers(page, 1);
    assert.equal(await shown(page, '#heard .gloss'), 'in Korean: a greeting and a tip');
    assert.equal(await page.locator('#heard .skill').getAttribute('lang'), 'ko');
    const reply = await shown(page, '#heard .skill');
    await press(page, '한국어');
    assert.equal(await language(), 'ko');
    assert.equal(await shown(page, '#heard .skill'), reply);
    assert.equal(await page.locator('.gloss').count(), 0);
    assert.equal(await page.evaluate(FOCUSED), 'language');
    await page.reload();
    await chip(page, LAUNCH).waitFor();
    assert.equal(await language(), 'ko');
  });

  it('has words in both languages for everything that stands still', async () => {
    for (const locale of ['ko-KR', 'en-US']) {
      const page = await open({ locale });
      const places = await page.locator('[data-word]').allTextContents();
      assert.ok(places.length > 20);
      assert.deepEqual(
        places.filter((text) => text === ''),
        [],
      );
    }
  });

  it('keeps the edges of the bubbles where the colours are forced', async () => {
    const page = await open({ forcedColors: 'active' });
    await type(page, LAUNCH);
    await answers(page, 1);
    for (const bubble of ['#log .user', '#log .skill', '#heard']) {
      const { width, colour, behind } = await page.evaluate<Record<string, string>>(`(() => {
        const { borderTopWidth, borderTopColor } = getComputedStyle(document.querySelector('${bubble}'));
        return { width: borderTopWidth, colour: borderTopColor, behind: getComputedStyle(document.body).backgroundColor };
      })()`);
      assert.equal(width, '1px', bubble);
      assert.notEqual(colour, behind, bubble);
    }
  });

  it('moves only for those who have not asked for less of it', async () => {
    for (const [reducedMotion, moves] of [
      ['no-preference', true],
      ['reduce', false],
    ] as const) {
      const page = await open({ reducedMotion });
      await type(page, LAUNCH);
      await answers(page, 1);
      const playing = `document.getAnimations().filter((each) => each instanceof CSSAnimation).length > 0`;
      assert.equal(await page.evaluate(playing), moves, reducedMotion);
    }
  });

  it('has a face that waits, thinks, speaks and listens', async () => {
    const page = await open();
    await page.evaluate(`window.seen = [];
      new MutationObserver(() => seen.push(umi.dataset.state)).observe(umi, { attributes: true });`);
    await type(page, LAUNCH);
    // A long tip is spoken for longer than a locator waits.
    await page.locator('#umi[data-state=listens]').waitFor({ timeout: 30_000 });
    const seen = await page.evaluate<string[]>('seen');
    const changes = seen.filter((state, index) => state !== seen[index - 1]);
    assert.deepEqual(changes, ['thinks', 'speaks', 'listens']);
    assert.equal(await page.evaluate(`getComputedStyle(umi.querySelector('.head')).filter`), 'none');
  });

  it('has a face of its own, in the tab too, and takes nothing from afar', async () => {
    const asked: string[] = [];
    const page = await open({}, undefined);
    page.on('request', (request) => asked.push(request.url()));
    await page.reload();
    await page.locator('#umi svg .moustache').waitFor();
    await page.locator('#suggestions button').first().waitFor();
    assert.equal(await page.locator('link[rel=icon]').getAttribute('href'), '/umi.svg');
    assert.ok(asked.length > 5);
    assert.deepEqual(
      asked.filter((url) => !url.startsWith(address)),
      [],
    );
  });
});

async function type(page: Page, utterance: string): Promise<void> {
  await page.getByLabel('할 말').or(page.getByLabel('What to say')).fill(utterance);
  await page.locator('#utterance').press('Enter');
}

function press(page: Page, name: string): Promise<void> {
  return page.getByRole('button', { name, exact: true }).click();
}

/** The suggestion to say this. */
function chip(page: Page, utterance: string): Locator {
  return page.locator(`#suggestions button[value="${utterance}"]`);
}

function suggested(page: Page): Promise<string[]> {
  return page.locator('#suggestions button > span').allTextContents();
}

/** Goes by a key to what has this id, name or text. @returns how many stops that took */
async function tabsTo(page: Page, stop: string, key = 'Tab'): Promise<number> {
  const visited: unknown[] = [];
  while (visited.at(-1) !== stop) {
    assert.ok(visited.length < 50, `${stop} is not among ${visited.join(', ')}`);
    await page.keyboard.press(key);
    visited.push(await page.evaluate(FOCUSED));
  }
  return visited.length;
}

async function hasNoFault(page: Page): Promise<void> {
  await page.evaluate(AXE);
  const results = await page.evaluate<AxeResults>("axe.run({ resultTypes: ['violations'] })");
  assert.ok(results.passes.length > 10, 'axe looked at the page');
  const violations = results.violations.map(({ id, nodes }) => ({ id, where: nodes.map(({ html }) => html) }));
  assert.deepEqual(violations, []);
}

/** Waits until the skill has answered `count` utterances. */
function answers(page: Page, count: number): Promise<void> {
  return page
    .locator('#log .user + .skill:not(.dots)')
    .nth(count - 1)
    .waitFor();
}

async function shown(page: Page, selector: string): Promise<string> {
  return ((await page.locator(selector).textContent()) ?? '').replace(/^우미: /, '').trim();
}
