import { BUILT_IN_UTTERANCES, END_WORDS, LAUNCH_VERBS, PARTICLES, WAKE_WORDS } from './platform-words.ts';

/** Generic words: the review refuses a name that is only one of them. */
const GENERIC_WORDS = [
  '개발',
  '개발자',
  '도우미',
  '디버거',
  '디버깅',
  '버그',
  '비서',
  '선생님',
  '코딩',
  '팁',
  '프로그래밍',
];

/** Endings that turn a name into a request, to which users would still have to add a verb such as 시작해줘. */
const REQUEST_ENDING = /(줘|주세요|줄래|해요|하세요|할래|하자|알려|켜|꺼)$/;

/**
 * How an invocation name breaks the console's rules (Design_Custom_Extension, DefineInvocationName);
 * empty where it does not.
 */
export function nameProblems(name: string): string[] {
  const problems: string[] = [];
  const bare = name.replaceAll(/\s/g, '');
  const wouldSay = `one would have to say “${name} ${LAUNCH_VERBS[0]}”`;
  const contains = (word: string) => bare.includes(word.replaceAll(/\s/g, ''));

  if (!/^[\p{Script=Hangul}A-Za-z0-9]+( [\p{Script=Hangul}A-Za-z0-9]+)*$/u.test(name))
    problems.push('has something that is not spoken; expected words of letters and digits with single spaces between');
  const verb = [...LAUNCH_VERBS, ...END_WORDS].find((verb) => contains(verb));
  if (verb !== undefined) problems.push(`contains “${verb}”, which CLOVA takes as a command to itself; ${wouldSay}`);
  else if (REQUEST_ENDING.test(bare)) problems.push(`is a request, not a name; ${wouldSay}; take a noun phrase`);
  const particle = PARTICLES.find((particle) => particle.length > 1 && contains(particle));
  if (particle !== undefined) problems.push(`contains “${particle}”, at which CLOVA takes the name to end`);
  const wakeWord = WAKE_WORDS.find((word) => contains(word));
  if (wakeWord !== undefined) problems.push(`contains the wake word “${wakeWord}”`);
  if (GENERIC_WORDS.includes(name)) problems.push('is a generic word; add what distinguishes this skill');
  if (
    Object.values(BUILT_IN_UTTERANCES)
      .flat()
      .some((utterance) => utterance.replaceAll(' ', '') === bare)
  )
    problems.push('is an utterance of a built-in intent');
  return problems;
}
