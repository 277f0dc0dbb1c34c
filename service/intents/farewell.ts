import { tell } from '../cek/reply.ts';
import type { Answer } from './intent.ts';

export const farewell: Answer = () => tell('남은 디버깅도 파이팅이에요!');
