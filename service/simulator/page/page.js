const byId = (id) => document.getElementById(id);
const [form, input, log, notice, state] = ['form', 'utterance', 'log', 'notice', 'state'].map(byId);
const conversation = crypto.randomUUID();
const silenceText = '(침묵)';
const thenText = {
  listens: { short: '계속 들음', long: '듣는 중: 이어서 말해 보세요.' },
  'ends the session': { short: '대화를 끝냄', long: '대화가 끝났어요. “미스터 디버거 시작해줘”로 다시 시작해요.' },
  'stays silent': { short: '아무 일도 하지 않음', long: '대기 중: “미스터 디버거 시작해줘”라고 말해 보세요.' },
};

/** Says something to the skill and shows what came of it; '' is silence. */
async function say(utterance) {
  addLine('user', '나', utterance === '' ? silenceText : utterance);
  notice.textContent = '';
  let exchange;
  try {
    const response = await fetch('/say', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ conversation, utterance }),
    });
    if (!response.ok) throw new Error(`${response.status}`);
    exchange = await response.json();
  } catch (error) {
    notice.textContent = `시뮬레이터가 대답하지 않아요 (${error.message}). npm start가 돌고 있는지 확인해 보세요.`;
    return;
  }
  exchange.spoken.forEach((speech) => addLine('skill', '우미', speech));
  if (exchange.heard.kind === 'unroutable') {
    const instead = exchange.heard.sayInstead.map((text) => `“${text}”`).join(', ');
    addLine('hint', '안내', `CLOVA가 이 스킬로 보내지 않는 말이에요. 이렇게 말해 보세요: ${instead}`);
  }
  state.textContent = thenText[exchange.then].long;
  showInside(exchange);
  speak(exchange.spoken.join(' '));
}

function addLine(kind, who, text) {
  const line = document.createElement('p');
  const speaker = document.createElement('span');
  line.className = kind;
  speaker.className = 'who';
  speaker.textContent = `${who}: `;
  line.append(speaker, text);
  log.append(line);
  log.scrollTop = log.scrollHeight;
}

function showInside({ question, request, reply, problems, then, ms, noAnswer }) {
  byId('empty').hidden = true;
  byId('facts').hidden = false;
  byId('route').textContent = question?.intent ?? question?.type ?? '아무 데도 보내지 않음';
  const slots = Object.entries(question?.slots ?? {}).map(([name, value]) => `${name} = ${value}`);
  byId('slots').textContent = slots.join(', ') || '없음';
  byId('outcome').textContent =
    noAnswer ?? [thenText[then].short, ms && `${Math.round(ms)} ms`].filter(Boolean).join(', ');
  const lint = problems.map(({ level, field, problem }) => `${level}: ${field}: ${problem}`);
  byId('lint').replaceChildren(
    ...(lint.length > 0 ? lint : ['문제 없음']).map((text) => {
      const item = document.createElement('li');
      item.className = text.startsWith('error') ? 'error' : '';
      item.textContent = text;
      return item;
    }),
  );
  byId('request').textContent = request ? JSON.stringify(request, null, 2) : '';
  byId('reply').textContent = reply ? JSON.stringify(reply, null, 2) : '';
}

function speak(text) {
  if (text === '' || !byId('speak').checked || !('speechSynthesis' in window)) return;
  const speech = new SpeechSynthesisUtterance(text);
  speech.lang = 'ko-KR';
  speechSynthesis.cancel();
  speechSynthesis.speak(speech);
}

/** Voice in. That a browser has the API does not prove that it works, so every error leads back to the text field. */
function prepareListening() {
  const Recognition = window.SpeechRecognition ?? window.webkitSpeechRecognition;
  const button = byId('listen');
  if (!Recognition) {
    button.disabled = true;
    button.title = '이 브라우저는 음성 인식을 지원하지 않아요';
    return;
  }
  const setListening = (isListening) => button.setAttribute('aria-pressed', String(isListening));
  const fallBack = (reason) => {
    setListening(false);
    notice.textContent = `음성을 쓸 수 없어요 (${reason}). 글로 입력해 주세요.`;
    input.focus();
  };
  let recognition;
  button.addEventListener('click', () => {
    if (button.getAttribute('aria-pressed') === 'true') {
      recognition.abort();
      return;
    }
    recognition = new Recognition();
    recognition.lang = 'ko-KR';
    recognition.onresult = ({ results }) => say(results[0][0].transcript);
    recognition.onerror = ({ error }) => (error === 'aborted' ? setListening(false) : fallBack(error));
    recognition.onend = () => setListening(false);
    try {
      recognition.start();
      setListening(true);
      notice.textContent = '';
    } catch (error) {
      fallBack(error.message);
    }
  });
}

async function showUtterances() {
  const groups = await (await fetch('/utterances')).json();
  for (const { name, utterances } of groups) {
    const title = document.createElement('h3');
    const list = document.createElement('ul');
    title.textContent = name;
    for (const utterance of utterances) {
      const item = document.createElement('li');
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = utterance;
      button.addEventListener('click', () => say(utterance));
      item.append(button);
      list.append(item);
    }
    byId('utterances').append(title, list);
  }
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  const utterance = input.value.trim();
  if (utterance === '') return;
  input.value = '';
  say(utterance);
});
byId('silence').addEventListener('click', () => say(''));
prepareListening();
await showUtterances();
