import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from 'esbuild';
import { bundleService } from '../bundle.ts';
import { freePort } from '#testing/free-port.ts';
import { cpuMs } from './process-figures.ts';

export const APPLICATION_ID = 'kr.example.mrdebugger';

const BUNDLES = ['bare', 'service', 'koa-libraries', 'koa-alone', 'koa-naive', 'express', 'fastify'] as const;
/** What is compared; the others are measured against the first. Behind “+ duties” they log, measure and limit too. */
export const CONTENDERS = [...BUNDLES, 'koa-naive + duties', 'express + duties', 'fastify + duties'] as const;
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
  /** Where the service exposes its metrics; the other contenders have none. */
  readonly metricsUrl: string;
  /** Milliseconds of processor time from its start to its first good /health. */
  readonly startMs: number;
  stop(): Promise<void>;
}

/** Bundles each contender into one file: the service as in the image, the others as modules. */
export async function bundleContenders(folder: string): Promise<void> {
  await bundleService(bundleOf('service', folder));
  for (const name of BUNDLES.filter((name) => name !== 'service')) {
    await build({
      entryPoints: [`service/bench/contenders/${name}.ts`],
      outfile: bundleOf(name, folder),
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20.19',
      minifySyntax: true,
      banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
      logLevel: 'error',
    });
  }
}

function bundleOf(bundle: string, folder: string): string {
  return join(folder, bundle === 'service' ? 'service.cjs' : `${bundle}.mjs`);
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
  const [bundle = '', ...duties] = name.split(' + ');
  const file = bundleOf(bundle, files.folder);
  const words = [file, String(port), files.publicKey, files.tipsJson, ...duties];
  // The log is written and thrown away.
  const child = spawn(process.execPath, bundle === 'service' ? [...flagsOfImage(), file] : words, {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
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
  return { name, pid, url, metricsUrl: `http://127.0.0.1:${adminPort}/metrics`, startMs, stop };
}

/** Node's options in the image of the service, which is the last stage of the Dockerfile. */
function flagsOfImage(): string[] {
  const entrypoint = /^ENTRYPOINT (\[.*\])$/m.exec(
    readFileSync('Dockerfile', 'utf8')
      .split(/^FROM /m)
      .at(-1) ?? '',
  );
  return (JSON.parse(entrypoint?.[1] ?? '[]') as string[]).filter((word) => word.startsWith('--'));
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
