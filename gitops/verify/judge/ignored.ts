import { isCauseOf, type Finding } from '../model/finding.ts';
import type { Reference } from '../model/reference.ts';
import { placeText, type Place } from '../see/manifests/place.ts';
import type { Text } from '#program/language.ts';

/** Findings to leave out; `object` is `namespace/name`, `name`, or `*`. */
export interface Ignored {
  readonly code: string;
  readonly object: string;
  /** Only those whose value stands in this file or, where it ends with `/`, in this folder of the repository. */
  readonly file?: string;
  /** Only those whose value stands in this line of the file. */
  readonly line?: number;
  /** Where that was written; none if by `--ignore`. */
  readonly writtenAt?: Place;
}

interface Left {
  readonly findings: readonly Finding[];
  /** How many findings were left out, consequences included. */
  readonly count: number;
  /** Those that matched no finding. */
  readonly unused: readonly Ignored[];
}

/** Leaves findings out. A cause takes its consequences with it, or they would appear as causes themselves. */
export function leaveOut(findings: readonly Finding[], ignored: readonly Ignored[]): Left {
  const [gone, kept]: readonly [Finding[], Finding[]] = [[], []];
  for (const finding of findings) (ignored.some((each) => matches(each, finding)) ? gone : kept).push(finding);
  const isExplainedBy = (causes: readonly Finding[], finding: Finding) =>
    causes.some((cause) => isCauseOf(cause, finding));
  const left = kept.filter((each) => isExplainedBy(kept, each) || !isExplainedBy(gone, each));
  return {
    findings: left,
    count: findings.length - left.length,
    unused: ignored.filter((each) => !findings.some((finding) => matches(each, finding))),
  };
}

/** Says of what matched no finding that it is not needed any more. */
export function unusedNote({ code, object, writtenAt }: Ignored): Text {
  return writtenAt
    ? {
        en: `note: ${placeText(writtenAt)}: ignore ${code} matched nothing; take it away`,
        ko: `참고: ${placeText(writtenAt)}: ignore ${code}에 해당하는 결과가 없으니 지우세요`,
      }
    : {
        en: `note: --ignore ${code}=${object} matched nothing`,
        ko: `참고: --ignore ${code}=${object}에 해당하는 결과가 없습니다`,
      };
}

function matches({ code, object, file, line }: Ignored, finding: Finding): boolean {
  const { place } = finding;
  return (
    code === finding.code &&
    means(object, finding.object) &&
    (file === undefined || (place !== undefined && (file === place.file || isFolderOf(file, place.file)))) &&
    (line === undefined || line === place?.line)
  );
}

function means(object: string, { namespace, name }: Reference): boolean {
  return object === '*' || object === name || object === `${namespace ?? ''}/${name}`;
}

function isFolderOf(folder: string, file: string): boolean {
  return folder.endsWith('/') && file.startsWith(folder);
}
