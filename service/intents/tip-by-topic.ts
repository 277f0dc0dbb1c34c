import { ask } from '../cek/reply.ts';
import { recall, remember } from './dialogue.ts';
import type { Answer, Turn } from './intent.ts';
import { tellTip } from './tip-reply.ts';
import { oneOf } from './wording.ts';

const WHICH_TOPIC = ['어떤 주제의 팁을 들려드릴까요?', '어느 쪽에서 막히셨어요?'] as const;
const NO_SUCH_TOPIC = ['그 주제의 팁은 아직 준비하지 못했어요.', '아쉽지만 그 주제의 팁은 아직 없어요.'] as const;
const EXAMPLE = '“네트워크 팁 알려줘”처럼 말해 보세요.';

export const tipByTopic: Answer = (turn) => {
  const topic = turn.slots.get('topic');
  if (topic === undefined) return askForTopic(turn, oneOf(WHICH_TOPIC, turn.random));
  if (!turn.catalogue.byTopic.has(topic)) return askForTopic(turn, oneOf(NO_SUCH_TOPIC, turn.random));
  return tellTip(turn, { topic });
};

function askForTopic({ attributes, catalogue }: Turn, lead: string) {
  return ask(`${lead} ${EXAMPLE}`, EXAMPLE, remember(recall(attributes, catalogue)));
}
