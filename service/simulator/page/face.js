import { byId } from './element.js';
import { speak } from './voice.js';
import { word } from './words.js';

/** Milliseconds of a thought, and of speech for each letter. */
const THOUGHT = 400;
const LETTER = 80;

const mood = { isGone: false, isAsked: false, isOpen: false };
/** What 우미 does just now, in place of waiting or listening: `{ state? }`. */
let acting = {};

/** Puts the face on the stage. */
export async function bringFace() {
  const text = await (await fetch('/umi.svg')).text();
  const drawing = new DOMParser().parseFromString(text, 'image/svg+xml').documentElement;
  drawing.setAttribute('aria-hidden', 'true');
  byId('umi').append(drawing);
}

/** @param changes isGone: nobody is there; isAsked: an answer is due; isOpen: a session is open */
export function setMood(changes) {
  const { isGone, isAsked, isOpen } = Object.assign(mood, changes);
  if (isGone) acting = {};
  const state = isGone ? 'gone' : isAsked ? 'thinks' : (acting.state ?? (isOpen ? 'listens' : 'waits'));
  byId('umi').dataset.state = state;
  byId('state').textContent = word(state);
}

/** 우미 thinks for a moment, and speaks until the voice has spoken, or, without a voice, about as long. */
export function act(text) {
  const mine = (acting = {});
  const go = (state) => {
    if (acting !== mine) return;
    acting.state = state;
    setMood();
  };
  if (text && speak(text, go)) {
    go('speaks');
    return;
  }
  go('thinks');
  setTimeout(() => go(text ? 'speaks' : undefined), THOUGHT);
  setTimeout(go, THOUGHT + text.length * LETTER);
}
