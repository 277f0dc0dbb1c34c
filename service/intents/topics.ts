import { ask } from '../cek/reply.ts';
import { recall, remember } from './dialogue.ts';
import type { Answer } from './intent.ts';
import { oneOf } from './wording.ts';

/** As many as one keeps in mind while listening. */
const AT_ONCE = 4;
const WHICH = ['어떤 걸로 들려드릴까요?', '어느 쪽이 궁금하세요?', '어떤 팁을 들려드릴까요?'] as const;

/** “어떤 주제가 있어?”: some topics, and others whenever it is asked again in the session. */
export const topics: Answer = ({ attributes, catalogue, random }) => {
  const dialogue = recall(attributes, catalogue);
  const all = [...catalogue.byTopic.keys()];
  const start = dialogue.nextTopic ?? Math.floor(random() * all.length);
  const named = [...all.slice(start), ...all.slice(0, start)].slice(0, AT_ONCE);
  const isFirst = dialogue.nextTopic === undefined;
  const speech = `${isFirst ? '' : '그 밖에 '}${named.join(', ')} 같은 주제${isFirst ? '가' : '도'} 있어요. ${oneOf(WHICH, random)}`;
  const reprompt = `“${named[0]} 팁 알려줘”처럼 말해 보세요.`;
  return ask(speech, reprompt, remember({ ...dialogue, nextTopic: (start + AT_ONCE) % all.length }));
};
