import { ask } from '../cek/reply.ts';
import { recall, remember } from './dialogue.ts';
import type { Answer } from './intent.ts';
import { oneOf } from './wording.ts';

const GUIDES = [
  '디버깅에 도움이 되는 팁을 하나씩 들려드려요. “다른 팁”이나 “네트워크 팁 알려줘”처럼 말해 보세요. 마치려면 “종료”라고 하시면 돼요.',
  '저는 디버깅 팁을 들려드리는 우미예요. “팁 하나 줘”라고 하시거나, “쿼리가 느려”처럼 증상을 말씀해 보세요.',
  '어디서 막혔는지 “인증서가 이상해”처럼 말씀해 주시면 맞는 팁을 찾아 드려요. 주제가 궁금하면 “어떤 주제가 있어?” 하고 물어보세요.',
  '이렇게 말씀해 보세요. “캐시 팁 알려줘”, “다른 팁”, “다시 들려줘”. 그만 들으시려면 “종료”라고 하시면 돼요.',
] as const;
const REPROMPT = '“다른 팁”이라고 말해 보세요.';

/** Help, also for what was not understood: the Korean platform has no intent of its own for that. */
export const guide: Answer = ({ attributes, catalogue, random }) =>
  ask(oneOf(GUIDES, random), REPROMPT, remember(recall(attributes, catalogue)));
