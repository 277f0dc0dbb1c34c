import { byId, element } from './element.js';
import { whatComesOf, word } from './words.js';

/** Strings, of which those before a colon are names, and the other words of JSON. */
const TOKENS = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(?:true|false|null|-?\d[\d.eE+-]*)\b/g;

/** Shows what went on in an exchange, as it was then; undefined where there was none. */
export function showInside(exchange) {
  byId('empty').hidden = exchange !== undefined;
  byId('exchange').hidden = exchange === undefined;
  if (exchange === undefined) return;
  const { utterance, heard, question, request, reply, curl, problems, then, status, ms } = exchange;
  byId('utterance-shown').textContent = utterance || word('silent');
  const route = question?.intent ?? question?.type;
  byId('route').textContent = route ?? word('notSent');
  byId('route').className = route ? 'code' : '';
  byId('meaning').textContent = whatComesOf(route);
  byId('guess').textContent = heard.isGuess ? word('guess') : '';
  const slots = Object.entries(question?.slots ?? {}).map(([name, value]) => `${name} = ${value}`);
  byId('slots').textContent = slots.join(', ') || word('none');
  byId('outcome').textContent = word('then')[then] + (ms === undefined ? '' : `, ${Math.round(ms)} ms`);
  byId('status').textContent = status ?? '';
  const fine = question ? { level: 'fine', text: word('clean') } : { level: '', text: word('unchecked') };
  const lint = problems.map(({ level, field, problem }) => ({ level, text: `${level}: ${field}: ${problem}` }));
  byId('lint').replaceChildren(
    ...(lint.length > 0 ? lint : [fine]).map(({ level, text }) => element('li', { className: level }, text)),
  );
  for (const part of ['sent', 'command']) byId(part).hidden = !request;
  byId('request').replaceChildren(...colour(request));
  byId('reply').replaceChildren(...colour(reply));
  byId('curl').textContent = curl ?? '';
  for (const button of document.querySelectorAll('[data-copies]'))
    button.disabled = byId(button.dataset.copies).textContent === '';
}

function colour(value) {
  if (value === undefined) return [];
  const text = JSON.stringify(value, null, 2);
  const parts = [];
  let end = 0;
  for (const { 0: all, 1: string, 2: colon = '', index } of text.matchAll(TOKENS)) {
    const className = colon ? 'name' : string ? 'string' : 'literal';
    parts.push(text.slice(end, index), element('span', { className }, string ?? all), colon);
    end = index + all.length;
  }
  return [...parts, text.slice(end)];
}

/** Makes the buttons with `data-copies` copy; where the browser does not allow it, they select. */
export function prepareCopying() {
  let timer;
  for (const button of document.querySelectorAll('[data-copies]'))
    button.addEventListener('click', async () => {
      const source = byId(button.dataset.copies);
      try {
        await navigator.clipboard.writeText(source.textContent);
        byId('copied').textContent = word('copied');
      } catch {
        if (source.closest('details')) source.closest('details').open = true;
        getSelection().selectAllChildren(source);
        byId('copied').textContent = word('selected');
      }
      clearTimeout(timer);
      timer = setTimeout(() => (byId('copied').textContent = ''), 3_000);
    });
}
