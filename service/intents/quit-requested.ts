import { farewell } from './farewell.ts';
import type { Intent } from './intent.ts';

export const quitRequested: Intent = { name: 'QuitRequested', answer: farewell };
