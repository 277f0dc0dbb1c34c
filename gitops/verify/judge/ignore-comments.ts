import type { Text } from '#program/language.ts';
import { placeText } from '../see/manifests/place.ts';
import type { Ignored } from './ignored.ts';

const COMMENT = /(?:^|\s)(#\s*umi-verify:\s*(.*?))\s*$/;
const ALONE = /^\s*#/;
const FORM = '# umi-verify: ignore C16 the reason';

/**
 * What the comments of a file leave out: `# umi-verify: ignore CODE reason`, beside the line that it speaks of or above
 * it. In YAML within YAML, such as a patch in a kustomization, they count too.
 * @param file its name in the repository
 * @returns also what is no such comment, a reason included, and so leaves nothing out
 */
export function ignoreComments(
  file: string,
  text: string,
): { readonly ignored: readonly Ignored[]; readonly problems: readonly Text[] } {
  const lines = text.split(/\r?\n/);
  const ignored: Ignored[] = [];
  const problems: Text[] = [];
  for (const [index, line] of lines.entries()) {
    const [, comment, words = ''] = COMMENT.exec(line) ?? [];
    if (comment === undefined) continue;
    const writtenAt = { file, line: index + 1, column: line.lastIndexOf(comment) + 1 };
    const [, code] = /^ignore\s+([A-Z]\d+):?\s+\S/.exec(words) ?? [];
    if (code === undefined) {
      problems.push({
        en: `${placeText(writtenAt)}: it leaves nothing out: expected a code and a reason, as ${FORM}`,
        ko: `${placeText(writtenAt)}: 적용되지 않았습니다. 코드와 이유를 함께 써야 합니다: ${FORM}`,
      });
      continue;
    }
    const below = lines.findIndex((other, at) => at > index && !ALONE.test(other));
    ignored.push({ ...{ code, object: '*', file, writtenAt }, line: (ALONE.test(line) ? below : index) + 1 });
  }
  return { ignored, problems };
}
