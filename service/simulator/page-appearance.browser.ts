import assert from 'node:assert/strict';
import { answers, chip, FOCUSED, LAUNCH, press, shown, tabsTo, TELEPHONE, testPage, type } from './test-page.ts';

describe('The appearance of the page', function () {
  this.timeout(60_000);
  const site = testPage();
  const { open } = site;

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
    for (const stop of ['말하기', 'listen', 'silence', 'turn', 'again', 'request', 'reply', '이런 말을 알아들어요'])
      assert.ok(visited.includes(stop), `${stop} is not among ${visited.join(', ')}`);
    await tabsTo(page, '다른 팁');
    await page.keyboard.press('Enter');
    await answers(page, 2);
    assert.equal(await shown(page, '#route'), 'AnotherTipRequested');
    await page.keyboard.press('Space');
    await answers(page, 3);
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
      asked.filter((url) => !url.startsWith(site.address)),
      [],
    );
  });
});
