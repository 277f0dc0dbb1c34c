import { recall } from './dialogue.ts';
import type { Answer } from './intent.ts';
import { repeatTip, tellTip } from './tip-reply.ts';

/** “다시”, “뭐라고?”: the tip that was heard last. */
export const lastTip: Answer = (turn) => {
  const dialogue = recall(turn.attributes, turn.catalogue);
  return dialogue.heard.length === 0 ? tellTip(turn) : repeatTip(turn, dialogue);
};
