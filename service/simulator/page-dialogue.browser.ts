import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import {
  answers,
  chip,
  DESK,
  FOCUSED,
  LAUNCH,
  press,
  SCREENSHOT,
  shown,
  suggested,
  tabsTo,
  TELEPHONE,
  testPage,
  type,
} from './test-page.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

// Give a browser a voice and ears, or take them away. As texts, because the project does not have the types of the DOM.
const SPY_ON_SPEECH = `window.spoken = [];
  speechSynthesis.getVoices = () => [{ lang: 'ko-KR' }];
  speechSynthesis.speak = ({ text, lang }) => spoken.push({ text, lang });`;
const recognition = (event: string) => `window.SpeechRecognition = undefined;
  window.webkitSpeechRecognition = class {
    start() { setTimeout(() => { ${event}; this.onend(); }); }
  };`;
const HEAR_LAUNCH = recognition(`this.onresult({ results: [[{ transcript: '${LAUNCH}' }]] })`);
const HEAR_NOTHING = recognition(`this.onerror({ error: 'network' })`);
const NO_EARS = `window.SpeechRecognition = window.webkitSpeechRecognition = undefined;`;

describe('A dialogue on the page', function () {
  this.timeout(60_000);
  const { open } = testPage();

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
    await chip(page, '어떤 주제가 있어').click();
    await answers(page, 4);
    const [named = ''] = (await suggested(page)).map((text) => text.replace(/ 팁 알려줘$/, ''));
    assert.ok((await shown(page, '#heard .skill')).includes(named), named);
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
});

async function hasNoFault(page: Page): Promise<void> {
  await page.evaluate(AXE);
  const results = await page.evaluate<AxeResults>("axe.run({ resultTypes: ['violations'] })");
  assert.ok(results.passes.length > 10, 'axe looked at the page');
  const violations = results.violations.map(({ id, nodes }) => ({ id, where: nodes.map(({ html }) => html) }));
  assert.deepEqual(violations, []);
}
