import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

/**
 * The ports of a service in a process of its own, once its log says that it listens; for tests and the fuzzer.
 * @throws {Error} with what it wrote, where it ends before
 */
export async function untilListening({ stdout, stderr }: ChildProcess): Promise<{ port: number; adminPort: number }> {
  if (stdout === null) throw new Error('expected a process whose standard output is a pipe');
  const written: string[] = [];
  const keep = (chunk: Buffer) => written.push(chunk.toString());
  stderr?.on('data', keep);
  try {
    for await (const line of createInterface({ input: stdout })) {
      written.push(`${line}\n`);
      const { msg, port, adminPort } = JSON.parse(line) as { msg: string; port: number; adminPort: number };
      if (msg === 'listening') return { port, adminPort };
    }
  } finally {
    stderr?.off('data', keep).resume();
    // A full pipe would stop it.
    stdout.resume();
  }
  throw new Error(`the service ended before it listened:\n${written.join('')}`);
}
