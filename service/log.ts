import { pino, type Logger } from 'pino';

/** Bytes of log lines that go out at once, and milliseconds until fewer do: a write for each line costs each request a system call. */
const BATCH = { minLength: 4096, periodicFlush: 100 };

/** JSON lines on standard output, `time` in milliseconds since 1970. What has not gone out yet does when the process ends. */
export function createLog(level: string): Logger {
  const destination = pino.destination({ dest: 1, sync: false, ...BATCH });
  return pino({ level, base: null, formatters: { level: (label) => ({ level: label }) } }, destination);
}
