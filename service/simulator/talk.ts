import { createInterface } from 'node:readline/promises';
import { styleText } from 'node:util';
import { EXIT, parseLine, startProgram, type Terminal } from '#program/command.ts';
import { languageOf, type Language, type Text } from '#program/language.ts';
import type { Exchange } from './clova.ts';
import { connect, CONNECTION_HELP, CONNECTION_OPTIONS } from './connection.ts';
import { exchangeNotes, outcomeText, routeText } from './exchange-text.ts';

const EXAMPLES = `  npm run talk
  npm run talk -- --url https://skill.example.com/ --key desk.pem
  npm run talk -- --url https://skill.example.test/ --key desk.pem --address 127.0.0.1 --ca roots.pem
`;

const HELP: Text = {
  en: `A conversation with the skill in the terminal. Ctrl-D or Ctrl-C ends it.
An empty line is silence: CLOVA speaks the reprompt once, then ends the session.

  npm run talk -- [options]

${CONNECTION_HELP.en}
Exit status: 0 fine · 2 the service could not be reached, in one turn at least · 64 wrong usage
78 a file that cannot be used

Examples:
${EXAMPLES}`,
  ko: `터미널에서 스킬과 대화합니다. Ctrl-D나 Ctrl-C로 끝냅니다.
빈 줄은 침묵으로 칩니다. 그러면 CLOVA가 reprompt를 한 번 들려주고, 그래도 말이 없으면 세션을 끝냅니다.

  npm run talk -- [옵션]

${CONNECTION_HELP.ko}
종료 코드: 0 정상 · 2 한 번이라도 서비스에 연결하지 못함 · 64 잘못된 사용법 · 78 쓸 수 없는 파일

예:
${EXAMPLES}`,
};

const WELCOME: Text = {
  en: 'Say “미스터 디버거 시작해줘”. An empty line is silence; Ctrl-D ends.\n',
  ko: '“미스터 디버거 시작해줘”라고 말해 보세요. 빈 줄은 침묵이고, Ctrl-D로 끝냅니다.\n',
};

/** `npm run talk` */
export async function talk(argv: readonly string[], terminal: Terminal): Promise<number> {
  const { env, stdin, stdout } = terminal;
  const { values } = parseLine(argv, HELP, CONNECTION_OPTIONS);
  const language = languageOf(argv, env);
  const connection = await connect(values, terminal);
  const dialogue = createInterface({ input: stdin, output: stdout, prompt: '나> ' });
  // hasColors is false where NO_COLOR asks for none.
  const dim = (text: string) => (stdout.hasColors?.(env) ? styleText('dim', text, { validateStream: false }) : text);
  const state = { isOpen: true, isAnswered: true };
  dialogue.once('SIGINT', () => {
    dialogue.close();
  });
  dialogue.once('close', () => {
    state.isOpen = false;
  });
  try {
    stdout.write(WELCOME[language]);
    dialogue.prompt();
    for await (const utterance of dialogue) {
      const exchange = await connection.clova.say(utterance);
      if (exchange.noAnswer !== undefined) state.isAnswered = false;
      for (const line of answerLines(exchange, dim, language)) stdout.write(`${line}\n`);
      // Lines that were typed before the input ended are still answered, without another prompt.
      if (state.isOpen) dialogue.prompt();
    }
    stdout.write('\n');
    return state.isAnswered ? 0 : EXIT.couldNotJudge;
  } finally {
    connection.close();
  }
}

function answerLines(exchange: Exchange, dim: (text: string) => string, language: Language): string[] {
  const outcome = `${routeText(exchange, language)} (${outcomeText(exchange, language)})`.trim();
  return [
    ...exchange.spoken.map((speech) => `우미> ${speech}`),
    ...[outcome, ...exchangeNotes(exchange, language)].map((line) => dim(`      ${line}`)),
  ];
}

await startProgram(import.meta.url, talk);
