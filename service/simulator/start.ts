import { resolve } from 'node:path';
import { LANG_HELP, parseLine, startProgram, UsageError, type Terminal } from '#program/command.ts';
import { languageOf, type Text } from '#program/language.ts';
import { explainListenError, listen } from '#program/listen.ts';
import { LOG_LEVELS } from '../config.ts';
import { createHttpServer } from '../http-server.ts';
import { ownModel } from '../interaction-model/own-model.ts';
import { endedBySignal } from '../lifecycle.ts';
import { createClova } from './clova.ts';
import { startDesk } from './desk.ts';
import { buildPageServer } from './page-server.ts';

const HELP: Text = {
  en: `Starts the skill on this machine with a key pair made now, and a page to talk to it.

  npm start -- [options]

  --port N         of the skill (default 8080)
  --admin-port N   of its health and metrics (default 9090)
  --page-port N    of the page (default 8000)
  --tips FILE      another tips file
  --log LEVEL      of the skill's log: ${LOG_LEVELS.join(', ')} (default: warn)
  --lang LANGUAGE  ${LANG_HELP.en}
  -h, --help       this text

Ctrl-C ends both at once; SIGTERM lets requests under way finish. Where nobody reads its output any more, it goes on.

Exit status: 0 ended by Ctrl-C or SIGTERM · 64 wrong usage · 78 a port that is taken, or a tips file that cannot be used

Example: npm start -- --page-port 8001 --log info
`,
  ko: `이 컴퓨터에서 스킬을 실행하고, 말을 걸어 볼 페이지를 띄웁니다. 키 쌍은 그때그때 새로 만듭니다.

  npm start -- [옵션]

  --port N         스킬의 포트 (기본값 8080)
  --admin-port N   상태와 메트릭의 포트 (기본값 9090)
  --page-port N    페이지의 포트 (기본값 8000)
  --tips FILE      다른 팁 파일
  --log LEVEL      스킬의 로그 수준: ${LOG_LEVELS.join(', ')} (기본값: warn)
  --lang LANGUAGE  ${LANG_HELP.ko}
  -h, --help       이 도움말

Ctrl-C를 누르면 둘 다 바로 종료하고, SIGTERM을 받으면 처리 중인 요청을 마치고 종료합니다. 출력을 읽던 프로그램이 먼저 끝나도
계속 실행됩니다.

종료 코드: 0 Ctrl-C나 SIGTERM으로 종료 · 64 잘못된 사용법 · 78 이미 쓰이는 포트, 쓸 수 없는 팁 파일

예: npm start -- --page-port 8001 --log info
`,
};

const HOST = '127.0.0.1';

/** `npm start` */
export async function start(argv: readonly string[], { cwd, env, stdout }: Terminal): Promise<number> {
  const { values } = parseLine(argv, HELP, {
    port: { type: 'string', default: '8080' },
    'admin-port': { type: 'string', default: '9090' },
    'page-port': { type: 'string', default: '8000' },
    tips: { type: 'string' },
    log: { type: 'string', default: 'warn' },
  });
  const port = parsePort('--port', values.port);
  const adminPort = parsePort('--admin-port', values['admin-port']);
  const pagePort = parsePort('--page-port', values['page-port']);
  if (port === adminPort && port > 0)
    throw new UsageError({
      en: `--admin-port ${adminPort}: expected another port than --port`,
      ko: `--admin-port ${adminPort}: --port와 다른 포트여야 합니다`,
    });
  if (!LOG_LEVELS.includes(values.log))
    throw new UsageError({
      en: `--log ${values.log}: expected one of ${LOG_LEVELS.join(', ')}`,
      ko: `--log ${values.log}: ${LOG_LEVELS.join(', ')} 중 하나여야 합니다`,
    });

  const { model, ears } = ownModel();
  const applicationId = model.skill.extensionId;
  const desk = await startDesk({
    ...{ applicationId, port, adminPort, logLevel: values.log, output: stdout },
    tipsFile: values.tips === undefined ? undefined : resolve(cwd, values.tips),
  });
  const { url, privateKey } = desk;
  const converse = () => createClova({ ears, url, privateKey, applicationId, shape: 'wire' });
  const page = createHttpServer(buildPageServer({ model, ears, desk, converse }).callback());
  try {
    const address = `http://${HOST}:${await listen(page, pagePort, HOST)}/`;
    stdout.write(welcome(address, desk, model.skill.store.examplePhrases)[languageOf(argv, env)]);
  } catch (error) {
    desk.lifecycle.close();
    throw explainListenError(error);
  }
  await endedBySignal(desk.lifecycle);
  page.close();
  page.closeAllConnections();
  // A signal is the normal way to end it.
  return 0;
}

function parsePort(option: string, text: string): number {
  if (/^\d+$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new UsageError({
    en: `${option} ${text}: expected a port from 0 (any free one) to 65535`,
    ko: `${option} ${text}: 0(비어 있는 아무 포트)부터 65535까지의 포트여야 합니다`,
  });
}

function welcome(page: string, { url, adminUrl }: { url: string; adminUrl: string }, phrases: readonly string[]): Text {
  const lines = phrases.map((phrase) => `  ${phrase}\n`).join('');
  return {
    en: `우미, 미스터 디버거 is listening. Ctrl-C ends it.

  talk to it    ${page}
  the skill     ${url}   (health: ${url}health, ready: ${adminUrl}/readyz)

Three things to say:
${lines}`,
    ko: `우미, 미스터 디버거가 듣고 있습니다. Ctrl-C로 끝냅니다.

  대화하기   ${page}
  스킬       ${url}   (상태: ${url}health, 준비: ${adminUrl}/readyz)

이렇게 말해 보세요:
${lines}`,
  };
}

await startProgram(import.meta.url, start, { isServer: true });
