import { pino, type DestinationStream, type Logger } from 'pino';

/** Log lines go out in batches of these bytes, or after these milliseconds, because each write is a system call. */
const BATCH = { minLength: 4096, periodicFlush: 100 };

/** JSON lines, `time` in milliseconds since 1970. */
export function createLog(level: string, output: DestinationStream = batchedOutput()): Logger {
  return pino({ level, base: null, formatters: { level: (label) => ({ level: label }) } }, output);
}

/** Standard output of the process; what is still in a batch is written when the process ends. */
function batchedOutput(): DestinationStream {
  // Synchronous: handing a batch to another thread costs more than writing it, and what nobody takes would fill memory.
  const output = pino.destination({ dest: 1, sync: true, ...BATCH });
  process.once('exit', () => {
    output.flushSync();
  });
  return output;
}
