import { byId, element } from './element.js';
import { whatComesOf } from './words.js';

/** Shows what can be said now, with what comes of it. What was pressed keeps the focus, or the field gets it. */
export function drawSuggestions(suggestions, isOpening, onSay) {
  const focused = document.activeElement.closest('#suggestions button')?.value;
  byId('suggestions').replaceChildren(
    ...suggestions.map(({ utterance, becomes }) =>
      element('li', {}, chip(utterance, onSay, element('small', {}, whatComesOf(becomes)))),
    ),
  );
  byId('suggestions').classList.toggle('opening', isOpening);
  byId('utterance').placeholder = suggestions[0]?.utterance ?? '';
  if (focused === undefined) return;
  const same = [...document.querySelectorAll('#suggestions button')].find(({ value }) => value === focused);
  // A field with the focus brings up the keyboard of a telephone, over the answer.
  (same ?? byId(matchMedia('(pointer: coarse)').matches ? 'heard' : 'utterance')).focus();
}

/** Shows everything that is understood, by what comes of it. @param groups `{ name, utterances }` */
export function drawUtterances(groups, onSay) {
  const byTitle = new Map();
  for (const { name, utterances } of groups) {
    const title = whatComesOf(name) || `“${utterances[0]}”`;
    byTitle.set(title, [...(byTitle.get(title) ?? []), ...utterances]);
  }
  byId('utterances').replaceChildren(
    ...[...byTitle].flatMap(([title, utterances]) => [
      element('h3', {}, title),
      element('ul', { className: 'chips' }, ...utterances.map((text) => element('li', {}, chip(text, onSay)))),
    ]),
  );
}

function chip(utterance, onSay, ...more) {
  const text = element('span', { lang: 'ko' }, utterance);
  return element('button', { type: 'button', value: utterance, onclick: () => onSay(utterance) }, text, ...more);
}
