/** What the page says, in two languages; what 우미 says is Korean in both. */
const words = await (await fetch('/words.json')).json();
const LANGUAGE = 'lang';
const address = new URL(location.href);
const wanted = address.searchParams.get(LANGUAGE) ?? navigator.language;
let language = wanted.startsWith('ko') ? 'ko' : 'en';

/** The word of this name in the page's language. */
export const word = (name) => words[language][name];
export const isEnglish = () => language === 'en';

/** What comes of an intent or a type of request; '' for one that the page has no words for. */
export const whatComesOf = (route) => word('becomes')[route] ?? '';

/** Writes the words that stand still, each where `data-word` names it. */
export function writeWords() {
  document.documentElement.lang = language;
  document.title = word('title');
  for (const place of document.querySelectorAll('[data-word]')) place.textContent = word(place.dataset.word);
}

/** The other language, also after a reload. */
export function switchLanguage() {
  language = language === 'ko' ? 'en' : 'ko';
  address.searchParams.set(LANGUAGE, language);
  history.replaceState(null, '', address);
}
