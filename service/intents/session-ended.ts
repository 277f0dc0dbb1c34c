import { farewell } from './farewell.ts';
import type { Answer } from './intent.ts';

/** The session is over already: the reference says that CLOVA ignores whatever is answered here. */
export const sessionEnded: Answer = farewell;
