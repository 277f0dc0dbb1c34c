import { ask } from '../cek/reply.ts';
import { recall, remember } from './dialogue.ts';
import type { Intent } from './intent.ts';

const PAUSED = '네, 기다릴게요. 이어서 들으시려면 “다시 들려줘”라고 말해 주세요.';
const REPROMPT = '준비되셨으면 “다시 들려줘”라고 말해 주세요.';

export const clovaPause: Intent = {
  name: 'Clova.PauseIntent',
  answer: ({ attributes, catalogue }) => ask(PAUSED, REPROMPT, remember(recall(attributes, catalogue))),
};
