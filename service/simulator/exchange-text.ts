import type { Exchange } from './clova.ts';

/** An exchange in one line: what was said → what arrived → what is heard (what CLOVA does then). */
export function exchangeLine(exchange: Exchange): string {
  const { utterance, heard, spoken, noAnswer } = exchange;
  const said = utterance.trim() === '' ? '(silence)' : `“${utterance}”`;
  if (heard.kind === 'unroutable') return `${said} → ${routeText(exchange)}`;
  const answered =
    spoken.length > 0 ? `“${spoken.join(' ')}”` : noAnswer === undefined ? 'nothing is said' : 'no answer';
  return [said, routeText(exchange), `${answered} (${outcomeText(exchange)})`]
    .filter((part) => part !== '')
    .join(' → ');
}

/** Where CLOVA sends an utterance: a request type, or an intent and its slots; '' where it sends nothing. */
export function routeText({ heard, question }: Exchange): string {
  if (heard.kind === 'unroutable') return `not routed: ${heard.reason}`;
  if (!question) return '';
  if (question.type !== 'IntentRequest') return question.type;
  const slots = Object.entries(question.slots).map(([name, value]) => ` ${name}=${value}`);
  const guess = heard.kind === 'intent' && heard.isGuess ? ' (fits no utterance; a guess)' : '';
  return `${question.intent}${slots.join('')}${guess}`;
}

/** What CLOVA does after an exchange, and how long the answer took. */
export function outcomeText({ then, ms }: Exchange): string {
  return ms === undefined ? then : `${then}, ${Math.round(ms)} ms`;
}

/** Notes on an exchange, one a line: findings of the linter, and what to say instead. */
export function exchangeNotes({ heard, problems }: Exchange): string[] {
  return [
    ...(heard.kind === 'unroutable' ? heard.sayInstead.map((text) => `say instead: ${text}`) : []),
    ...problems.map(({ level, field, problem }) => `${level}: ${field}: ${problem}`),
  ];
}

/** True where an exchange shows a fault of the skill, or an utterance that would not have reached it. */
export function isBad({ heard, problems }: Exchange): boolean {
  return heard.kind === 'unroutable' || problems.some(({ level }) => level === 'error');
}
