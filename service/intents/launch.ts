import type { Answer } from './intent.ts';
import { tellTip } from './tip-reply.ts';
import { oneOf } from './wording.ts';

const GREETING = '미스터 디버거 우미가 디버깅을 도와드리죠.';
/** From the greeting to the tip. */
const BRIDGES = [
  '이 팁부터 들어 보세요.',
  '먼저 하나 들려드릴게요.',
  '오늘은 이걸로 시작해 볼까요?',
  '첫 번째 팁이에요.',
] as const;

/** “미스터 디버거 시작해줘”: a greeting and the first tip. */
export const launch: Answer = (turn) => tellTip(turn, { lead: `${GREETING} ${oneOf(BRIDGES, turn.random)}` });
