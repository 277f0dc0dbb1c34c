/** What is not to be printed: it steers a terminal, turns the reading direction, or ends a line. */
const STEERING = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;

/**
 * Text for any terminal or log, in which words of others may stand. GitHub's runner takes `##[` for a command wherever it
 * stands; `::` only at the begin of a line, which is the matter of who makes lines.
 */
export function plain(text: string): string {
  return text.replace(STEERING, ' ').replaceAll('##[', '## [');
}
