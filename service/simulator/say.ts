import { resolve } from 'node:path';
import { EXIT, parseLine, startProgram, UsageError, type Terminal } from '#program/command.ts';
import type { Exchange } from './clova.ts';
import { connect, CONNECTION_HELP, CONNECTION_OPTIONS } from './connection.ts';
import { exchangeLine, exchangeNotes, isBad } from './exchange-text.ts';
import { differences, readRecording, record, writeRecording } from './recording.ts';

const HELP = `Says utterances to the skill, one after the other in one conversation, and prints a line for each.
An empty utterance is silence: CLOVA speaks the reprompt once, then ends the session.

  npm run say -- [options] UTTERANCE...
  npm run say -- [options] --replay FILE

${CONNECTION_HELP}  --json                one JSON object a line instead of text
  --record FILE         writes the dialogue to FILE
  --replay FILE         says the utterances of FILE again and compares routing, slots, what CLOVA
                        does then and, where the service is started here, every word

Exit status: 0 fine · 1 an error of the linter, an utterance that CLOVA would not route, or a replay
that differs · 2 the service could not be reached · 64 wrong usage · 78 a file that cannot be used

Examples:
  npm run say -- "미스터 디버거 시작해줘" "디버깅 팁 좀 알려줘" "종료"
  npm run -s say -- --json "미스터 디버거에게 캐시 팁 하나 알려줘"
  npm run say -- --seed 7 --record dialogue.json "미스터 디버거 시작해줘" "다음" "이전" ""
  npm run say -- --url https://skill.example.com/ --key desk.pem "미스터 디버거 시작해줘"
  npm run say -- --url https://skill.example.test/ --key desk.pem --address 127.0.0.1 --ca roots.pem "미스터 디버거 시작해줘"
`;

/** `npm run say` */
export async function say(argv: readonly string[], terminal: Terminal): Promise<number> {
  const { stdout, cwd } = terminal;
  const { values, positionals } = parseLine(
    argv,
    HELP,
    { ...CONNECTION_OPTIONS, json: { type: 'boolean' }, record: { type: 'string' }, replay: { type: 'string' } },
    'any words',
  );
  if (values.replay !== undefined && positionals.length > 0)
    throw new UsageError('--replay takes its utterances from the file: expected none beside it');
  const replayed = values.replay === undefined ? undefined : readRecording(resolve(cwd, values.replay));
  const utterances = replayed?.lines.map(({ utterance }) => utterance) ?? positionals;
  if (utterances.length === 0)
    throw new UsageError('nothing to say: give an utterance, such as "미스터 디버거 시작해줘"');

  const seed = values.seed ?? (values.url === undefined ? replayed?.seed?.toString() : undefined);
  const connection = await connect({ ...values, seed }, terminal);
  const recordFile = values.record === undefined ? undefined : resolve(cwd, values.record);
  const withSpeech = replayed !== undefined && replayed.seed !== null && replayed.seed === connection.seed;
  const exchanges: Exchange[] = [];
  let differs = false;
  try {
    // Before anything is said, because a dialogue that cannot be written would be lost.
    if (recordFile !== undefined) writeRecording(recordFile, record([], connection.seed));
    for (const [index, utterance] of utterances.entries()) {
      const exchange = await connection.clova.say(utterance);
      exchanges.push(exchange);
      const line = replayed?.lines[index];
      const changes = line ? differences(line, exchange, { withSpeech }) : [];
      differs ||= changes.length > 0;
      stdout.write(values.json ? `${JSON.stringify({ ...exchange, changes })}\n` : textOf(exchange, changes));
      if (exchange.noAnswer !== undefined) break;
    }
  } finally {
    connection.close();
  }
  if (recordFile !== undefined) writeRecording(recordFile, record(exchanges, connection.seed));
  if (exchanges.some(({ noAnswer }) => noAnswer !== undefined)) return EXIT.couldNotJudge;
  return differs || exchanges.some(isBad) ? EXIT.problems : 0;
}

function textOf(exchange: Exchange, changes: readonly string[]): string {
  const notes = [...exchangeNotes(exchange), ...changes.map((change) => `differs: ${change}`)];
  return [exchangeLine(exchange), ...notes.map((note) => `    ${note}`), ''].join('\n');
}

await startProgram(import.meta.url, say);
