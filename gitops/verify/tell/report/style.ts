import { styleText } from 'node:util';
import type { Output } from '#program/command.ts';
import wrapAnsi from 'wrap-ansi';

type Format = Extract<Parameters<typeof styleText>[0], string>;

/** How text looks where it goes. */
export interface Style {
  /** In columns; a wide character, such as a Korean one, takes two. */
  readonly width: number;
  readonly paint: (format: Format | readonly Format[], text: string) => string;
}

/** For a file, a pipe, or a log. */
export const PLAIN: Style = { width: 80, paint: (_, text) => text };

/** Lines that are longer than this are hard to read. */
const WIDEST = 120;
const NARROWEST = 40;

/** The style for a stream: with colours on a terminal that has them, unless NO_COLOR or FORCE_COLOR say otherwise. */
export function styleOf(stream: Output): Style {
  const { columns = PLAIN.width } = stream;
  return {
    width: Math.min(Math.max(columns, NARROWEST), WIDEST),
    // One format at a time, because with a list Node 20 ignores the stream.
    paint: (formats, text) => [formats].flat().reduce((all, format) => styleText(format, all, { stream }), text),
  };
}

const GLUE = '\u00a0';

/** Keeps words on one line, such as those of a command to copy. */
export function glue(text: string): string {
  return text.replaceAll(' ', GLUE);
}

/**
 * Breaks a text into lines: the first begins with `first`, the others with `indent` spaces. Words stay whole, and no
 * line begins with `::`, which GitHub's runner would take for a command.
 */
export function wrap(text: string, { width }: Style, first: string, indent: number): string {
  const glued = text.replace(/ (?=::)/g, '\u00a0');
  const lines = wrapAnsi(glued, width - indent)
    .replaceAll('\u00a0', ' ')
    .split('\n');
  return lines.map((line, index) => `${index === 0 ? first : ' '.repeat(indent)}${line}\n`).join('');
}
