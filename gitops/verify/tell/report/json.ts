import { seriesOf } from '../../judge/series.ts';
import type { FineLink, Report, Root, Told } from './report.ts';

/** The version of the format; it changes when programs that read the report must change. */
const FORMAT = 'umi-verify/1';

/** The report as JSON, which report.schema.json describes. */
export function jsonReport(report: Report): string {
  return `${JSON.stringify(document(report), undefined, 2)}\n`;
}

function document({ language, takenAt, verdict, exitStatus, roots, fine, ignored }: Report) {
  return {
    ...{ format: FORMAT, takenAt, language, verdict, exitStatus },
    summary: {
      ...countLevels(roots),
      consequences: roots.reduce((sum, { consequences }) => sum + consequences.length, 0),
      ...{ fine: fine.length, ignored },
    },
    findings: roots.flatMap((root) => [
      toFinding(root),
      ...root.consequences.map((each) => ({ ...toFinding(each), cause: { code: root.code, object: root.object } })),
    ]),
    fine: fine.map(({ object, text }: FineLink) => ({ object, text })),
  };
}

/** Counts root causes by level; consequences are counted apart. */
function countLevels(roots: readonly Root[]) {
  const count = (level: Told['level']) => roots.filter((root) => root.level === level).length;
  return {
    ...{ error: count('error'), unknown: count('unknown'), warning: count('warning') },
    ...{ progress: count('progress'), info: count('info') },
  };
}

function toFinding(told: Told) {
  const { code, level, title, object, seen, field, place, deployments, moving, ...others } = told;
  const { means, remedy, next, touches, mayPass, source } = others;
  return {
    ...{ code, series: seriesOf(code), level, title, object, seen },
    ...(field === undefined ? {} : { field }),
    ...(place === undefined ? {} : { place }),
    ...(deployments === undefined ? {} : { deployments }),
    ...(moving === undefined ? {} : { moving }),
    ...{ means, remedy, next, touches, mayPass, source },
  };
}
