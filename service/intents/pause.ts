import { ask } from '../cek/reply.ts';
import { recall, remember } from './dialogue.ts';
import type { Answer } from './intent.ts';
import { oneOf } from './wording.ts';

const PAUSED = [
  '네, 기다릴게요. 이어서 들으시려면 “다시 들려줘”라고 말해 주세요.',
  '네, 천천히 하세요. 준비되시면 “다음”이라고 말해 주세요.',
] as const;
const REPROMPT = '준비되셨으면 “다시 들려줘”라고 말해 주세요.';

export const pause: Answer = ({ attributes, catalogue, random }) =>
  ask(oneOf(PAUSED, random), REPROMPT, remember(recall(attributes, catalogue)));
