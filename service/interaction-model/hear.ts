import type { InteractionModel } from './model.ts';
import { BUILT_IN_UTTERANCES, END_WORDS, LAUNCH_VERBS, PARTICLES, WAKE_WORDS } from './platform-words.ts';
import type { UtterancePart } from './tsv.ts';

/** What CLOVA makes of an utterance. */
export type Heard =
  | { readonly kind: 'launch' }
  | { readonly kind: 'end' }
  | {
      readonly kind: 'intent';
      readonly intent: string;
      readonly slots: Readonly<Record<string, string>>;
      /** The user named the skill, which starts a new session. */
      readonly opens: boolean;
      /** No utterance of the model fits. CLOVA is expected to send the guide then (not documented). */
      readonly isGuess: boolean;
    }
  | { readonly kind: 'unroutable'; readonly reason: string; readonly sayInstead: readonly string[] };

/** The ears of CLOVA for one model. */
export interface Ears {
  hear(utterance: string, isSessionOpen: boolean): Heard;
  /** Every intent with an utterance that fits, in the order of the model, built-in ones last. */
  intentsFor(command: string): readonly Command[];
}

export interface Command {
  readonly intent: string;
  readonly slots: Readonly<Record<string, string>>;
}

/**
 * Builds the matcher of a model. It accepts the written utterances with any synonym in a slot, and ignores spaces and
 * punctuation. CLOVA, which learns from these utterances, will understand more.
 */
export function createEars({ skill, intents, slotTypes }: InteractionModel): Ears {
  const words = new Map(slotTypes.map(({ name, values }) => [name, slotWords(values)]));
  const own = intents.flatMap((intent) => {
    const types = new Map(intent.slots.map(({ name, type }) => [name, words.get(type) ?? new Map<string, string>()]));
    return intent.utterances.map(({ parts }) => createTemplate(intent.name, parts, types));
  });
  const builtIns = Object.entries(BUILT_IN_UTTERANCES).flatMap(([intent, utterances]) =>
    utterances.map((utterance) => createTemplate(intent, [utterance], new Map())),
  );
  const templates = [...own, ...builtIns];
  // Longer names first, because one may begin with another.
  const names = [...skill.invocationNames].sort((a, b) => b.length - a.length).map(plain);

  const intentsFor = (command: string) => {
    const said = plain(command);
    return templates.flatMap((match) => match(said) ?? []);
  };

  const understand = (command: string, opens: boolean): Heard => {
    const [found] = intentsFor(command);
    if (found) return { kind: 'intent', ...found, opens, isGuess: false };
    return { kind: 'intent', intent: 'Clova.GuideIntent', slots: {}, opens, isGuess: true };
  };

  /** Many commands begin with 로 too (로그 …), so it counts as a particle only before a known command. */
  const commandBehindParticle = (rest: string): string | undefined => {
    const commands = PARTICLES.filter((particle) => rest.startsWith(particle) && rest.length > particle.length).map(
      (particle) => ({ particle, command: rest.slice(particle.length) }),
    );
    return commands.find(({ particle, command }) => particle !== '로' || intentsFor(command).length > 0)?.command;
  };

  const hear = (utterance: string, isSessionOpen: boolean): Heard => {
    const said = withoutPrefix(plain(utterance), WAKE_WORDS.map(plain));
    const name = names.find((name) => said.startsWith(name));
    if (name !== undefined) {
      const rest = said.slice(name.length);
      if (LAUNCH_VERBS.some((verb) => rest === verb)) return { kind: 'launch' };
      const command = commandBehindParticle(rest);
      if (command !== undefined) return understand(command, true);
    }
    if (isSessionOpen) {
      return END_WORDS.some((word) => said === word) ? { kind: 'end' } : understand(said, false);
    }
    return unroutable(utterance.trim(), name !== undefined);
  };

  const unroutable = (utterance: string, isByName: boolean): Heard => {
    const [name = ''] = skill.invocationNames;
    const isCommand = !isByName && intentsFor(utterance).length > 0;
    const sayInstead = isCommand
      ? [`${name} ${LAUNCH_VERBS[0]}`, `${name}에게 ${utterance}`]
      : skill.store.examplePhrases;
    const reason = isByName
      ? `after the name CLOVA expects ${LAUNCH_VERBS.join(', ')}, or ${PARTICLES.join(', ')} and a command`
      : 'the skill is not open, so CLOVA would not send it this';
    return { kind: 'unroutable', reason, sayInstead };
  };

  return { hear, intentsFor };
}

type Template = (said: string) => Command | undefined;

/** @param types slot name → what may be said there, as `plain` gives it → its representative word */
function createTemplate(
  intent: string,
  parts: readonly UtterancePart[],
  types: ReadonlyMap<string, ReadonlyMap<string, string>>,
): Template {
  if (parts.every((part) => typeof part === 'string')) {
    const text = plain(parts.join(''));
    return (said) => (said === text ? { intent, slots: {} } : undefined);
  }
  const slots = parts.flatMap((part) => (typeof part === 'string' ? [] : [part.slot]));
  const pattern = parts.map((part) => {
    if (typeof part === 'string') return escapePattern(plain(part));
    const choices = [...(types.get(part.slot)?.keys() ?? [])].sort((a, b) => b.length - a.length);
    // A slot without words matches nothing; `()` would match the empty text.
    return choices.length > 0 ? `(${choices.map(escapePattern).join('|')})` : '((?!))';
  });
  const whole = new RegExp(`^${pattern.join('')}$`, 'u');
  return (said) => {
    const match = whole.exec(said);
    if (!match) return undefined;
    const filled = slots.map((slot, index) => [slot, types.get(slot)?.get(match[index + 1] ?? '') ?? ''] as const);
    return { intent, slots: Object.fromEntries(filled) };
  };
}

function slotWords(values: readonly { representative: string; synonyms: readonly string[] }[]): Map<string, string> {
  return new Map(
    values.flatMap(({ representative, synonyms }) =>
      [representative, ...synonyms].map((word) => [plain(word), representative] as const),
    ),
  );
}

/** An utterance without what cannot be heard: spaces, punctuation and upper case. */
export function plain(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/[\s\p{P}]/gu, '');
}

function withoutPrefix(said: string, prefixes: readonly string[]): string {
  const prefix = prefixes.find((prefix) => said.startsWith(prefix) && said.length > prefix.length);
  return prefix === undefined ? said : said.slice(prefix.length);
}

function escapePattern(text: string): string {
  return text.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);
}
