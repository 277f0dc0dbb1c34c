import { silence } from '../cek/reply.ts';
import type { Answer } from './intent.ts';

/** A change of the device's state. This skill plays no audio and asks for no events, so nothing is said. */
export const event: Answer = () => silence();
