/** Characters that must not be printed: they control a terminal, change the reading direction, or end a line. */
const STEERING = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;

/**
 * Makes a text that contains words of others safe for any terminal or log. GitHub's runner takes `##[` for a command
 * anywhere in a line, and `::` at the start of one, which style.ts prevents where it makes lines.
 */
export function plain(text: string): string {
  return text.replace(STEERING, ' ').replaceAll('##[', '## [');
}
