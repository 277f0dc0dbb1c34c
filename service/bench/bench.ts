import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { EXIT, type Output, parseLine, startProgram, UsageError, type Terminal } from '#program/command.ts';
import { TIPS_FILE } from '../config.ts';
import { buildRequest } from '../simulator/request.ts';
import { signBody } from '../simulator/signer.ts';
import { readTipsFile } from '../tips-file.ts';
import {
  APPLICATION_ID,
  bundleContenders,
  CONTENDERS,
  startContender,
  type Contender,
  type Files,
} from './contender.ts';
import { cpuMs, residentMb } from './process-figures.ts';
import { median, percentile, spread } from './statistics.ts';

const HELP = `Compares the service with a bare node:http server, Koa used naively, Express and Fastify. All check signatures
and give the service's replies; the service and those with “+ duties” also log, measure and limit. Linux only.

  npm run bench -- [options]

  --generations N   fresh processes of each (default 3): one process may be lucky
  --rounds N        rounds of each generation, all contenders in turn (default 5)
  --seconds N       of load in each round (default 0.8)
  --starts N        starts of each (default 11)
  --memory N        instead of comparing, N requests to the service alone, and its memory after each tenth
  -h, --help        this text

Ratios are taken round by round against the bare server of the same round: a busy machine slows both.

Exit status: 0 measured · 64 wrong usage

Examples:
  npm run bench
  npm run bench -- --memory 1000000
`;

interface Plan {
  readonly generations: number;
  readonly rounds: number;
  readonly seconds: number;
  readonly starts: number;
}

interface Load {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

interface Figures {
  readonly start: number[];
  readonly rate: number[];
  readonly cpu: number[];
  readonly microseconds: number[];
  readonly p99: number[];
  readonly resident: number[];
}

const CONNECTIONS = 10;
/** Seconds of load before the first measurement. */
const WARM_UP = 4;

/** `npm run bench` */
export async function bench(argv: readonly string[], { stdout, stderr }: Terminal): Promise<number> {
  const { values } = parseLine(argv, HELP, {
    generations: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '0.8' },
    starts: { type: 'string', default: '11' },
    memory: { type: 'string' },
  });
  const number = (name: 'generations' | 'rounds' | 'seconds' | 'starts' | 'memory') => {
    const value = Number(values[name]);
    if (value > 0) return value;
    throw new UsageError(`--${name} ${values[name] ?? ''}: expected a number above 0`);
  };
  const plan = {
    generations: number('generations'),
    rounds: number('rounds'),
    seconds: number('seconds'),
    starts: number('starts'),
  };
  const requests = values.memory === undefined ? undefined : number('memory');
  if (!existsSync('/proc/self/schedstat')) {
    stderr.write('no /proc/self/schedstat: processor time can be measured on Linux only\n');
    return EXIT.couldNotJudge;
  }
  const folder = mkdtempSync(join(tmpdir(), 'mrdebugger-bench-'));
  try {
    const { load, files } = await prepare(folder);
    await bundleContenders(folder);
    stdout.write(`Node ${process.version}\n`);
    if (requests === undefined) report(await compare(files, load, plan, stderr), stdout);
    else await measureMemory(files, load, requests, stdout);
    return 0;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function prepare(folder: string): Promise<{ load: Load; files: Files }> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const files = { folder, publicKey: join(folder, 'key.pem'), tipsJson: join(folder, 'tips.json') };
  writeFileSync(files.publicKey, publicKey.export({ type: 'spki', format: 'pem' }));
  writeFileSync(files.tipsJson, JSON.stringify((await readTipsFile(TIPS_FILE)).tips));
  const session = { id: 'bench', isNew: false, attributes: { heard: ['typo', 'cors', 'nfc'] } };
  const question = { type: 'IntentRequest', intent: 'AnotherTipRequested', slots: {} } as const;
  const message = buildRequest(question, { applicationId: APPLICATION_ID, session }, 'wire', new Date());
  const body = Buffer.from(JSON.stringify(message));
  const headers = { 'content-type': 'application/json', signaturecek: signBody(body, privateKey) };
  return { load: { body, headers }, files };
}

async function compare(
  files: Files,
  load: Load,
  { generations, rounds, seconds, starts }: Plan,
  stderr: Output,
): Promise<Map<string, Figures>> {
  const figures = new Map<string, Figures>(
    CONTENDERS.map((name) => [name, { start: [], rate: [], cpu: [], microseconds: [], p99: [], resident: [] }]),
  );
  for (let index = 0; index < starts; index++) {
    const baseline = await startAndStop('bare', files);
    for (const name of CONTENDERS)
      figures.get(name)?.start.push(name === 'bare' ? 1 : (await startAndStop(name, files)) / baseline);
  }
  for (let generation = 0; generation < generations; generation++) {
    stderr.write(`generation ${generation + 1} of ${generations}\n`);
    const contenders = await Promise.all(CONTENDERS.map((name) => startContender(name, files)));
    for (const contender of contenders) await drive(contender, load, WARM_UP);
    const ratios = new Map(CONTENDERS.map((name) => [name, { rate: [] as number[], cpu: [] as number[] }]));
    for (let round = 0; round < rounds; round++) {
      let bare: Awaited<ReturnType<typeof drive>> | undefined;
      for (const contender of contenders) {
        const run = await drive(contender, load, seconds);
        bare ??= run;
        ratios.get(contender.name)?.rate.push(run.perSecond / bare.perSecond);
        ratios.get(contender.name)?.cpu.push(bare.microseconds / run.microseconds);
        figures.get(contender.name)?.microseconds.push(run.microseconds);
        figures.get(contender.name)?.p99.push(run.p99);
      }
    }
    for (const { name, pid } of contenders) {
      figures.get(name)?.rate.push(median(ratios.get(name)?.rate ?? []));
      figures.get(name)?.cpu.push(median(ratios.get(name)?.cpu ?? []));
      figures.get(name)?.resident.push(residentMb(pid));
    }
    await Promise.all(contenders.map((contender) => contender.stop()));
  }
  return figures;
}

async function startAndStop(name: (typeof CONTENDERS)[number], files: Files): Promise<number> {
  const contender = await startContender(name, files);
  await contender.stop();
  return contender.startMs;
}

async function drive({ name, url, pid }: Contender, { body, headers }: Load, seconds: number) {
  const before = cpuMs(pid);
  const milliseconds: number[] = [];
  const options = { url, method: 'POST' as const, body, headers, connections: CONNECTIONS, duration: seconds };
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const load = autocannon(options, (error: Error | null, result) => {
      if (error) reject(error);
      else resolve(result);
    });
    // The result's own percentiles are whole milliseconds.
    load.on('response', (_client, _status, _bytes, time) => milliseconds.push(time));
  });
  const answers = result['2xx'];
  if (answers === 0 || result.non2xx > 0) throw new Error(`${name}: ${result.non2xx} refusals, ${answers} answers`);
  return {
    perSecond: answers / result.duration,
    microseconds: ((cpuMs(pid) - before) * 1000) / answers,
    p99: percentile(milliseconds, 0.99) * 1000,
  };
}

