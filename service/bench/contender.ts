import { spawn } from 'node:child_process';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from 'esbuild';
import { cpuMs } from './process-figures.ts';

export const APPLICATION_ID = 'kr.example.mrdebugger';

/** What is compared; the first is what the others are measured by. */
export const CONTENDERS = ['bare', 'service', 'koa-naive', 'express', 'fastify'] as const;
export type Name = (typeof CONTENDERS)[number];

export interface Files {
  /** Where the bundles go. */
  readonly folder: string;
  readonly publicKey: string;
  readonly tipsJson: string;
}

/** A running contender. */
export interface Contender {
  readonly name: Name;
  readonly pid: number;
  readonly url: string;
  /** Milliseconds of processor time from its start to its first good /health. */
  readonly startMs: number;
  stop(): Promise<void>;
}

/** Puts each contender into one file, the way the image's service is. */
export async function bundleContenders(folder: string): Promise<void> {
  for (const name of CONTENDERS) {
    await build({
      entryPoints: [name === 'service' ? 'service/main.ts' : `service/bench/contenders/${name}.ts`],
      outfile: join(folder, `${name}.mjs`),
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      minifySyntax: true,
      banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
      logLevel: 'error',
    });
  }
}

/** Starts a contender and waits for its first good /health. */
export async function startContender(name: Name, files: Files): Promise<Contender> {
  const [port, adminPort] = [await freePort(), await freePort()];
  const env = {
    CEK_APPLICATION_IDS: APPLICATION_ID,
    CEK_PUBLIC_KEY_FILES: files.publicKey,
    PORT: String(port),
    ADMIN_PORT: String(adminPort),
    TIPS_FILE: 'kustomize/bases/app/tips.yaml',
  };
  const args = [join(files.folder, `${name}.mjs`), String(port), files.publicKey, files.tipsJson];
  // The log goes where it costs least, but it is written.
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${name} did not start`);
  const url = `http://127.0.0.1:${port}/`;
  while (!(await isHealthy(url))) {
    if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode}`);
    await sleep(2);
  }
  const startMs = cpuMs(pid);
  const stop = () =>
    new Promise<void>((resolve) => {
      child.once('exit', () => {
        resolve();
      });
      child.kill('SIGKILL');
    });
  return { name, pid, url, startMs, stop };
}

function isHealthy(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    get(`${url}health`, (response) => {
      response.resume().once('end', () => {
        resolve(response.statusCode === 200);
      });
    }).once('error', () => {
      resolve(false);
    });
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        resolve(typeof address === 'object' && address ? address.port : 0);
      });
    });
  });
}
