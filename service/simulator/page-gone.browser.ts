import assert from 'node:assert/strict';
import { startDesk } from './desk.ts';
import { answers, chip, LAUNCH, SCREENSHOT, shown, suggested, testPage, type } from './test-page.ts';

describe('The page without the simulator or the skill', function () {
  this.timeout(60_000);
  const site = testPage();
  const { open } = site;

  it('tells when the simulator is gone', async () => {
    const page = await open();
    await page.context().setOffline(true);
    await type(page, LAUNCH);
    await page.getByRole('alert').filter({ hasText: 'npm start' }).waitFor();
    await page.locator('#log .error').waitFor();
    assert.match(site.complaints.splice(0).join(), /ERR_INTERNET_DISCONNECTED/);
  });

  it('sees that the simulator is gone before one speaks, and that another one is there, with a new dialogue', async () => {
    const page = await open();
    await type(page, LAUNCH);
    await answers(page, 1);
    await page.locator('#state', { hasText: '말하는 중' }).waitFor();
    site.leave();
    await page.getByRole('alert').filter({ hasText: 'npm start' }).waitFor();
    await page.screenshot({ path: SCREENSHOT.replace('.png', '-gone.png') });
    assert.equal(await shown(page, '#state'), '자리에 없음');
    assert.equal(await shown(page, '#log .end'), '연결이 끊겨 대화가 끝났어요');
    await site.serve(Number(new URL(site.address).port));
    await page.locator('#state', { hasText: '기다리는 중' }).waitFor();
    assert.equal(await shown(page, '#notice'), '');
    await chip(page, LAUNCH).click();
    await answers(page, 2);
    assert.match(site.complaints.splice(0).join(), /ERR_CONNECTION_REFUSED/);
  });

  it('sees that the simulator is another one, though it never saw it gone', async () => {
    const page = await open();
    await type(page, LAUNCH);
    await answers(page, 1);
    const { port } = new URL(site.address);
    site.leave();
    await site.serve(Number(port));
    await page.locator('#log .end', { hasText: '연결이 끊겨' }).waitFor();
    assert.ok((await suggested(page)).includes(LAUNCH));
    site.complaints.splice(0);
  });

  it('sees that the skill is ending while the simulator is still there', async () => {
    const ending = await startDesk({ applicationId: 'kr.test.skill', logLevel: 'error' });
    site.leave();
    await site.serve(0, ending);
    const page = await open();
    assert.equal(await shown(page, '#notice'), '');
    void ending.lifecycle.drain();
    await page.getByRole('alert').filter({ hasText: '스킬이 종료되는 중' }).waitFor();
    ending.lifecycle.close();
    site.leave();
    await site.serve(0);
    site.complaints.splice(0);
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
});
