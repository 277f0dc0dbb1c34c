import { byId, element } from './element.js';
import { isEnglish, whatComesOf, word } from './words.js';

/** Milliseconds before the first word of what is heard, and between two words. */
const PAUSE = 250;
const PACE = 70;

/** Shows a turn large, as heard; without one, the greeting. @param isFresh it has just been answered */
export function drawStage(turn, isFresh = false) {
  byId('heard').replaceChildren(
    ...(turn ? linesOf(turn, isFresh) : [element('span', { className: 'skill' }, word('greeting'))]),
  );
}

/** Writes a turn into the dialogue, at its end or where it stood. */
export function drawTurn(turn, onChosen) {
  const radio = element('input', { type: 'radio', name: 'turn', className: 'unseen', onchange: () => onChosen(turn) });
  radio.checked = turn.item?.querySelector('input').checked ?? true;
  const hadFocus = turn.item?.contains(document.activeElement);
  const ended = turn.lost ? word('lost') : turn.exchange?.then === 'ends the session' && word('ended');
  const item = element(
    'li',
    {},
    element('label', {}, radio, ...linesOf(turn)),
    ended && element('span', { className: 'end' }, ended),
  );
  if (turn.item) turn.item.replaceWith(item);
  else byId('log').append(item);
  turn.item = item;
  if (hadFocus) radio.focus();
}

function linesOf({ utterance, exchange, failed }, isFresh) {
  const me = element('span', { className: 'unseen' }, `${word('me')}: `);
  const said = utterance ? `“${utterance}”` : word('silent');
  const lines = [element('span', { className: 'user', lang: 'ko' }, me, said)];
  if (failed) return [...lines, hint(word('failed'), 'error')];
  if (!exchange) return [...lines, element('span', { className: 'skill dots' }, '···')];
  const { spoken, question } = exchange;
  const gloss = isEnglish() && spoken.length > 0 && whatComesOf(question?.intent ?? question?.type);
  return [
    ...lines,
    ...spoken.map((speech) => skillLine(speech, isFresh)),
    gloss && element('span', { className: 'gloss' }, `in Korean: ${gloss}`),
    ...hintsOf(exchange),
  ].filter(Boolean);
}

function skillLine(speech, isFresh) {
  const umi = element('span', { className: 'unseen' }, '우미: ');
  const words = speech.split(/(?<=\s)/u).map((text, index) => {
    const made = element('span', {}, text);
    made.style.animationDelay = `${PAUSE + index * PACE}ms`;
    return made;
  });
  return element('span', { className: 'skill', lang: 'ko' }, umi, ...(isFresh ? words : [speech]));
}

function hintsOf({ heard, question, spoken, noAnswer, then }) {
  if (heard.kind === 'unroutable') {
    const instead = heard.sayInstead.map((text) => `“${text}”`).join(', ');
    return [hint(`${word('unroutable')} ${instead}`)];
  }
  return [
    heard.isGuess && hint(word('guess')),
    noAnswer && hint(`${word('noAnswer')} ${noAnswer}`, 'error'),
    question && !noAnswer && spoken.length === 0 && hint(word('unspoken')),
    then === 'stays silent' && hint(word('nothing')),
  ];
}

function hint(text, level = '') {
  return element('span', { className: `hint ${level}` }, text);
}
