import { recall } from './dialogue.ts';
import type { Answer } from './intent.ts';
import { repeatTip, tellTip } from './tip-reply.ts';

/** One step forward: through the tips the user went back over, then to a new one of the topic that was asked for. */
export const nextTip: Answer = (turn) => {
  const dialogue = recall(turn.attributes, turn.catalogue);
  const { heard, at, topic } = dialogue;
  return at + 1 < heard.length ? repeatTip(turn, { ...dialogue, at: at + 1 }) : tellTip(turn, { topic });
};
