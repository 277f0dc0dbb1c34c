import { readFileSync } from 'node:fs';
import Router from '@koa/router';
import Koa from 'koa';
import bodyParser from 'koa-bodyparser';
import type { InteractionModel } from '../interaction-model/model.ts';
import { BUILT_IN_UTTERANCES, END_WORDS } from '../interaction-model/platform-words.ts';
import { spokenText } from '../interaction-model/tsv.ts';
import type { Clova } from './clova.ts';

interface Options {
  readonly model: InteractionModel;
  /** Opens a new conversation; every open page has its own. */
  readonly converse: () => Clova;
}

/** Conversations that are kept; a new one replaces the one that was silent longest. */
const MAX_CONVERSATIONS = 100;
/** Hosts that the page may be opened by: otherwise a stranger's name that resolves to this machine could read along. */
const OWN_HOSTS = ['localhost', '127.0.0.1', '[::1]'];
const FILES = [
  { path: '/', file: 'index.html', type: 'html' },
  { path: '/page.css', file: 'page.css', type: 'css' },
  { path: '/page.js', file: 'page.js', type: 'js' },
];

/** The simulator's page and the two things it asks for: the utterances of the model, and the outcome of one. */
export function buildPageServer({ model, converse }: Options): Koa {
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
  for (const { path, file, type } of FILES) {
    const content = readFileSync(new URL(`./page/${file}`, import.meta.url));
    router.get(path, (ctx) => {
      ctx.type = type;
      ctx.body = content;
    });
  }
  router.get('/utterances', (ctx) => {
    ctx.body = utteranceGroups(model);
  });
  router.post('/say', bodyParser({ enableTypes: ['json'], onerror: refuseBody }), async (ctx) => {
    const { conversation: id, utterance } = ctx.request.body as { conversation?: unknown; utterance?: unknown };
    if (typeof id !== 'string' || typeof utterance !== 'string') {
      ctx.throw(400, 'expected conversation and utterance');
      return;
    }
    ctx.body = await conversation(id).say(utterance);
  });

  const app = new Koa();
  app.use(async function ownHost(ctx, next) {
    if (!OWN_HOSTS.includes(ctx.hostname) && ctx.hostname !== '::1') ctx.throw(403, 'open the page by its address');
    ctx.set('Content-Security-Policy', "default-src 'self'; img-src data:");
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
