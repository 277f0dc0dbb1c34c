import { drawSuggestions, drawUtterances } from './chips.js';
import { drawStage, drawTurn } from './dialogue.js';
import { byId } from './element.js';
import { act, bringFace, setMood } from './face.js';
import { prepareCopying, showInside } from './inside.js';
import { prepareListening, prepareSpeaking } from './voice.js';
import { switchLanguage, word, writeWords } from './words.js';

/** Milliseconds between two looks whether the simulator is still there. */
const LOOK_EVERY = 2_000;

const [input, log] = ['utterance', 'log'].map(byId);
/** In the order they were said: `{ utterance, exchange?, failed?, lost? }`. */
const turns = [];
let conversation = crypto.randomUUID();
/** Utterances are said one after the other, as a voice would. */
let said = Promise.resolve();
let openings = [];
let suggestions = [];
let groupsOfUtterances = [];
let isOpen = false;
/** How many utterances the field has gone back. */
let back = 0;
let notice = [];
/** What the simulator last said of itself; undefined where it is not there. */
let health = {};

/** Says something to the skill, when everything before has been answered; '' is silence. */
function say(utterance) {
  const turn = { utterance };
  turns.push(turn);
  said = said.then(() => ask(turn));
  byId('dialogue').hidden = false;
  drawTurn(turn, choose);
  drawStage(turn);
  log.scrollTop = log.scrollHeight;
  byId('heard').scrollIntoView({ block: 'nearest' });
  if (health?.isReady) setNotice();
  drawFace();
}

async function ask(turn) {
  try {
    const response = await fetch('/say', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ conversation, utterance: turn.utterance }),
    });
    if (!response.ok) throw new Error(`${response.status}`);
    turn.exchange = await response.json();
    isOpen = turn.exchange.then === 'listens';
    // The reprompt says nothing new of what can be said.
    if (turn.exchange.question || !isOpen) suggestions = turn.exchange.suggestions;
    act(turn.exchange.spoken.join(' '));
  } catch {
    turn.failed = true;
    await look();
  }
  drawTurn(turn, choose);
  if (isChosen(turn)) choose(turn, true);
  log.scrollTop = log.scrollHeight;
  showSuggestions();
  drawFace();
}

const isChosen = (turn) => turn.item.querySelector('input').checked;

function choose(turn, isFresh = false) {
  drawStage(turn, isFresh);
  if (turn.exchange || turn.failed) showInside(turn.exchange);
}

function drawFace() {
  setMood({ isGone: !health, isAsked: turns.some(({ exchange, failed }) => !exchange && !failed), isOpen });
}

function showSuggestions() {
  drawSuggestions(suggestions, turns.length === 0, say);
}

/** @param name of a word; without one there is nothing to notice */
function setNotice(name, detail = '') {
  notice = [name, detail];
  const text = name ? `${word(name)} ${detail}`.trim() : '';
  // What is written anew is read out anew.
  if (byId('notice').textContent !== text) byId('notice').textContent = text;
}

/** Looks whether the simulator is there, and whether it is the one that this conversation is with. */
async function look() {
  const before = health;
  try {
    health = await (await fetch('/health', { signal: AbortSignal.timeout(LOOK_EVERY) })).json();
  } catch {
    health = undefined;
  }
  const isOther = before?.simulator !== undefined && before.simulator !== health?.simulator;
  if (isOther) forget();
  if (!health) setNotice('down');
  else if (!health.isReady) setNotice('draining');
  else if (!before || before.isReady === false) setNotice();
  if (isOther || !before !== !health) drawFace();
}

/** The simulator that knew the conversation is gone. */
function forget() {
  conversation = crypto.randomUUID();
  const last = turns.findLast(({ exchange }) => exchange);
  if (isOpen && last) {
    last.lost = true;
    drawTurn(last, choose);
  }
  isOpen = false;
  suggestions = openings;
  showSuggestions();
}

function drawAll() {
  writeWords();
  byId('silence').title = word('silenceHint');
  byId('language').lang = document.documentElement.lang === 'ko' ? 'en' : 'ko';
  for (const turn of turns) drawTurn(turn, choose);
  const chosen = turns.find(isChosen);
  if (chosen) choose(chosen);
  else drawStage();
  showSuggestions();
  drawUtterances(groupsOfUtterances, say);
  drawFace();
  setNotice(...notice);
}

byId('form').addEventListener('submit', (event) => {
  event.preventDefault();
  const utterance = input.value.trim();
  if (utterance === '') return;
  input.value = '';
  back = 0;
  say(utterance);
});
// As in a shell.
input.addEventListener('keydown', (event) => {
  const step = { ArrowUp: 1, ArrowDown: -1 }[event.key];
  if (step === undefined || event.isComposing) return;
  event.preventDefault();
  const before = turns.map(({ utterance }) => utterance).filter(Boolean);
  back = Math.min(Math.max(back + step, 0), before.length);
  input.value = back > 0 ? before.at(-back) : '';
});
byId('silence').addEventListener('click', () => say(''));
byId('again').addEventListener('click', () => {
  input.value = turns.find(isChosen).utterance;
  input.focus();
});
byId('language').addEventListener('click', () => {
  switchLanguage();
  drawAll();
});
byId('all').addEventListener('toggle', async () => {
  if (groupsOfUtterances.length > 0) return;
  groupsOfUtterances = await (await fetch('/utterances')).json();
  drawUtterances(groupsOfUtterances, say);
});
document.addEventListener('visibilitychange', () => document.hidden || look());
setInterval(() => document.hidden || look(), LOOK_EVERY);

prepareCopying();
prepareSpeaking();
prepareListening({
  onHeard: say,
  onFailed: (reason) => {
    setNotice('noVoice', reason);
    input.focus();
  },
});
await bringFace();
suggestions = openings = await (await fetch('/suggestions')).json();
drawAll();
await look();
