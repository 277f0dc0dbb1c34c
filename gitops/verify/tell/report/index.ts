import { githubReport } from './github.ts';
import { jsonReport } from './json.ts';
import { junitReport } from './junit.ts';
import { markdownReport } from './markdown.ts';
import type { Report } from './report.ts';
import { sarifReport } from './sarif.ts';
import type { Style } from './style.ts';
import { textReport } from './text-report.ts';

/** A format of the report. */
interface ReportFormat {
  readonly render: (report: Report, style: Style) => string;
  /** The summary for the page of a job, where there is one. */
  readonly summarize?: (report: Report) => string;
}

/** By the names that `--format` takes. */
export const FORMATS = {
  text: { render: textReport },
  json: { render: jsonReport },
  sarif: { render: sarifReport },
  junit: { render: junitReport },
  github: { render: githubReport, summarize: markdownReport },
} as const satisfies Readonly<Record<string, ReportFormat>>;

export type Format = keyof typeof FORMATS;

export function formatOf(name: Format): ReportFormat {
  return FORMATS[name];
}