async function measureMemory(files: Files, { body, headers }: Load, requests: number, stdout: Output): Promise<void> {
  const { url, pid, metricsUrl, ...service } = await startContender('service', files);
  const tenth = Math.ceil(requests / 10);
  for (let part = 1; part <= 10; part++) {
    await autocannon({ url, method: 'POST', body, headers, connections: CONNECTIONS, amount: tenth });
    const figures = `${residentMb(pid).toFixed(0)} MB resident, ${(await heapMb(metricsUrl)).toFixed(0)} MB of heap`;
    stdout.write(`${String(part * tenth).padStart(9)} requests: ${figures}\n`);
  }
  await service.stop();
}

/** The smallest of several readings, because a heap grows until the next garbage collection. */
async function heapMb(metricsUrl: string): Promise<number> {
  const looks: number[] = [];
  for (let look = 0; look < 20; look++) {
    const metrics = await (await fetch(metricsUrl)).text();
    looks.push(Number(/^nodejs_heap_size_used_bytes (\S+)$/m.exec(metrics)?.[1]));
  }
  return Math.min(...looks) / 1024 / 1024;
}

function report(figures: ReadonlyMap<string, Figures>, stdout: Output): void {
  const head = ['', 'requests/s', 'requests per CPU', 'CPU a request', 'p99', 'resident', 'CPU to first /health'];
  const rows = [...figures].map(([name, { start, rate, cpu, microseconds, p99, resident }]) => [
    name,
    spread(rate, 2),
    spread(cpu, 2),
    `${median(microseconds).toFixed(0)} µs`,
    `${median(p99).toFixed(0)} µs`,
    `${median(resident).toFixed(0)} MB`,
    spread(start, 2),
  ]);
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)));
  for (const row of [head, ...rows])
    stdout.write(
      `${row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd()}\n`,
    );
  stdout.write('Ratios to the bare server: median of the processes (least – most).\n');
}

await startProgram(import.meta.url, bench);
