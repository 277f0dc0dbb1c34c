import { recall } from './dialogue.ts';
import type { Answer } from './intent.ts';
import { repeatTip, tellTip } from './tip-reply.ts';

const IS_FIRST = '이게 첫 번째 팁이었어요.';

/** One step back through the tips that were heard. */
export const previousTip: Answer = (turn) => {
  const dialogue = recall(turn.attributes, turn.catalogue);
  const { heard, at } = dialogue;
  if (heard.length === 0) return tellTip(turn);
  return at === 0 ? repeatTip(turn, dialogue, IS_FIRST) : repeatTip(turn, { ...dialogue, at: at - 1 });
};
