import type { Text } from '#program/language.ts';
import { StartError } from '#program/start-error.ts';
import { isUnderstood, requestOf, type Ears } from './hear.ts';

/** An utterance and what a Korean developer would accept that it is heard as. */
export interface Sample {
  readonly line: number;
  readonly utterance: string;
  readonly isSessionOpen: boolean;
  /** Intents or request types, each with the topic where only that one is right; empty where it is not for this skill. */
  readonly accepted: readonly { readonly intent: string; readonly topic?: string }[];
}

export interface Verdict extends Sample {
  readonly heard: string;
  readonly verdict: 'right' | 'wrong' | 'not understood';
}

/** What a file must reach: shares of the utterances that are for this skill. */
export const GOALS = { right: 0.6, wrong: 0.02 };

/**
 * Reads samples: utterance, tab, `session` or `outside` (of one), tab, what is accepted, with spaces between: intents such
 * as Clova.NextIntent, TipByTopic=캐시 for one topic, LaunchRequest, SessionEndedRequest, or `none`. A line that begins
 * with # is a comment.
 * @throws {StartError} with the line of each that is none
 */
export function parseCorpus(source: string, file: string): Sample[] {
  const problems: string[] = [];
  const samples = source.split(/\r?\n/).flatMap((text, index) => {
    if (text.trim() === '' || text.startsWith('#')) return [];
    const [utterance = '', where = '', accepted = '', ...rest] = text.split('\t');
    if (utterance === '' || !['session', 'outside'].includes(where) || accepted.trim() === '' || rest.length > 0) {
      problems.push(
        `${file}:${index + 1}: expected an utterance, session or outside, and intents or none; tabs between`,
      );
      return [];
    }
    const names = accepted.split(' ').filter((name) => name !== '' && name !== 'none');
    const intents = names.map((name) => {
      const [intent = '', topic] = name.split('=');
      return { intent, ...(topic !== undefined && { topic }) };
    });
    return [{ line: index + 1, utterance, isSessionOpen: where === 'session', accepted: intents }];
  });
  if (problems.length > 0) throw new StartError(problems);
  return samples;
}

/** How a sample is heard. What is not for this skill must reach it nowhere outside of a session, and only as a guess in one. */
export function judge(ears: Ears, sample: Sample): Verdict {
  const { utterance, isSessionOpen, accepted } = sample;
  const heard = ears.hear(utterance, isSessionOpen);
  const intent = requestOf(heard);
  const topic = heard.kind === 'intent' && !heard.isGuess ? heard.slots.topic : undefined;
  const isAccepted = accepted.some(
    (some) => some.intent === intent && (some.topic === undefined || some.topic === topic),
  );
  const isRight = isUnderstood(heard) ? isAccepted : accepted.length === 0;
  return {
    ...sample,
    heard: topic === undefined ? intent : `${intent}=${topic}`,
    verdict: isRight ? 'right' : isUnderstood(heard) ? 'wrong' : 'not understood',
  };
}

/** The figures of a file in one line, and whether they reach the goals. */
export function figuresOf(verdicts: readonly Verdict[]): { text: Text; reached: boolean } {
  const count = (of: readonly Verdict[], verdict: Verdict['verdict']) =>
    of.filter((one) => one.verdict === verdict).length;
  const ours = verdicts.filter(({ accepted }) => accepted.length > 0);
  const foreign = verdicts.filter(({ accepted }) => accepted.length === 0);
  const [right, wrong, missed] = [count(ours, 'right'), count(ours, 'wrong'), count(ours, 'not understood')];
  const taken = count(foreign, 'wrong');
  const share = (part: number) => `${((100 * part) / Math.max(1, ours.length)).toFixed(1)} %`;
  const reached = right >= GOALS.right * ours.length && wrong <= GOALS.wrong * ours.length && taken === 0;
  const en = [
    `heard rightly ${right} of ${ours.length} (${share(right)})`,
    `wrong intent ${wrong} (${share(wrong)})`,
    `not understood ${missed}`,
    `foreign heard as ours ${taken} of ${foreign.length}`,
    ...(reached ? [] : ['below the goals']),
  ];
  const ko = [
    `바르게 들음 ${right}/${ours.length} (${share(right)})`,
    `다른 인텐트 ${wrong} (${share(wrong)})`,
    `못 알아들음 ${missed}`,
    `스킬과 무관한 말을 받음 ${taken}/${foreign.length}`,
    ...(reached ? [] : ['목표 미달']),
  ];
  return { text: { en: en.join(' · '), ko: ko.join(' · ') }, reached };
}
