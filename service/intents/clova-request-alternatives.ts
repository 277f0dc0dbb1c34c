import type { Intent } from './intent.ts';
import { tellTip } from './tip-reply.ts';

/** “다른 거 들려줘”: something else, so the topic is dropped too. */
export const clovaRequestAlternatives: Intent = {
  name: 'Clova.RequestAlternativesIntent',
  answer: (turn) => tellTip(turn),
};
