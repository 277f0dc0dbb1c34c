import type { Intent } from './intent.ts';
import { tellTip } from './tip-reply.ts';

export const anotherTipRequested: Intent = { name: 'AnotherTipRequested', answer: (turn) => tellTip(turn) };
