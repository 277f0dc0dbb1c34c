import type { Intent } from './intent.ts';
import { nextTip } from './next-tip.ts';

/** Every reply that keeps listening has offered another tip. */
export const clovaYes: Intent = { name: 'Clova.YesIntent', answer: nextTip };
