import { resolve } from 'node:path';
import { EXIT, parseLine, startProgram, UsageError, type Terminal } from '#program/command.ts';
import { languageOf, type Language, type Text } from '#program/language.ts';
import { tellCorpus } from '../interaction-model/corpus-command.ts';
import type { Exchange } from './clova.ts';
import { connect, CONNECTION_HELP, CONNECTION_OPTIONS } from './connection.ts';
import { exchangeLine, exchangeNotes, isBad } from './exchange-text.ts';
import { differences, readRecording, record, writeRecording } from './recording.ts';

const EXAMPLES = `  npm run say -- "미스터 디버거 시작해줘" "디버깅 팁 좀 알려줘" "종료"
  npm run -s say -- --json "미스터 디버거에게 캐시 팁 하나 알려줘"
  npm run say -- --seed 7 --record dialogue.json "미스터 디버거 시작해줘" "다음" "이전" ""
  npm run say -- --url https://skill.example.com/ --key desk.pem "미스터 디버거 시작해줘"
  npm run say -- --url https://skill.example.test/ --key desk.pem --address 127.0.0.1 --ca roots.pem "미스터 디버거 시작해줘"
`;

const HELP: Text = {
  en: `Says utterances to the skill, one after the other in one conversation, and prints a line for each.
An empty utterance is silence: CLOVA speaks the reprompt once, then ends the session.

  npm run say -- [options] UTTERANCE...
  npm run say -- [options] --replay FILE
  npm run say -- --corpus [FILE...]

${CONNECTION_HELP.en}  --json                one JSON object a line instead of text
  --record FILE         writes the dialogue to FILE
  --replay FILE         says the utterances of FILE again and compares routing, slots, what CLOVA
                        does then and, where the service is started here, every word
  --corpus              how many everyday utterances of each FILE are heard rightly, and which are not
                        (default: those in service/interaction-model/testdata)

Exit status: 0 fine · 1 an error of the linter, an utterance that CLOVA would not route, a replay
that differs, or a corpus below its goals · 2 the service could not be reached · 64 wrong usage
· 78 a file that cannot be used

Examples:
${EXAMPLES}`,
  ko: `발화를 차례로 보내 한 대화로 이어 가고, 발화마다 결과를 한 줄씩 출력합니다.
빈 발화는 침묵으로 칩니다. 그러면 CLOVA가 reprompt를 한 번 들려주고, 그래도 말이 없으면 세션을 끝냅니다.

  npm run say -- [옵션] 발화...
  npm run say -- [옵션] --replay FILE
  npm run say -- --corpus [FILE...]

${CONNECTION_HELP.ko}  --json                텍스트 대신 한 줄에 하나씩 JSON으로 출력합니다
  --record FILE         대화를 FILE에 저장합니다
  --replay FILE         FILE에 저장된 발화를 다시 보내 인텐트, 슬롯, CLOVA의 다음 동작이 같은지 비교합니다.
                        서비스를 여기서 띄웠다면 응답 문장까지 글자 그대로 비교합니다
  --corpus              일상 발화 가운데 몇 개를 제대로 알아듣는지 FILE별로 세고, 못 알아들은 발화를 보여 줍니다
                        (기본값: service/interaction-model/testdata의 파일)

종료 코드: 0 정상 · 1 응답 검사 오류, CLOVA가 스킬로 보내지 않는 발화, 저장된 대화와 다른 결과, 목표 미달
2 서비스에 연결하지 못함 · 64 잘못된 사용법 · 78 쓸 수 없는 파일

예:
${EXAMPLES}`,
};

/** `npm run say` */
export async function say(argv: readonly string[], terminal: Terminal): Promise<number> {
  const { cwd, env, stdout } = terminal;
  const language = languageOf(argv, env);
  const { values, positionals } = parseLine(
    argv,
    HELP,
    {
      ...CONNECTION_OPTIONS,
      json: { type: 'boolean' },
      record: { type: 'string' },
      replay: { type: 'string' },
      corpus: { type: 'boolean' },
    },
    'any words',
  );
  const files = positionals.map((path) => resolve(cwd, path));
  if (values.corpus) return tellCorpus(files, stdout, language);
  if (values.replay !== undefined && positionals.length > 0)
    throw new UsageError({
      en: '--replay takes its utterances from the file: expected none beside it',
      ko: '--replay는 파일에 있는 발화를 말합니다. 발화를 따로 줄 수 없습니다',
    });
  const { record: recordFile, replay } = values;
  const replayed = replay === undefined ? undefined : readRecording(`--replay ${replay}`, resolve(cwd, replay));
  const utterances = replayed?.lines.map(({ utterance }) => utterance) ?? positionals;
  if (utterances.length === 0)
    throw new UsageError({
      en: 'nothing to say: give an utterance, such as "미스터 디버거 시작해줘"',
      ko: '보낼 발화가 없습니다. "미스터 디버거 시작해줘"처럼 발화를 적어 주세요',
    });

  const seed = values.seed ?? (values.url === undefined ? replayed?.seed?.toString() : undefined);
  const connection = await connect({ ...values, seed }, terminal);
  const keep = (exchanges: readonly Exchange[]) => {
    if (recordFile === undefined) return;
    writeRecording(`--record ${recordFile}`, resolve(cwd, recordFile), record(exchanges, connection.seed));
  };
  const withSpeech = replayed !== undefined && replayed.seed !== null && replayed.seed === connection.seed;
  const exchanges: Exchange[] = [];
  let differs = false;
  try {
    // Before anything is said, because a dialogue that cannot be written would be lost.
    keep([]);
    for (const [index, utterance] of utterances.entries()) {
      const exchange = await connection.clova.say(utterance);
      exchanges.push(exchange);
      const line = replayed?.lines[index];
      const changes = line ? differences(line, exchange, { withSpeech, language: values.json ? 'en' : language }) : [];
      differs ||= changes.length > 0;
      stdout.write(values.json ? `${JSON.stringify({ ...exchange, changes })}\n` : textOf(exchange, changes, language));
      if (exchange.noAnswer !== undefined) break;
    }
  } finally {
    connection.close();
  }
  keep(exchanges);
  if (exchanges.some(({ noAnswer }) => noAnswer !== undefined)) return EXIT.couldNotJudge;
  return differs || exchanges.some(isBad) ? EXIT.problems : 0;
}

function textOf(exchange: Exchange, changes: readonly string[], language: Language): string {
  const differs = { en: 'differs', ko: '다름' }[language];
  const notes = [...exchangeNotes(exchange, language), ...changes.map((change) => `${differs}: ${change}`)];
  return [exchangeLine(exchange, language), ...notes.map((note) => `    ${note}`), ''].join('\n');
}

await startProgram(import.meta.url, say);
