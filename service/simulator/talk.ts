import { createInterface } from 'node:readline/promises';
import { parseArgs, styleText } from 'node:util';
import { startProgram } from '#program/command.ts';
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
async function main(): Promise<void> {
  const { values } = parseArgs({ options: CONNECTION_OPTIONS });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const connection = await connect(values);
  const terminal = createInterface({ input: process.stdin, output: process.stdout, prompt: '나> ' });
  const state = { isOpen: true };
  terminal.once('SIGINT', () => {
    terminal.close();
  });
  terminal.once('close', () => {
    state.isOpen = false;
  });
  try {
    process.stdout.write('Say “미스터 디버거 시작해줘”. An empty line is silence; Ctrl-D ends.\n');
    terminal.prompt();
    for await (const utterance of terminal) {
      for (const line of answerLines(await connection.clova.say(utterance))) process.stdout.write(`${line}\n`);
      // What was typed ahead is still answered after the end of the input, but nothing more is asked for.
      if (state.isOpen) terminal.prompt();
    }
    process.stdout.write('\n');
  } finally {
    connection.close();
  }
}

function answerLines(exchange: Exchange): string[] {
  const outcome = `${routeText(exchange)} (${outcomeText(exchange)})`.trim();
  return [
    ...exchange.spoken.map((speech) => `우미> ${speech}`),
    ...[outcome, ...exchangeNotes(exchange)].map((line) => dim(`      ${line}`)),
  ];
}

/** Paler on a terminal that shows colours and was not asked to leave them (NO_COLOR). */
function dim(text: string): string {
  return process.stdout.isTTY && process.stdout.hasColors() ? styleText('dim', text) : text;
}

await startProgram(import.meta.url, main);
