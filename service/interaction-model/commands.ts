import { particleFits } from './forms.ts';
import type { InteractionModel, NamedIntent } from './model.ts';
import { plain } from './plain.ts';
import { BUILT_IN_UTTERANCES } from './platform-words.ts';
import { everyForm, type UtterancePart } from './tsv.ts';

export interface Command {
  readonly intent: string;
  readonly slots: Readonly<Record<string, string>>;
}

/** The commands of a model. */
export interface Commands {
  /** Every intent with an utterance that fits, in the order of the model, built-in ones last. */
  readonly intentsFor: (command: string) => readonly Command[];
  /** The model's utterance that is most like a command, with the words for slots that the command has; undefined where none is. */
  readonly nearest: (command: string) => string | undefined;
}

interface Template {
  readonly order: number;
  readonly intent: string;
  readonly slots: readonly string[];
}

interface Word {
  readonly type: string;
  readonly representative: string;
  readonly text: string;
}

/** How alike two texts must be, from 0 to 1, so that one is proposed for the other. */
const ALIKE = 0.6;

/** Indexes the commands of a model: the written utterances with any word of its type in a slot, and nothing else. */
export function createCommands({ intents, builtIns = [], slotTypes }: InteractionModel): Commands {
  const words = wordsOf(slotTypes);
  const longestWord = Math.max(0, ...Array.from(words.keys(), (word) => word.length));
  const templates = new Map<string, Template[]>();
  let [order, mostSlots, longest] = [0, 0, 0];
  const add = (intent: string, parts: readonly UtterancePart[], types: ReadonlyMap<string, string>) => {
    const slots = parts.flatMap((part) => (typeof part === 'string' ? [] : [part.slot]));
    const key = parts
      .map((part) => (typeof part === 'string' ? plain(part) : mark(types.get(part.slot) ?? '')))
      .join('');
    templates.set(key, [...(templates.get(key) ?? []), { order, intent, slots }]);
    order += 1;
    mostSlots = Math.max(mostSlots, slots.length);
    longest = Math.max(longest, key.length + slots.length * longestWord);
  };
  const addIntents = (some: readonly NamedIntent[]) =>
    some.flatMap((intent) => {
      const types = new Map(intent.slots.map(({ name, type }) => [name, type]));
      const utterances = intent.utterances.flatMap(everyForm).map(({ parts }) => ({ parts, types }));
      for (const { parts } of utterances) add(intent.name, parts, types);
      return utterances;
    });
  const own = addIntents(intents);
  for (const [name, utterances] of Object.entries(BUILT_IN_UTTERANCES))
    for (const utterance of utterances) add(name, [utterance], new Map());
  addIntents(builtIns);

  /** Every way to read a text with up to `slots` pieces of it as words, from the left, longer words first. */
  function* readings(said: string, slots: number): Generator<{ key: string; values: readonly string[] }> {
    yield { key: said, values: [] };
    if (slots === 0) return;
    for (let start = 0; start < said.length; start += 1)
      for (let end = Math.min(said.length, start + longestWord); end > start; end -= 1)
        for (const { type, representative } of words.get(said.slice(start, end)) ?? [])
          for (const { key, values } of readings(said.slice(end), slots - 1))
            yield { key: `${said.slice(0, start)}${mark(type)}${key}`, values: [representative, ...values] };
  }

  const intentsFor = (command: string) => {
    const said = plain(command);
    // Also a bound for the time that reading takes.
    if (said.length > longest) return [];
    const found = new Map<Template, Command>();
    for (const { key, values } of readings(said, mostSlots))
      for (const template of templates.get(key) ?? [])
        if (!found.has(template))
          found.set(template, { intent: template.intent, slots: filled(template.slots, values) });
    return [...found].sort(([a], [b]) => a.order - b.order).map(([, command]) => command);
  };

  const nearest = (command: string) => {
    const said = plain(command);
    if (said.length > longest) return undefined;
    const spoken = new Map(
      [...words]
        .filter(([word]) => said.includes(word))
        .sort(([a], [b]) => a.length - b.length)
        .flatMap(([, meanings]) => meanings.map(({ type, text }) => [type, text] as const)),
    );
    const pairs = letterPairs(said);
    let best: { text: string; likeness: number } | undefined;
    for (const { parts, types } of own) {
      const text = withWords(parts, (slot) => spoken.get(types.get(slot) ?? ''));
      if (text === undefined) continue;
      const likeness = likenessOf(pairs, letterPairs(plain(text)));
      if (likeness >= ALIKE && likeness > (best?.likeness ?? 0)) best = { text, likeness };
    }
    return best?.text;
  };

  return { intentsFor, nearest };
}

/** Stands for a word of a slot type; no utterance has a bracket in it once it is plain. */
function mark(type: string): string {
  return `<${type}>`;
}

function wordsOf(slotTypes: InteractionModel['slotTypes']): Map<string, Word[]> {
  const words = new Map<string, Word[]>();
  for (const { name: type, values } of slotTypes)
    for (const { representative, synonyms } of values)
      for (const text of [representative, ...synonyms]) {
        const word = plain(text);
        const meanings = words.get(word);
        if (!meanings) words.set(word, [{ type, representative, text }]);
        else if (!meanings.some((meaning) => meaning.type === type)) meanings.push({ type, representative, text });
      }
  return words;
}

function filled(slots: readonly string[], values: readonly string[]): Command['slots'] {
  return Object.fromEntries(slots.map((slot, index) => [slot, values[index] ?? '']));
}

/** The words of an utterance with others in its slots; undefined where there are none, or a particle does not fit them. */
function withWords(parts: readonly UtterancePart[], wordFor: (slot: string) => string | undefined): string | undefined {
  const texts = parts.map((part) => (typeof part === 'string' ? part : wordFor(part.slot)));
  const fits = parts.every((part, index) => {
    const next = texts[index + 1] ?? '';
    return typeof part === 'string' || particleFits(texts[index] ?? '', next);
  });
  return fits && !texts.includes(undefined) ? texts.join('') : undefined;
}

/** The pairs of neighbouring jamo of a text, its ends included. */
function letterPairs(text: string): string[] {
  const letters = Array.from(`^${text.normalize('NFD')}$`);
  return letters.slice(1).map((letter, index) => `${letters[index] ?? ''}${letter}`);
}

/** Dice's coefficient: twice the number of pairs that both have, by the number of all. */
function likenessOf(some: readonly string[], others: readonly string[]): number {
  const left = [...others];
  const shared = some.filter((pair) => {
    const index = left.indexOf(pair);
    if (index >= 0) left.splice(index, 1);
    return index >= 0;
  });
  return (2 * shared.length) / (some.length + others.length);
}
