import type { SessionAttributes } from '../cek/reply.ts';
import type { Catalogue, Tip } from '../tips.ts';

/** What a session remembers. All of it travels in `sessionAttributes`; CLOVA stores nothing else. */
export interface Dialogue {
  /** The tips that were heard, oldest first. */
  readonly heard: readonly Tip[];
  /** Index in `heard` of the tip the user heard last; less than the last one after 이전. */
  readonly at: number;
  /** The topic the user asked for; 다음 gives another tip of it. */
  readonly topic: string | undefined;
  /** Where in the catalogue's topics to go on, for who asks for topics once more. */
  readonly nextTopic: number | undefined;
}

/** Reads what `remember` wrote; anything else in there, and tips that no longer exist, are ignored. */
export function recall(attributes: SessionAttributes, catalogue: Catalogue): Dialogue {
  // What is no text is in neither map of the catalogue.
  const { heard: ids, at, topic, nextTopic } = attributes;
  const heard = Array.isArray(ids) ? [...new Set(ids as string[])].flatMap((id) => catalogue.byId.get(id) ?? []) : [];
  const last = heard.length - 1;
  return {
    heard,
    at: isIndex(at, last) ? at : last,
    topic: catalogue.byTopic.has(topic as string) ? (topic as string) : undefined,
    nextTopic: isIndex(nextTopic, catalogue.byTopic.size) ? nextTopic : undefined,
  };
}

function isIndex(value: unknown, length: number): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < length;
}

/** The session attributes of a dialogue: `heard` as ids, `at` only where it is not the last, the others where set. */
export function remember({ heard, at, topic, nextTopic }: Dialogue): SessionAttributes {
  return {
    ...(heard.length > 0 && { heard: heard.map(({ id }) => id) }),
    ...(at < heard.length - 1 && { at }),
    ...(topic !== undefined && { topic }),
    ...(nextTopic !== undefined && { nextTopic }),
  };
}
