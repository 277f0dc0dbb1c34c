import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import Router from '@koa/router';
import Koa from 'koa';
import bodyParser from 'koa-bodyparser';
import type { Ears } from '../interaction-model/hear.ts';
import type { InteractionModel } from '../interaction-model/model.ts';
import { BUILT_IN_UTTERANCES, END_WORDS } from '../interaction-model/platform-words.ts';
import { spokenText } from '../interaction-model/tsv.ts';
import type { Clova } from './clova.ts';
import { curlCommand } from './curl.ts';
import type { Desk } from './desk.ts';
import { suggest } from './suggestions.ts';

interface Options {
  readonly model: InteractionModel;
  readonly ears: Ears;
  readonly desk: Pick<Desk, 'url' | 'adminUrl'>;
  /** Opens a new conversation; every open page has its own. */
  readonly converse: () => Clova;
}

/** Conversations that are kept; a new one replaces the one that was silent longest. */
const MAX_CONVERSATIONS = 100;
/** Hosts that the page may be opened by: otherwise a stranger's name that resolves to this machine could read along. */
const OWN_HOSTS = ['localhost', '127.0.0.1', '[::1]'];
const PAGE = new URL('./page/', import.meta.url);

/** The simulator's page and what it asks for: what can be said, what came of it, and whether the skill is there. */
export function buildPageServer({ model, ears, desk, converse }: Options): Koa {
  /** Another one is another simulator, which knows none of the conversations. */
  const simulator = randomUUID();
  const conversations = new Map<string, Clova>();
  const conversation = (id: string): Clova => {
    const clova = conversations.get(id) ?? converse();
    conversations.delete(id);
    conversations.set(id, clova);
    const [oldest] = conversations.keys();
    if (conversations.size > MAX_CONVERSATIONS && oldest !== undefined) conversations.delete(oldest);
    return clova;
  };

  const router = new Router();
  for (const file of readdirSync(PAGE)) {
    const content = readFileSync(new URL(file, PAGE));
    router.get(file === 'index.html' ? '/' : `/${file}`, (ctx) => {
      ctx.type = extname(file);
      ctx.body = content;
    });
  }
  router.get('/health', async (ctx) => {
    const isReady = await fetch(`${desk.adminUrl}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
    ctx.body = { simulator, isReady };
  });
  router.get('/suggestions', (ctx) => {
    ctx.body = suggest(model, ears);
  });
  router.get('/utterances', (ctx) => {
    ctx.body = utteranceGroups(model);
  });
  router.post('/say', bodyParser({ enableTypes: ['json'], onerror: refuseBody }), async (ctx) => {
    const { conversation: id, utterance } = ctx.request.body as { conversation?: unknown; utterance?: unknown };
    if (typeof id !== 'string' || typeof utterance !== 'string') {
      ctx.throw(400, 'expected conversation and utterance');
      return;
    }
    const exchange = await conversation(id).say(utterance);
    const { request, signature } = exchange;
    const curl = request && signature && curlCommand(desk.url, request, signature);
    ctx.body = { ...exchange, curl, suggestions: suggest(model, ears, exchange) };
  });

  const app = new Koa();
  app.use(async function ownHost(ctx, next) {
    if (!OWN_HOSTS.includes(ctx.hostname) && ctx.hostname !== '::1') ctx.throw(403, 'open the page by its address');
    ctx.set('Content-Security-Policy', "default-src 'self'");
    await next();
  });
  app.use(router.routes());
  return app;
}

function refuseBody(_error: Error, ctx: Koa.Context): void {
  ctx.throw(400, 'expected JSON');
}

/** Utterances to click, in groups. */
function utteranceGroups({ skill, intents }: InteractionModel): { name: string; utterances: readonly string[] }[] {
  return [
    { name: '시작', utterances: skill.store.examplePhrases },
    ...intents.map((intent) => ({ name: intent.name, utterances: intent.utterances.map(spokenText) })),
    ...Object.entries(BUILT_IN_UTTERANCES).map(([name, utterances]) => ({ name, utterances })),
    { name: '끝', utterances: END_WORDS },
  ];
}
