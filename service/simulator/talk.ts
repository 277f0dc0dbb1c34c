import { createInterface } from 'node:readline/promises';
import { parseArgs, styleText } from 'node:util';
import { runCommand } from '../command.ts';
import { connect, CONNECTION_HELP, CONNECTION_OPTIONS } from './connection.ts';
import { exchangeNotes, outcomeText, routeText } from './exchange-text.ts';

const HELP = `A conversation with the skill in the terminal. Ctrl-D or Ctrl-C ends it.
An empty line is silence: CLOVA speaks the reprompt once, then ends the session.

  npm run talk -- [options]

${CONNECTION_HELP}
Examples:
  npm run talk
  npm run talk -- --url https://skill.example.com/ --key desk.pem
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
  terminal.on('SIGINT', () => {
    terminal.close();
  });
  process.stdout.write('Say “미스터 디버거 시작해줘”. An empty line is silence; Ctrl-D ends.\n');
  terminal.prompt();
  for await (const utterance of terminal) {
    const exchange = await connection.clova.say(utterance);
    for (const speech of exchange.spoken) process.stdout.write(`우미> ${speech}\n`);
    const outcome = `${routeText(exchange)} (${outcomeText(exchange)})`.trim();
    for (const line of [outcome, ...exchangeNotes(exchange)]) process.stdout.write(`${dim(`      ${line}`)}\n`);
    terminal.prompt();
  }
  process.stdout.write('\n');
  connection.close();
}

/** Paler on a terminal that shows colours and was not asked to leave them (NO_COLOR). */
function dim(text: string): string {
  return process.stdout.isTTY && process.stdout.hasColors() ? styleText('dim', text) : text;
}

await runCommand(main);
