import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { AxeResults } from 'axe-core';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { createHttpServer } from '../http-server.ts';
import { listen } from '#program/listen.ts';
import { createEars } from '../interaction-model/hear.ts';
import { readModel } from '../interaction-model/model-files.ts';
import { createClova } from './clova.ts';
import { startDesk, type Desk } from './desk.ts';
import { buildPageServer } from './page-server.ts';

/** `npm run test:with -- browser`: the page in a real Chromium, in front of the real service. */
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SCREENSHOT = fileURLToPath(new URL('../../dist/page.png', import.meta.url));
const QUIET = ['quic', 'gpu', 'background-networking', 'component-update', 'sync'].map((name) => `--disable-${name}`);
const LAUNCH = '미스터 디버거 시작해줘';

// Give a browser a voice and ears, or take them away. As texts, because the project does not have the types of the DOM.
const SPY_ON_SPEECH = `window.spoken = []; speechSynthesis.speak = ({ text, lang }) => spoken.push({ text, lang });`;
const recognition = (event: string) => `window.SpeechRecognition = undefined;
  window.webkitSpeechRecognition = class {
    start() { setTimeout(() => { ${event}; this.onend(); }); }
  };`;
const HEAR_LAUNCH = recognition(`this.onresult({ results: [[{ transcript: '${LAUNCH}' }]] })`);
const HEAR_NOTHING = recognition(`this.onerror({ error: 'network' })`);
const NO_EARS = `window.SpeechRecognition = window.webkitSpeechRecognition = undefined;`;
const FOCUSED = `document.activeElement.id || document.activeElement.textContent`;

