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
}

/** Reads what `remember` wrote; anything else in there, and tips that no longer exist, are ignored. */
export function recall(attributes: SessionAttributes, catalogue: Catalogue): Dialogue {
  const ids = Array.isArray(attributes.heard) ? new Set<unknown>(attributes.heard) : new Set<unknown>();
  const heard = [...ids].flatMap((id) => catalogue.byId.get(String(id)) ?? []);
  const last = heard.length - 1;
  const { at, topic } = attributes;
  return {
    heard,
    at: typeof at === 'number' && Number.isInteger(at) && at >= 0 && at < last ? at : last,
    topic: typeof topic === 'string' && catalogue.byTopic.has(topic) ? topic : undefined,
  };
}

/** The session attributes of a dialogue: `heard` as ids, `at` only where it is not the last, `topic` only where set. */
export function remember(dialogue: Dialogue): SessionAttributes {
  const { heard, at, topic } = dialogue;
  return {
    ...(heard.length > 0 && { heard: heard.map(({ id }) => id) }),
    ...(at < heard.length - 1 && { at }),
    ...(topic !== undefined && { topic }),
  };
}
