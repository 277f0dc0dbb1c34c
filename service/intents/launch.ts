import type { Answer } from './intent.ts';
import { tellTip } from './tip-reply.ts';

const GREETING = '미스터 디버거 우미가 디버깅을 도와드리죠.';

/** “미스터 디버거 시작해줘”: a greeting and the first tip. */
export const launch: Answer = (turn) => tellTip(turn, { lead: GREETING });
