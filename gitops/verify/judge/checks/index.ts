import type { Check } from '../check.ts';
import * as list from './list.ts';

/** Every check, in the order of its code. */
export const checks: readonly Check[] = Object.values(list).sort(
  (a, b) => a.code.charCodeAt(0) - b.code.charCodeAt(0) || Number(a.code.slice(1)) - Number(b.code.slice(1)),
);
