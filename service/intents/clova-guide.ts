import { guide } from './guide.ts';
import type { Intent } from './intent.ts';

export const clovaGuide: Intent = { name: 'Clova.GuideIntent', answer: guide };
