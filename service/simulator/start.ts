import { parseArgs } from 'node:util';
import { startProgram, UsageError } from '#program/command.ts';
import { createHttpServer } from '../http-server.ts';
import { listen } from '#program/listen.ts';
import { createEars } from '../interaction-model/hear.ts';
import { readModel } from '../interaction-model/model-files.ts';
import { explainListenError } from '#program/listen.ts';
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
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '8080' },
      'admin-port': { type: 'string', default: '9090' },
      'page-port': { type: 'string', default: '8000' },
      tips: { type: 'string' },
      log: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const pagePort = Number(values['page-port']);
  if (!/^\d+$/.test(values['page-port']) || pagePort > 65_535)
    throw new UsageError(`--page-port ${values['page-port']}: expected a port from 0 (any free one) to 65535`);

  const model = readModel();
  const applicationId = model.skill.extensionId;
  const desk = await startDesk({
    applicationId,
    port: values.port,
    adminPort: values['admin-port'],
    tipsFile: values.tips,
    logLevel: values.log,
  });
  const ears = createEars(model);
  const { url, privateKey } = desk;
  const converse = () => createClova({ ears, url, privateKey, applicationId, shape: 'wire' });
  const page = createHttpServer(buildPageServer({ model, converse }).callback());
  const closePage = () => {
    page.close();
    page.closeAllConnections();
  };
  process.once('SIGINT', () => {
    desk.lifecycle.close();
    closePage();
  });
  process.once('SIGTERM', () => {
    void desk.lifecycle.drain().then(closePage);
  });
  try {
    const port = await listen(page, pagePort, HOST);
    process.stdout.write(welcome(`http://${HOST}:${port}/`, desk, model.skill.store.examplePhrases));
  } catch (error) {
    desk.lifecycle.close();
    throw explainListenError(error);
  }
}

function welcome(page: string, desk: { url: string; adminUrl: string }, phrases: readonly string[]): string {
  return `우미, 미스터 디버거 is listening. Ctrl-C ends it.

  talk to it    ${page}
  the skill     ${desk.url}   (health: ${desk.url}health, ready: ${desk.adminUrl}/readyz)

Three things to say:
${phrases.map((phrase) => `  ${phrase}`).join('\n')}
`;
}

await startProgram(import.meta.url, main);
