import type { Language, Text } from '#program/language.ts';
import { UNROUTABLE } from '../interaction-model/hear.ts';
import type { Exchange } from './clova.ts';
import type { Level } from './reply-lint.ts';

const THEN: Readonly<Record<Exchange['then'], Text>> = {
  listens: { en: 'listens', ko: '계속 들음' },
  'ends the session': { en: 'ends the session', ko: '세션 종료' },
  'stays silent': { en: 'stays silent', ko: '반응 없음' },
};
const LEVELS: Readonly<Record<Level, Text>> = {
  error: { en: 'error', ko: '오류' },
  warning: { en: 'warning', ko: '경고' },
  ignored: { en: 'ignored', ko: '무시됨' },
};

/** An exchange in one line: what was said → what arrived → what is heard (what CLOVA does then). */
export function exchangeLine(exchange: Exchange, language: Language): string {
  const { utterance, heard, spoken, noAnswer } = exchange;
  const said = utterance.trim() === '' ? { en: '(silence)', ko: '(침묵)' }[language] : `“${utterance}”`;
  if (heard.kind === 'unroutable') return `${said} → ${routeText(exchange, language)}`;
  const nothing =
    noAnswer === undefined ? { en: 'nothing is said', ko: '말 없음' } : { en: 'no answer', ko: '응답 없음' };
  const answered = spoken.length > 0 ? `“${spoken.join(' ')}”` : nothing[language];
  return [said, routeText(exchange, language), `${answered} (${outcomeText(exchange, language)})`]
    .filter((part) => part !== '')
    .join(' → ');
}

/** Where CLOVA sends an utterance: a request type, or an intent and its slots; '' where it sends nothing. */
export function routeText({ heard, question }: Exchange, language: Language): string {
  if (heard.kind === 'unroutable')
    return `${{ en: 'not routed', ko: '보내지 않음' }[language]}: ${UNROUTABLE[heard.reason][language]}`;
  if (!question) return '';
  if (question.type !== 'IntentRequest') return question.type;
  const slots = Object.entries(question.slots).map(([name, value]) => ` ${name}=${value}`);
  const isGuess = heard.kind === 'intent' && heard.isGuess;
  const guess = { en: ' (fits no utterance; a guess)', ko: ' (꼭 맞는 발화가 없어 짐작함)' }[language];
  return `${question.intent}${slots.join('')}${isGuess ? guess : ''}`;
}

/** What CLOVA does after an exchange, and how long the answer took. */
export function outcomeText({ then, ms }: Exchange, language: Language): string {
  const outcome = THEN[then][language];
  return ms === undefined ? outcome : `${outcome}, ${Math.round(ms)} ms`;
}

/** Notes on an exchange, one a line: findings of the linter, and what to say instead. */
export function exchangeNotes({ heard, problems }: Exchange, language: Language): string[] {
  const instead = { en: 'say instead', ko: '이렇게 말해 보세요' }[language];
  return [
    ...(heard.kind === 'unroutable' ? heard.sayInstead.map((text) => `${instead}: ${text}`) : []),
    ...problems.map(({ level, field, problem }) => `${LEVELS[level][language]}: ${field}: ${problem}`),
  ];
}

/** True where an exchange shows a fault of the skill, or an utterance that would not have reached it. */
export function isBad({ heard, problems }: Exchange): boolean {
  return heard.kind === 'unroutable' || problems.some(({ level }) => level === 'error');
}
