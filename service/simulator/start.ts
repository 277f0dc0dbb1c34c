import { resolve } from 'node:path';
import { parseLine, startProgram, UsageError, type Terminal } from '#program/command.ts';
import { explainListenError, listen } from '#program/listen.ts';
import { createHttpServer } from '../http-server.ts';
import { createEars } from '../interaction-model/hear.ts';
import { readModel } from '../interaction-model/model-files.ts';
import { endedBySignal } from '../lifecycle.ts';
import { createClova } from './clova.ts';
import { startDesk } from './desk.ts';
import { buildPageServer } from './page-server.ts';

const HELP = `Starts the skill on this machine with a key pair made now, and a page to talk to it.

  npm start -- [options]

  --port N         of the skill (default 8080)
  --admin-port N   of its health and metrics (default 9090)
  --page-port N    of the page (default 8000)
  --tips FILE      another tips file
  --log LEVEL      of the skill's log: debug, info, warn (default), error
  -h, --help       this text

Ctrl-C ends both at once; SIGTERM lets requests under way finish.
Example: npm start -- --page-port 8001 --log info
`;

const HOST = '127.0.0.1';

/** `npm start` */
export async function start(argv: readonly string[], { cwd, stdout }: Terminal): Promise<number> {
  const { values } = parseLine(argv, HELP, {
    port: { type: 'string', default: '8080' },
    'admin-port': { type: 'string', default: '9090' },
    'page-port': { type: 'string', default: '8000' },
    tips: { type: 'string' },
    log: { type: 'string' },
  });
  const pagePort = Number(values['page-port']);
  if (!/^\d+$/.test(values['page-port']) || pagePort > 65_535)
    throw new UsageError(`--page-port ${values['page-port']}: expected a port from 0 (any free one) to 65535`);

  const model = readModel();
  const applicationId = model.skill.extensionId;
  const desk = await startDesk({
    applicationId,
    port: values.port,
    adminPort: values['admin-port'],
    tipsFile: values.tips === undefined ? undefined : resolve(cwd, values.tips),
    logLevel: values.log,
    output: stdout,
  });
  const ears = createEars(model);
  const { url, privateKey } = desk;
  const converse = () => createClova({ ears, url, privateKey, applicationId, shape: 'wire' });
  const page = createHttpServer(buildPageServer({ model, ears, desk, converse }).callback());
  try {
    const port = await listen(page, pagePort, HOST);
    stdout.write(welcome(`http://${HOST}:${port}/`, desk, model.skill.store.examplePhrases));
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

function welcome(page: string, desk: { url: string; adminUrl: string }, phrases: readonly string[]): string {
  return `우미, 미스터 디버거 is listening. Ctrl-C ends it.

  talk to it    ${page}
  the skill     ${desk.url}   (health: ${desk.url}health, ready: ${desk.adminUrl}/readyz)

Three things to say:
${phrases.map((phrase) => `  ${phrase}`).join('\n')}
`;
}

await startProgram(import.meta.url, start);
