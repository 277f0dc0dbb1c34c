import { ask } from '../cek/reply.ts';
import { recall, remember } from './dialogue.ts';
import type { Answer } from './intent.ts';

const GUIDE =
  '디버깅에 도움이 되는 팁을 하나씩 들려드려요. “다른 팁”이나 “네트워크 팁 알려줘”처럼 말해 보세요. 마치려면 “종료”라고 하시면 돼요.';
const REPROMPT = '“다른 팁”이라고 말해 보세요.';

/** Help, also for what was not understood: the Korean platform has no intent of its own for that. */
export const guide: Answer = ({ attributes, catalogue }) =>
  ask(GUIDE, REPROMPT, remember(recall(attributes, catalogue)));
