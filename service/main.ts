import { parseLine, startProgram, type Terminal } from '#program/command.ts';
import { readConfig, type Config } from './config.ts';
import { createDownload } from './key-download.ts';
import { readKeyFiles } from './key-files.ts';
import { fetchedKeyRing, pinnedKeyRing, type KeyRing } from './key-ring.ts';
import { endedBySignal } from './lifecycle.ts';
import { createLog } from './log.ts';
import { startService } from './service.ts';
import { readTipsFile } from './tips-file.ts';

const HELP = `The service, as the image starts it: configured by its environment, until a signal ends it.

  -h, --help   this text

service/README.md has the environment variables.

Exit status: 0 ended by SIGTERM · 64 wrong usage · 78 a configuration or a file that cannot be used, or a port that is
taken · 130 ended by SIGINT
`;

/** What the image starts: the service, configured by its environment, until a signal ends it. */
export async function serve(argv: readonly string[], { env }: Terminal): Promise<number> {
  parseLine(argv, HELP, {});
  const config = readConfig(env);
  const log = createLog(config.logLevel);
  const catalogue = await readTipsFile(config.tipsFile);
  const keys = openKeyRing(config, log);
  const { port, adminPort, lifecycle } = await startService({ config, catalogue, keys, log });
  const { version, revision } = config;
  log.info({ port, adminPort, version, revision, tips: catalogue.tips.length }, 'listening');
  const status = await endedBySignal(lifecycle, () => {
    log.info('draining');
  });
  log.info('ended');
  return status;
}

function openKeyRing({ publicKeyFiles, publicKeyUrl }: Config, log: ReturnType<typeof createLog>): KeyRing {
  if (publicKeyFiles.length > 0) return pinnedKeyRing(readKeyFiles(publicKeyFiles));
  return fetchedKeyRing({
    url: publicKeyUrl,
    download: createDownload(publicKeyUrl),
    now: () => performance.now(),
    log,
  });
}

void startProgram(import.meta.url, serve);
