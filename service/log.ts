import { pino, type DestinationStream, type Logger } from 'pino';

/** Bytes of log lines that go out at once, and milliseconds until fewer do: a write for each line costs each request a system call. */
const BATCH = { minLength: 4096, periodicFlush: 100 };

/** JSON lines, `time` in milliseconds since 1970. */
export function createLog(level: string, output: DestinationStream = batchedOutput()): Logger {
  return pino({ level, base: null, formatters: { level: (label) => ({ level: label }) } }, output);
}

/** Standard output of the process. What has not gone out yet does when the process ends. */
function batchedOutput(): DestinationStream {
  return pino.destination({ dest: 1, sync: false, ...BATCH });
}
