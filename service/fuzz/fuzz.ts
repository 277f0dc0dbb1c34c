import { spawn } from 'node:child_process';
import { generateKeyPairSync, randomInt } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { EXIT, parseLine, startProgram, UsageError, type Terminal } from '#program/command.ts';
import { untilListening } from '#testing/listening-service.ts';
import { lintReply } from '../simulator/reply-lint.ts';
import { seededRandom } from '../simulator/seeded-random.ts';
import { createCase, type Case } from './cases.ts';
import { parseAnswers, problemOfAnswers, readAnswers } from './raw-answers.ts';
import { createRawCase, type RawCase } from './raw-cases.ts';

const HELP = `Sends the service malformed, forged and sound requests, and checks that each gets a status that it may get.

  npm run fuzz -- [--requests N] [--seed N] [--first N]

  --requests N   how many (default 20000; a million takes about ten minutes)
  --seed N       the same requests again (default: by chance; printed)
  --first N      the number of the first request (default 0): with --requests 1, one request alone
  -h, --help     this text

Exit status: 0 fine · 1 an answer that is not allowed, an error in the log, a crash, or growing memory · 64 wrong usage

Example: npm run fuzz -- --requests 1000000 --seed 7
`;

const APPLICATION_ID = 'kr.example.mrdebugger';
const CONNECTIONS = 16;
/** Milliseconds for one answer. */
const PATIENCE = 10_000;
/** How many of the cases are bytes that no HTTP client would write; each costs a connection. */
const RAW = 0.1;
/** How much more heap than after the first tenth counts as growth; connections and caches vary by less. */
const GROWTH = { factor: 1.25, bytes: 4 * 1024 * 1024 };

/** `npm run fuzz` */
export async function fuzz(argv: readonly string[], { stdout, stderr }: Terminal): Promise<number> {
  const { values } = parseLine(argv, HELP, {
    requests: { type: 'string', default: '20000' },
    seed: { type: 'string', default: String(randomInt(2 ** 31)) },
    first: { type: 'string', default: '0' },
  });
  const [requests, seed, first] = (['requests', 'seed', 'first'] as const).map((name) => {
    if (!/^\d{1,10}$/.test(values[name])) throw new UsageError(`--${name} ${values[name]}: expected a whole number`);
    return Number(values[name]);
  }) as [number, number, number];

  stdout.write(`seed ${seed}, ${requests} requests\n`);
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const failures: string[] = [];
  const service = await startService(publicKey.export({ type: 'spki', format: 'pem' }).toString(), (line) => {
    if (line.includes('"level":"error"')) failures.push(`logged ${line}`);
  });
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const counts = new Map<string, number>();
  let next = first;
  let early = 0;

  async function caller(): Promise<void> {
    while (next < first + requests && failures.length < 10) {
      const index = next++;
      if (index === first + Math.floor(requests / 10)) early = await service.heapBytes();
      if (index % 10_000 === 0 && index > first) stderr.write(`${index - first} sent\n`);
      const random = seededRandom(seed * 1_000_003 + index);
      const wanted =
        random() < RAW ? createRawCase(random) : createCase({ applicationId: APPLICATION_ID, privateKey, random });
      const problem = await ('bytes' in wanted
        ? problemOfRaw(wanted, service.port, counts)
        : problemOf(wanted, service.port, agent, counts));
      if (problem)
        failures.push(
          `${wanted.kind}: ${problem}; again: npm run fuzz -- --seed ${seed} --first ${index} --requests 1`,
        );
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, caller));
  const late = service.isAlive() ? await service.heapBytes() : Infinity;
  if (!service.isAlive()) failures.push('the service is gone');
  else if (requests >= 10_000 && late > early * GROWTH.factor + GROWTH.bytes)
    failures.push(`memory grew: heap ${megabytes(early)} after a tenth, ${megabytes(late)} at the end`);
  agent.destroy();
  await service.stop();

  for (const [answer, count] of [...counts].sort()) stdout.write(`${String(count).padStart(8)}  ${answer}\n`);
  stdout.write(`heap ${megabytes(early)} after a tenth, ${megabytes(late)} at the end\n`);
  for (const failure of failures) stdout.write(`not allowed: ${failure}\n`);
  stdout.write(failures.length === 0 ? 'every answer is allowed\n' : '');
  return failures.length === 0 ? 0 : EXIT.problems;
}

