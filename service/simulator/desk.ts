import { generateKeyPairSync, type KeyObject, type KeyPairKeyObjectResult } from 'node:crypto';
import { parsePublicKeys } from '../cek/keys.ts';
import { readConfig } from '../config.ts';
import { pinnedKeyRing } from '../key-ring.ts';
import { createLog } from '../log.ts';
import { startService, type Service } from '../service.ts';
import { readTipsFile } from '../tips-file.ts';

export interface Desk {
  readonly url: string;
  readonly adminUrl: string;
  readonly privateKey: KeyObject;
  readonly lifecycle: Service['lifecycle'];
}

interface Options {
  readonly applicationId: string;
  /** Where none is given, any free port. */
  readonly port?: number | undefined;
  readonly adminPort?: number | undefined;
  /** What --tips names. */
  readonly tipsFile?: string | undefined;
  readonly logLevel?: string | undefined;
  /** Where the log goes; where none is given, standard output. */
  readonly output?: NodeJS.WritableStream | undefined;
  /** Gives a number from 0 up to, not including, 1. */
  readonly random?: (() => number) | undefined;
}

const HOST = '127.0.0.1';

/** Made for the first desk of a process; no other process has it. */
let keyPair: KeyPairKeyObjectResult | undefined;

/**
 * Starts the service on this machine alone, with a key pair of this process: it checks signatures as it does anywhere,
 * and the simulator signs.
 * @throws {StartError}
 */
export async function startDesk({
  applicationId,
  port,
  adminPort,
  tipsFile,
  logLevel,
  output,
  random,
}: Options): Promise<Desk> {
  const config = readConfig({
    CEK_APPLICATION_IDS: applicationId,
    PORT: String(port ?? 0),
    ADMIN_PORT: String(adminPort ?? 0),
    TIPS_FILE: tipsFile,
    LOG_LEVEL: logLevel ?? 'warn',
  });
  const catalogue = await readTipsFile(config.tipsFile, tipsFile && `--tips ${tipsFile}`);
  const { publicKey, privateKey } = (keyPair ??= generateKeyPairSync('rsa', { modulusLength: 2048 }));
  const { keys } = parsePublicKeys(publicKey.export({ type: 'spki', format: 'pem' }).toString());
  const service = await startService({
    config,
    catalogue,
    keys: pinnedKeyRing(keys),
    log: createLog(config.logLevel, output),
    host: HOST,
    ...(random && { random }),
  });
  return {
    url: `http://${HOST}:${service.port}${config.cekPath}`,
    adminUrl: `http://${HOST}:${service.adminPort}`,
    privateKey,
    lifecycle: service.lifecycle,
  };
}
