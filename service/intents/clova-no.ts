import { farewell } from './farewell.ts';
import type { Intent } from './intent.ts';

export const clovaNo: Intent = { name: 'Clova.NoIntent', answer: farewell };
