import { byId } from './element.js';

/** Voice in. That a browser has the API does not prove that it works, so every error is told. */
export function prepareListening({ onHeard, onFailed }) {
  const Recognition = window.SpeechRecognition ?? window.webkitSpeechRecognition;
  const button = byId('listen');
  button.hidden = !Recognition;
  const setListening = (isListening) => button.setAttribute('aria-pressed', String(isListening));
  let recognition;
  button.addEventListener('click', () => {
    if (button.getAttribute('aria-pressed') === 'true') {
      recognition.abort();
      return;
    }
    recognition = new Recognition();
    recognition.lang = 'ko-KR';
    recognition.onresult = ({ results }) => onHeard(results[0][0].transcript);
    recognition.onerror = ({ error }) => {
      setListening(false);
      if (error !== 'aborted') onFailed(error);
    };
    recognition.onend = () => setListening(false);
    try {
      recognition.start();
      setListening(true);
    } catch (error) {
      setListening(false);
      onFailed(error.message);
    }
  });
}

/** Voice out, offered where the browser has a Korean voice; browsers learn late which voices they have. */
export function prepareSpeaking() {
  const offer = () => (byId('aloud').hidden = !speechSynthesis.getVoices().some(({ lang }) => lang.startsWith('ko')));
  if (!('speechSynthesis' in window)) return;
  offer();
  speechSynthesis.addEventListener?.('voiceschanged', offer);
}

/** Speaks where that is wanted. @returns whether it does; then `onEnd` is called when it has spoken */
export function speak(text, onEnd) {
  if (!byId('speak').checked) return false;
  const speech = Object.assign(new SpeechSynthesisUtterance(text), {
    lang: 'ko-KR',
    onend: () => onEnd(),
    onerror: () => onEnd(),
  });
  speechSynthesis.cancel();
  speechSynthesis.speak(speech);
  return true;
}
