import { pino, type Logger } from 'pino';

/** Bytes of log lines that are written at once, and milliseconds after which fewer are. A write a line is a system call a request. */
const BATCH = { minLength: 4096, periodicFlush: 100 };

/** JSON lines on standard output, `time` in milliseconds since 1970. What is not written yet is written when the process ends. */
export function createLog(level: string): Logger {
  const destination = pino.destination({ dest: 1, sync: false, ...BATCH });
  return pino({ level, base: null, formatters: { level: (label) => ({ level: label }) } }, destination);
}
