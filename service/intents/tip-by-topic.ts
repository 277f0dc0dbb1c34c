import { ask } from '../cek/reply.ts';
import { recall, remember } from './dialogue.ts';
import type { Intent, Turn } from './intent.ts';
import { tellTip } from './tip-reply.ts';

const WHICH_TOPIC = '어떤 주제의 팁을 들려드릴까요?';
const NO_SUCH_TOPIC = '그 주제의 팁은 아직 준비하지 못했어요.';
const EXAMPLE = '“네트워크 팁 알려줘”처럼 말해 보세요.';

export const tipByTopic: Intent = {
  name: 'TipByTopic',
  answer(turn) {
    const topic = turn.slots.get('topic');
    if (topic === undefined) return askForTopic(turn, WHICH_TOPIC);
    if (!turn.catalogue.byTopic.has(topic)) return askForTopic(turn, NO_SUCH_TOPIC);
    return tellTip(turn, { topic });
  },
};

function askForTopic({ attributes, catalogue }: Turn, lead: string) {
  return ask(`${lead} ${EXAMPLE}`, EXAMPLE, remember(recall(attributes, catalogue)));
}
