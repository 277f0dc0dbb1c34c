import { farewell } from './farewell.ts';
import type { Intent } from './intent.ts';

export const clovaCancel: Intent = { name: 'Clova.CancelIntent', answer: farewell };
