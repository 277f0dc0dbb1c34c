import { recall } from './dialogue.ts';
import type { Intent } from './intent.ts';
import { repeatTip, tellTip } from './tip-reply.ts';

/** “다시 들려줘”: the tip that was heard last. */
export const clovaResume: Intent = {
  name: 'Clova.ResumeIntent',
  answer(turn) {
    const dialogue = recall(turn.attributes, turn.catalogue);
    return dialogue.heard.length === 0 ? tellTip(turn) : repeatTip(turn, dialogue);
  },
};
