import { createInterface } from 'node:readline/promises';
import { styleText } from 'node:util';
import { parseLine, startProgram, type Terminal } from '#program/command.ts';
import type { Exchange } from './clova.ts';
import { connect, CONNECTION_HELP, CONNECTION_OPTIONS } from './connection.ts';
import { exchangeNotes, outcomeText, routeText } from './exchange-text.ts';

const HELP = `A conversation with the skill in the terminal. Ctrl-D or Ctrl-C ends it.
An empty line is silence: CLOVA speaks the reprompt once, then ends the session.

  npm run talk -- [options]

${CONNECTION_HELP}
Examples:
  npm run talk
  npm run talk -- --url https://skill.example.com/ --key desk.pem
  npm run talk -- --url https://skill.example.test/ --key desk.pem --address 127.0.0.1 --ca roots.pem
`;

/** `npm run talk` */
export async function talk(argv: readonly string[], terminal: Terminal): Promise<number> {
  const { env, stdin, stdout } = terminal;
  const { values } = parseLine(argv, HELP, CONNECTION_OPTIONS);
  const connection = await connect(values, terminal);
  const dialogue = createInterface({ input: stdin, output: stdout, prompt: '나> ' });
  // hasColors is false where NO_COLOR asks for none.
  const dim = (text: string) => (stdout.hasColors?.(env) ? styleText('dim', text, { validateStream: false }) : text);
  const state = { isOpen: true };
  dialogue.once('SIGINT', () => {
    dialogue.close();
  });
  dialogue.once('close', () => {
    state.isOpen = false;
  });
  try {
    stdout.write('Say “미스터 디버거 시작해줘”. An empty line is silence; Ctrl-D ends.\n');
    dialogue.prompt();
    for await (const utterance of dialogue) {
      for (const line of answerLines(await connection.clova.say(utterance), dim)) stdout.write(`${line}\n`);
      // Lines that were typed before the input ended are still answered, without another prompt.
      if (state.isOpen) dialogue.prompt();
    }
    stdout.write('\n');
    return 0;
  } finally {
    connection.close();
  }
}

function answerLines(exchange: Exchange, dim: (text: string) => string): string[] {
  const outcome = `${routeText(exchange)} (${outcomeText(exchange)})`.trim();
  return [
    ...exchange.spoken.map((speech) => `우미> ${speech}`),
    ...[outcome, ...exchangeNotes(exchange)].map((line) => dim(`      ${line}`)),
  ];
}

await startProgram(import.meta.url, talk);
