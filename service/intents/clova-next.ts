import type { Intent } from './intent.ts';
import { nextTip } from './next-tip.ts';

export const clovaNext: Intent = { name: 'Clova.NextIntent', answer: nextTip };
