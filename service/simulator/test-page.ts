import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import type { Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type BrowserContextOptions, type Locator, type Page } from 'playwright-core';
import { listen } from '#program/listen.ts';
import { createHttpServer } from '../http-server.ts';
import { ownModel } from '../interaction-model/own-model.ts';
import { createClova } from './clova.ts';
import { startDesk, type Desk } from './desk.ts';
import { buildPageServer } from './page-server.ts';

export const SCREENSHOT = fileURLToPath(new URL('../../dist/page.png', import.meta.url));
const QUIET = ['quic', 'gpu', 'background-networking', 'component-update', 'sync'].map((name) => `--disable-${name}`);
export const DESK = { width: 1280, height: 900 };
export const TELEPHONE = { width: 375, height: 667 };
export const LAUNCH = '미스터 디버거 시작해줘';
export const FOCUSED = `(({ id, name, value, textContent }) => id || name || value || textContent)(document.activeElement)`;

/** The page in a real Chromium, in front of the real service; for the tests of `npm run test:with -- browser`. */
export interface TestPage {
  /** Where the page is. */
  readonly address: string;
  /** What the console of the browser said. A test in which it says something takes it away; any other fails. */
  readonly complaints: string[];
  /** @param script runs in the page before the page's own script */
  readonly open: (options?: BrowserContextOptions, script?: string) => Promise<Page>;
  /** Starts the simulator, once it is gone. */
  readonly serve: (port: number, served?: Desk) => Promise<void>;
  /** The simulator is gone. */
  readonly leave: () => void;
}

/** The page for the tests of one `describe`. */
export function testPage(): TestPage {
  let desk: Desk;
  let server: Server;
  let browser: Browser;
  let address = '';
  const complaints: string[] = [];
  const pages: Page[] = [];
  const { model, ears } = ownModel();
  const applicationId = model.skill.extensionId;

  before(async () => {
    desk = await startDesk({ applicationId, logLevel: 'error' });
    await serve(0);
    browser = await chromium.launch({
      executablePath: execFileSync('sh', ['-c', 'command -v chromium'], { encoding: 'utf8' }).trim(),
      args: ['--no-sandbox', '--no-first-run', ...QUIET],
    });
  });

  beforeEach(() => {
    complaints.length = 0;
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

  async function serve(port: number, served = desk): Promise<void> {
    const { url, privateKey } = desk;
    const converse = () => createClova({ ears, url, privateKey, applicationId, shape: 'wire' });
    server = createHttpServer(buildPageServer({ model, ears, desk: served, converse }).callback());
    address = `http://127.0.0.1:${await listen(server, port, '127.0.0.1')}/`;
  }

  function leave(): void {
    server.close();
    server.closeAllConnections();
  }

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

  return {
    get address() {
      return address;
    },
    complaints,
    open,
    serve,
    leave,
  };
}

export async function type(page: Page, utterance: string): Promise<void> {
  await page.getByLabel('할 말').or(page.getByLabel('What to say')).fill(utterance);
  await page.locator('#utterance').press('Enter');
}

export function press(page: Page, name: string): Promise<void> {
  return page.getByRole('button', { name, exact: true }).click();
}

/** The suggestion to say this. */
export function chip(page: Page, utterance: string): Locator {
  return page.locator(`#suggestions button[value="${utterance}"]`);
}

export function suggested(page: Page): Promise<string[]> {
  return page.locator('#suggestions button > span').allTextContents();
}

/** Goes by a key to what has this id, name or text. @returns how many stops that took */
export async function tabsTo(page: Page, stop: string, key = 'Tab'): Promise<number> {
  const visited: unknown[] = [];
  while (visited.at(-1) !== stop) {
    assert.ok(visited.length < 50, `${stop} is not among ${visited.join(', ')}`);
    await page.keyboard.press(key);
    visited.push(await page.evaluate(FOCUSED));
  }
  return visited.length;
}

/** Waits until the skill has answered `count` utterances. */
export function answers(page: Page, count: number): Promise<void> {
  return page
    .locator('#log .user + .skill:not(.dots)')
    .nth(count - 1)
    .waitFor();
}

export async function shown(page: Page, selector: string): Promise<string> {
  return ((await page.locator(selector).textContent()) ?? '').replace(/^우미: /, '').trim();
}
