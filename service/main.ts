import { startProgram } from '#program/command.ts';
import { readConfig, type Config } from './config.ts';
import { downloadText } from './key-download.ts';
import { readKeyFiles } from './key-files.ts';
import { fetchedKeyRing, pinnedKeyRing, type KeyRing } from './key-ring.ts';
import { createLog } from './log.ts';
import { startService } from './service.ts';
import { readTipsFile } from './tips-file.ts';

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const log = createLog(config.logLevel);
  const catalogue = readTipsFile(config.tipsFile);
  const keys = openKeyRing(config, log);
  const { port, adminPort, lifecycle } = await startService({ config, catalogue, keys, log });
  const { version, revision } = config;
  log.info({ port, adminPort, version, revision, tips: catalogue.tips.length }, 'listening');
  process.once('SIGTERM', () => {
    log.info('draining');
    void lifecycle.drain().then(() => {
      log.info('ended');
    });
  });
  process.once('SIGINT', () => {
    process.exitCode = 130;
    lifecycle.close();
  });
}

function openKeyRing({ publicKeyFiles, publicKeyUrl }: Config, log: ReturnType<typeof createLog>): KeyRing {
  if (publicKeyFiles.length > 0) return pinnedKeyRing(readKeyFiles(publicKeyFiles));
  return fetchedKeyRing({ url: publicKeyUrl, download: downloadText, now: () => performance.now(), log });
}

void startProgram(import.meta.url, main);
