/** Lines that only say where in a program something happened, as in a stack trace. */
const PLACES = [
  /^\s*at /,
  /^\s+File "/,
  /^\t/,
  /^\s*\^+\s*$/,
  /^goroutine \d+/,
  /^[\w./*()-]+\(.*\)$/,
  /^exit status \d+$/,
  /^Node\.js v\d/,
  /^[\s[\]{}();,]*$/,
];
const FAILURE = /error|exception|panic|fatal|fail|cannot|denied|refused|invalid|unable|not found/i;

/** The last line of a program that says what is wrong, or else its last line with any content. */
export function tellingLine(lines: readonly string[]): string | undefined {
  const telling = lines.filter((line) => PLACES.every((place) => !place.test(line))).map(plainLine);
  return telling.findLast((line) => FAILURE.test(line)) ?? telling.at(-1);
}

/** The message in a line of a structured log. */
export function plainLine(line: string): string {
  const fields = fieldsOf(line);
  if (!fields) return line.trim();
  const { err, error } = fields;
  const said = [fields.msg ?? fields.message, fields.problem, messageOf(err), messageOf(error)];
  const words = said.filter((each): each is string => typeof each === 'string' && each !== '');
  return words.length > 0 ? [...new Set(words)].join(': ') : line.trim();
}

/** The fields of a line that is a JSON object. */
export function fieldsOf(line: string): Readonly<Record<string, unknown>> | undefined {
  if (!line.trimStart().startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}

function messageOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'message' in error ? error.message : error;
}
