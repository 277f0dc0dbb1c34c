import type { Text } from '#program/language.ts';
import { BUILT_IN_INTENTS } from '../cek/built-in-intents.ts';
import { createCommands, type Commands } from './commands.ts';
import type { InteractionModel } from './model.ts';
import { behindOneOf, plain, withoutFillers } from './plain.ts';
import { END_WORDS, LAUNCH_VERBS, PARTICLES, WAKE_WORDS } from './platform-words.ts';

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
  | {
      readonly kind: 'unroutable';
      readonly reason: keyof typeof UNROUTABLE;
      readonly sayInstead: readonly string[];
    };

/** Why CLOVA does not send an utterance to the skill. */
export const UNROUTABLE = {
  'skill not open': {
    en: 'the skill is not open, so CLOVA would not send it this',
    ko: '스킬이 열려 있지 않아 CLOVA가 이 말을 스킬로 보내지 않습니다',
  },
  'no command behind the name': {
    en: `after the name CLOVA expects ${LAUNCH_VERBS.join(', ')}, or ${PARTICLES.join(', ')} and a command`,
    ko: '스킬 이름 뒤에는 “시작해줘” 같은 말이나, 조사와 명령이 와야 합니다',
  },
} as const satisfies Readonly<Record<string, Text>>;

/** Intents that answer what the skill just said. By name they would open it, for nothing. */
const ANSWERS: readonly string[] = [
  ...BUILT_IN_INTENTS.filter((name) => name !== 'Clova.GuideIntent'),
  'QuitRequested',
];

/** The ears of CLOVA for one model. */
export interface Ears {
  hear(utterance: string, isSessionOpen: boolean): Heard;
  intentsFor: Commands['intentsFor'];
}

/** Whether CLOVA sends an utterance to the skill, and not only as a guess. */
export function isUnderstood(heard: Heard): boolean {
  return heard.kind !== 'unroutable' && !(heard.kind === 'intent' && heard.isGuess);
}

/** The intent or the type of request that an utterance becomes; what becomes of one that is not understood, in words. */
export function requestOf(heard: Heard): string {
  switch (heard.kind) {
    case 'launch':
      return 'LaunchRequest';
    case 'end':
      return 'SessionEndedRequest';
    case 'intent':
      return heard.isGuess ? 'a guess' : heard.intent;
    case 'unroutable':
      return 'not routed';
  }
}

/** A command as it is said, without fillers in front of it, and each without a polite 요 at its end, which adds nothing. */
function waysOf(command: string): string[] {
  return [command, ...withoutFillers(command)].flatMap((text) => {
    const said = plain(text);
    return said.length > 2 && said.endsWith('요') ? [text, said.slice(0, -1)] : [text];
  });
}

/**
 * Builds the matcher of a model. It accepts the written utterances with any synonym in a slot, and ignores what a
 * recogniser of speech never sends, fillers in front of a command and a polite 요 behind it. CLOVA, which learns from
 * these utterances, will understand more.
 */
export function createEars(model: InteractionModel): Ears {
  const { skill } = model;
  const { intentsFor, nearest } = createCommands(model);
  // Longer names first, because one may begin with another.
  const longestFirst = (names: readonly string[]) => [...names].sort((a, b) => b.length - a.length);
  const names = longestFirst(skill.invocationNames);
  const calls = longestFirst(skill.calls ?? []);

  const understand = (command: string, opens: boolean): Heard => {
    const [found] = waysOf(command).flatMap(intentsFor);
    if (found) return { kind: 'intent', ...found, opens, isGuess: false };
    return { kind: 'intent', intent: 'Clova.GuideIntent', slots: {}, opens, isGuess: true };
  };

  /** Many commands begin with 로 too (로그 …), so it counts as a particle only before a known command. */
  const commandBehindParticle = (rest: string): string | undefined =>
    PARTICLES.flatMap((particle) => {
      const command = behindOneOf([particle], rest);
      return command === undefined || (particle === '로' && intentsFor(command).length === 0) ? [] : [command];
    })[0];

  const hear = (utterance: string, isSessionOpen: boolean): Heard => {
    const whole = utterance.normalize('NFC').trim();
    const heard = hearExactly(whole, isSessionOpen);
    if (isUnderstood(heard)) return heard;
    return (
      withoutFillers(whole)
        .map((text) => hearExactly(text, isSessionOpen))
        .find(isUnderstood) ?? heard
    );
  };

  const hearExactly = (whole: string, isSessionOpen: boolean): Heard => {
    const text = behindOneOf(WAKE_WORDS, whole) ?? whole;
    const rest = behindOneOf(names, text);
    if (rest !== undefined) {
      if (LAUNCH_VERBS.some((verb) => plain(rest) === verb)) return { kind: 'launch' };
      const command = commandBehindParticle(rest);
      if (command !== undefined) return understand(command, true);
    }
    const command = behindOneOf(calls, text);
    if (!isSessionOpen)
      return unroutable(
        rest ?? command ?? text,
        names.some((name) => plain(text).startsWith(plain(name))),
      );
    return END_WORDS.some((word) => plain(command ?? text) === word)
      ? { kind: 'end' }
      : understand(command ?? text, false);
  };

  /** @param command without the name or the call in front of it */
  const unroutable = (command: string, isByName: boolean): Heard => {
    const [name = ''] = skill.invocationNames;
    const works = intentsFor(command).length > 0 ? command : nearest(command);
    const asks = works !== undefined && intentsFor(works).every(({ intent }) => !ANSWERS.includes(intent));
    const reason = isByName ? 'no command behind the name' : 'skill not open';
    const sayInstead = asks ? [`${name} ${LAUNCH_VERBS[0]}`, `${name}에게 ${works}`] : skill.store.examplePhrases;
    return { kind: 'unroutable', reason, sayInstead };
  };

  return { hear, intentsFor };
}
