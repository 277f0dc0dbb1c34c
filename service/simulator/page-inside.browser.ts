import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { answers, chip, FOCUSED, LAUNCH, press, shown, testPage, type } from './test-page.ts';

// As a text, because the project does not have the types of the DOM.
const NO_CLIPBOARD = `navigator.clipboard.writeText = () => Promise.reject(new Error('not allowed'));`;

describe('What the page shows of a turn', function () {
  this.timeout(60_000);
  const { open } = testPage();

  it('reaches the request from the very beginning by two stops', async () => {
    const page = await open();
    await chip(page, LAUNCH).click();
    await answers(page, 1);
    await page.locator('.skip').focus();
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(FOCUSED), 'request');
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
});
