import { isUnderstood, requestOf, type Ears } from '../interaction-model/hear.ts';
import type { InteractionModel } from '../interaction-model/model.ts';
import type { Exchange } from './clova.ts';

/** Something that can be said now. */
export interface Suggestion {
  readonly utterance: string;
  /** The intent or the type of request that it becomes. */
  readonly becomes: string;
}

/**
 * What can be said after an exchange, or, where there was none, at first. While no session is open that is how to open
 * one. What the model does not understand is left out.
 */
export function suggest(model: InteractionModel, ears: Ears, exchange?: Exchange): Suggestion[] {
  const isOpen = exchange?.then === 'listens';
  const utterances = isOpen
    ? inSession(model, exchange)
    : exchange?.heard.kind === 'unroutable'
      ? exchange.heard.sayInstead
      : model.skill.store.examplePhrases;
  return utterances.flatMap((utterance) => {
    const heard = ears.hear(utterance, isOpen);
    return isUnderstood(heard) ? { utterance, becomes: requestOf(heard) } : [];
  });
}

/**
 * What 우미 has just named or put in quotes, then what can always be said. `heard`, `at` and `topic` are what the skill
 * remembers of a session: service/intents/dialogue.ts.
 */
function inSession({ slotTypes }: InteractionModel, { question, reply, spoken }: Exchange): string[] {
  const { sessionAttributes } = (reply ?? {}) as {
    sessionAttributes?: { heard?: unknown; at?: unknown; topic?: unknown };
  };
  const { heard, at, topic } = sessionAttributes ?? {};
  const count = Array.isArray(heard) ? heard.length : 0;
  const topics = slotTypes
    .filter(({ name }) => name === 'DEBUG_TOPIC')
    .flatMap(({ values }) => values.map(({ representative }) => representative))
    .filter((each) => each !== topic);
  const said = spoken.join(' ');
  const words = question?.type === 'IntentRequest' && question.intent === 'TopicsRequested' ? said.split(/[ ,]+/) : [];
  const named = words.filter((word) => topics.includes(word));
  const quoted = [...said.matchAll(/“(.+?)”/g)].map(([, text = '']) => text);
  // Another one in each turn, so that one sees what there is.
  const other = named.length > 0 ? undefined : topics[count % topics.length];
  const always = [
    '다른 팁',
    ...(at !== undefined || topic !== undefined ? ['다음'] : []),
    ...(count > 1 && at !== 0 ? ['이전'] : []),
    ...(other === undefined ? [] : [`${other} 팁 알려줘`]),
    '어떤 주제가 있어',
    '도움말',
    '종료',
  ];
  const offered = [...named.map((each) => `${each} 팁 알려줘`), ...quoted];
  return [...new Set([...offered.filter((utterance) => !always.includes(utterance)), ...always])];
}
