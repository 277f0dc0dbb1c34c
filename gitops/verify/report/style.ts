import { styleText } from 'node:util';
import type { Output } from '#program/command.ts';
import wrapAnsi from 'wrap-ansi';

type Format = Extract<Parameters<typeof styleText>[0], string>;

/** How text looks where it goes. */
export interface Style {
  /** Columns; a wide character, as those of Korean, takes two. */
  readonly width: number;
  readonly paint: (format: Format | readonly Format[], text: string) => string;
}

/** Of a file, a pipe, or a log. */
export const PLAIN: Style = { width: 80, paint: (_, text) => text };

/** Beyond, the eye does not find the next line. */
const WIDEST = 120;
const NARROWEST = 40;

/** Of a stream: colours only on a terminal that has them, unless NO_COLOR or FORCE_COLOR say otherwise. */
export function styleOf(stream: Output): Style {
  const { columns = PLAIN.width } = stream;
  return {
    width: Math.min(Math.max(columns, NARROWEST), WIDEST),
    // One by one: with a list of formats Node 20 does not look at the stream.
    paint: (formats, text) => [formats].flat().reduce((all, format) => styleText(format, all, { stream }), text),
  };
}

const GLUE = '\u00a0';

/** Words that stay on one line, as those of a command to copy. */
export function glue(text: string): string {
  return text.replaceAll(' ', GLUE);
}

/**
 * Lines of a text, the first after `first` and the others after as many spaces as `indent` says. Words and so commands
 * stay whole, and no line begins with `::`, which GitHub's runner would take for a command.
 */
export function wrap(text: string, { width }: Style, first: string, indent: number): string {
  const glued = text.replace(/ (?=::)/g, '\u00a0');
  const lines = wrapAnsi(glued, width - indent)
    .replaceAll('\u00a0', ' ')
    .split('\n');
  return lines.map((line, index) => `${index === 0 ? first : ' '.repeat(indent)}${line}\n`).join('');
}
