import { farewell } from './farewell.ts';
import type { Intent } from './intent.ts';

export const clovaStop: Intent = { name: 'Clova.StopIntent', answer: farewell };