async function problemOf(
  wanted: Case,
  port: number,
  agent: Agent,
  counts: Map<string, number>,
): Promise<string | undefined> {
  let answer: { status: number; text: string };
  try {
    answer = await send(wanted, port, agent);
  } catch (error) {
    return (error as Error).message;
  }
  const label = `${wanted.kind} → ${answer.status}`;
  counts.set(label, (counts.get(label) ?? 0) + 1);
  if (!wanted.allowed.includes(answer.status))
    return `answered ${answer.status}, expected ${wanted.allowed.join(' or ')}`;
  if (answer.status !== 200) return answer.text === '' ? undefined : `a refusal with a body: ${answer.text}`;
  const lint = lintReply(JSON.parse(answer.text)).filter(({ level }) => level === 'error');
  return lint.length === 0 ? undefined : `a reply with errors: ${JSON.stringify(lint)}`;
}

async function problemOfRaw(wanted: RawCase, port: number, counts: Map<string, number>): Promise<string | undefined> {
  try {
    const answers = parseAnswers(await readAnswers(wanted, port, PATIENCE));
    const label = `${wanted.kind} → ${[...new Set(answers.map(({ status }) => status))].sort().join(' ')}`;
    counts.set(label, (counts.get(label) ?? 0) + 1);
    return problemOfAnswers(wanted, answers);
  } catch (error) {
    return (error as Error).message;
  }
}

function send(
  { method, path, headers, body }: Case,
  port: number,
  agent: Agent,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const length = body.length > 0 ? { 'content-length': body.length } : {};
    const options = {
      port,
      host: '127.0.0.1',
      method,
      path,
      agent,
      headers: { ...headers, ...length },
      timeout: PATIENCE,
    };
    let isAnswered = false;
    const outgoing = request(options, (response) => {
      isAnswered = true;
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('end', () => {
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() });
      });
    });
    outgoing.once('timeout', () => outgoing.destroy(new Error(`no answer within ${PATIENCE} ms`)));
    outgoing.on('error', (error) => {
      if (!isAnswered) reject(error);
    });
    outgoing.end(body);
  });
}

interface ServiceUnderTest {
  readonly port: number;
  isAlive(): boolean;
  /** What is left of its heap after a garbage collection. */
  heapBytes(): Promise<number>;
  stop(): Promise<void>;
}

/** Without it the heap is full of what nobody needs any more, by chance. */
const GC_ON_SIGNAL = `data:text/javascript,${encodeURIComponent("process.on('SIGUSR2', () => gc())")}`;

/** Starts the service in a process of its own, so that a crash is noticed and its memory can be measured. */
async function startService(publicKey: string, onLine: (line: string) => void): Promise<ServiceUnderTest> {
  const folder = mkdtempSync(join(tmpdir(), 'mrdebugger-'));
  const keyFile = join(folder, 'key.pem');
  writeFileSync(keyFile, publicKey);
  const env = { CEK_APPLICATION_IDS: APPLICATION_ID, CEK_PUBLIC_KEY_FILES: keyFile, PORT: '0', ADMIN_PORT: '0' };
  const child = spawn(
    process.execPath,
    ['--expose-gc', `--import=${GC_ON_SIGNAL}`, '--import', 'tsx', 'service/main.ts'],
    {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const { port, adminPort } = await untilListening(child);
  createInterface({ input: child.stdout }).on('line', onLine);
  return {
    port,
    isAlive: () => child.exitCode === null && child.signalCode === null,
    async heapBytes() {
      child.kill('SIGUSR2');
      const metrics = await (await fetch(`http://127.0.0.1:${adminPort}/metrics`)).text();
      return Number(/^nodejs_heap_size_used_bytes (\S+)$/m.exec(metrics)?.[1]);
    },
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => {
          rmSync(folder, { recursive: true });
          resolve();
        });
        if (!child.kill('SIGINT')) child.emit('exit');
      }),
  };
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

await startProgram(import.meta.url, fuzz);
