import { githubReport } from './github.ts';
import { jsonReport } from './json.ts';
import { markdownReport } from './markdown.ts';
import type { Report } from './report.ts';
import type { Style } from './style.ts';
import { textReport } from './text.ts';

/** A way to tell a report; JUnit and SARIF would each be one more. */
interface ReportFormat {
  readonly render: (report: Report, style: Style) => string;
  /** For the page of a job, where there is one to write to. */
  readonly summarize?: (report: Report) => string;
}

/** By the name that `--format` takes. */
export const FORMATS = {
  text: { render: textReport },
  json: { render: jsonReport },
  github: { render: githubReport, summarize: markdownReport },
} as const satisfies Readonly<Record<string, ReportFormat>>;

export type Format = keyof typeof FORMATS;

export function formatOf(name: Format): ReportFormat {
  return FORMATS[name];
}