describe('The page', function () {
  this.timeout(60_000);
  let desk: Desk;
  let server: Server;
  let browser: Browser;
  let address: string;
  let complaints: string[];
  const pages: Page[] = [];

  before(async () => {
    const model = readModel();
    const applicationId = model.skill.extensionId;
    desk = await startDesk({ applicationId, logLevel: 'error' });
    const ears = createEars(model);
    const { url, privateKey } = desk;
    const converse = () => createClova({ ears, url, privateKey, applicationId, shape: 'wire' });
    server = createHttpServer(buildPageServer({ model, converse }).callback());
    address = `http://127.0.0.1:${await listen(server, 0, '127.0.0.1')}/`;
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
    server.close();
    server.closeAllConnections();
    desk.lifecycle.close();
  });

  /** @param script runs in the page before the page's own script */
  async function open(options: BrowserContextOptions = {}, script?: string): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    if (script) await context.addInitScript({ content: script });
    const page = await context.newPage();
    pages.push(page);
    page.setDefaultTimeout(10_000);
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(address);
    await page.getByRole('button', { name: '다음', exact: true }).waitFor();
    return page;
  }

  it('holds a whole dialogue, typed and clicked, and shows what went on inside', async () => {
    const page = await open({}, SPY_ON_SPEECH);
    await type(page, LAUNCH);
    await answers(page, 1);
    assert.equal(await shown(page, '#route'), 'LaunchRequest');
    assert.equal(await shown(page, '#slots'), '없음');

    await press(page, '네트워크 팁');
    await answers(page, 2);
    assert.equal(await shown(page, '#route'), 'TipByTopic');
    assert.match(await shown(page, '#slots'), /^\w+ = 네트워크$/);
    assert.match(await shown(page, '#outcome'), /^계속 들음, \d+ ms$/);
    assert.equal(await shown(page, '#lint'), '문제 없음');
    const request = JSON.parse(await shown(page, '#request')) as { request: { intent: { name: string } } };
    assert.equal(request.request.intent.name, 'TipByTopic');
    const reply = JSON.parse(await shown(page, '#reply')) as { response: { shouldEndSession: boolean } };
    assert.equal(reply.response.shouldEndSession, false);
    await page.screenshot({ path: SCREENSHOT, fullPage: true });

    await press(page, '다음');
    await answers(page, 3);
    assert.equal(await shown(page, '#route'), 'Clova.NextIntent');

    await press(page, '종료');
    await page.locator('#state', { hasText: '대화가 끝났어요' }).waitFor();
    assert.equal(await shown(page, '#route'), 'SessionEndedRequest');
    assert.match(await shown(page, '#outcome'), /^대화를 끝냄/);
    const said = await page.locator('#log .user').allTextContents();
    assert.deepEqual(
      said,
      [LAUNCH, '네트워크 팁', '다음', '종료'].map((text) => `나: ${text}`),
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
    await page.getByRole('checkbox', { name: '대답을 소리로 듣기' }).uncheck();
    await type(page, LAUNCH);
    await answers(page, 1);
    assert.equal(await page.evaluate('spoken.length'), 0);
  });

  it('asks again after silence, once, and then ends', async () => {
    const page = await open();
    await type(page, LAUNCH);
    await answers(page, 1);
    const first = await page.locator('#log .skill').count();
    await press(page, '침묵');
    await page.locator('#log .skill').nth(first).waitFor();
    await page.getByText('(침묵)').waitFor();
    assert.match(await shown(page, '#state'), /^듣는 중/);
    await press(page, '침묵');
    await page.locator('#state', { hasText: '대화가 끝났어요' }).waitFor();
  });

  it('suggests what to say instead of an utterance that CLOVA would not send to the skill', async () => {
    const page = await open();
    await type(page, '네트워크 팁');
    const hint = page.locator('#log .hint');
    await hint.waitFor();
    const text = (await hint.textContent()) ?? '';
    assert.ok(text.includes(`“${LAUNCH}”`) && text.includes('“미스터 디버거에게 네트워크 팁”'), text);
    assert.equal(await shown(page, '#route'), '아무 데도 보내지 않음');
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
    for (let tabs = 0; tabs < 200; tabs++) {
      await page.keyboard.press('Tab');
      visited.push(await focused());
      if (visited.at(-1) === '다음') break;
    }
    for (const stop of ['말하기', 'listen', 'silence', 'speak', '눌러서 말하기', '네트워크 팁', '다음'])
      assert.ok(visited.includes(stop), `${stop} is not among ${visited.join(', ')}`);
    await page.keyboard.press('Enter');
    await answers(page, 2);
    assert.equal(await shown(page, '#route'), 'Clova.NextIntent');
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
    await notice.filter({ hasText: '음성을 쓸 수 없어요 (network)' }).waitFor();
    assert.equal(await page.evaluate(FOCUSED), 'utterance');
    assert.equal(await page.locator('#listen').getAttribute('aria-pressed'), 'false');
    await page.keyboard.type(LAUNCH);
    await page.keyboard.press('Enter');
    await answers(page, 1);
    assert.equal(await shown(page, '#notice'), '');
  });

  it('offers no voice where the browser has none', async () => {
    const page = await open({}, NO_EARS);
    assert.ok(await page.getByRole('button', { name: '음성으로' }).isDisabled());
    await type(page, LAUNCH);
    await answers(page, 1);
  });

  it('tells when the simulator is gone', async () => {
    const page = await open();
    await page.context().setOffline(true);
    await type(page, LAUNCH);
    await page.getByRole('alert').filter({ hasText: 'npm start' }).waitFor();
    assert.match(complaints.splice(0).join(), /ERR_INTERNET_DISCONNECTED/);
  });

  it('fits on a telephone', async () => {
    const page = await open({ viewport: { width: 360, height: 740 } });
    await type(page, LAUNCH);
    await answers(page, 1);
    await press(page, '네트워크 팁');
    await answers(page, 2);
    const overflow = await page.evaluate<number>('document.scrollingElement.scrollWidth - innerWidth');
    assert.ok(overflow <= 0, `${overflow} px too wide`);
    await page.screenshot({ path: SCREENSHOT.replace('.png', '-narrow.png'), fullPage: true });
  });

  it('names its parts for people who cannot see them', async () => {
    const page = await open();
    for (const [role, name] of [
      ['log', '대화 내용'],
      ['textbox', '할 말'],
      ['button', '말하기'],
      ['button', '음성으로'],
      ['button', '침묵'],
      ['heading', '우미, 미스터 디버거'],
    ] as const)
      assert.equal(await page.getByRole(role, { name, exact: true }).count(), 1, `${role} ${name}`);
    assert.equal(await page.getByRole('status').count(), 1);
  });

  for (const colorScheme of ['light', 'dark'] as const)
    it(`has no fault that axe knows in the ${colorScheme} colours`, async () => {
      const page = await open({ colorScheme, bypassCSP: true });
      await type(page, '네트워크 팁');
      await page.locator('#log .hint').waitFor();
      await type(page, LAUNCH);
      await answers(page, 1);
      await page.evaluate(AXE);
      const results = await page.evaluate<AxeResults>("axe.run({ resultTypes: ['violations'] })");
      assert.ok(results.passes.length > 10, 'axe looked at the page');
      const violations = results.violations.map(({ id, nodes }) => ({ id, where: nodes.map(({ html }) => html) }));
      assert.deepEqual(violations, []);
      if (colorScheme === 'dark') await page.screenshot({ path: SCREENSHOT.replace('.png', '-dark.png') });
    });
});

async function type(page: Page, utterance: string): Promise<void> {
  await page.getByLabel('할 말').fill(utterance);
  await page.getByLabel('할 말').press('Enter');
}

function press(page: Page, name: string): Promise<void> {
  return page.getByRole('button', { name, exact: true }).click();
}

/** Waits until the skill has answered `count` utterances. */
function answers(page: Page, count: number): Promise<void> {
  const first = page.locator('#log .user + .skill');
  return first.nth(count - 1).waitFor();
}

async function shown(page: Page, selector: string): Promise<string> {
  return ((await page.locator(selector).textContent()) ?? '').trim();
}
