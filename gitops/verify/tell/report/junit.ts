import { isWrong } from '../../judge/exit-status.ts';
import { SERIES, seriesOf, type Series } from '../../judge/series.ts';
import { wordsOf } from '../../model/reference.ts';
import { namedLine, plainLines } from './plain-lines.ts';
import type { Report, Told } from './report.ts';

type Outcome = 'failure' | 'skipped' | 'system-out';

interface Case {
  readonly code: string;
  /** None where nothing was found. */
  readonly outcome: Outcome | undefined;
  readonly xml: string;
}

/**
 * The report as JUnit's XML, for programs that show tests: a suite for each series, a case for each code that was
 * judged. A case fails by what is at or above `--fail-on`, and is skipped where it could not be judged, or not yet.
 */
export function junitReport(report: Report): string {
  const cases = casesOf(report);
  const suites = (Object.keys(SERIES) as Series[]).flatMap((series) => {
    const ofSeries = cases.filter(({ code }) => seriesOf(code) === series);
    const name = `${series}: ${SERIES[series][report.language]}`;
    const content = ofSeries.map(({ xml }) => xml).join('');
    return ofSeries.length === 0
      ? []
      : [element('testsuite', { name, ...countsOf(ofSeries), timestamp: report.takenAt }, `\n${content}`)];
  });
  const all = element('testsuites', { name: 'umi-verify', ...countsOf(cases) }, `\n${suites.join('')}`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${all}`;
}

function casesOf({ language, judged, roots, failOn }: Report): readonly Case[] {
  const found = roots.flatMap((root) => [
    { told: root, lines: plainLines(root, language) },
    ...root.consequences.map((told) => ({
      told,
      lines: [...plainLines(told, language), namedLine('cause', `${root.code} ${wordsOf(root.object)}`, language)],
    })),
  ]);
  return judged.map(({ code, title }) => {
    const ofCode = found.filter(({ told }) => told.code === code);
    const outcome = outcomeOf(
      ofCode.map(({ told }) => told),
      failOn,
    );
    const message = ofCode.map(({ told }) => `${wordsOf(told.object)}: ${told.seen}`).join('; ');
    const text = escape(ofCode.map(({ lines }) => lines.join('\n')).join('\n\n'));
    const content = outcome && element(outcome, outcome === 'system-out' ? {} : { message }, text);
    const name = { classname: `umi-verify.${seriesOf(code)}`, name: `${code} ${title}` };
    return { code, outcome, xml: element('testcase', name, content && `\n${content}`) };
  });
}

function outcomeOf(found: readonly Told[], failOn: Report['failOn']): Outcome | undefined {
  if (found.length === 0) return undefined;
  if (found.some(({ level }) => isWrong(level, failOn))) return 'failure';
  return found.some(({ level }) => level === 'unknown' || level === 'progress') ? 'skipped' : 'system-out';
}

function countsOf(cases: readonly Case[]): Readonly<Record<string, string>> {
  const count = (wanted: Outcome) => String(cases.filter(({ outcome }) => outcome === wanted).length);
  return { tests: String(cases.length), failures: count('failure'), errors: '0', skipped: count('skipped') };
}

/** @param content XML */
function element(name: string, attributes: Readonly<Record<string, string>>, content = ''): string {
  const pairs = Object.entries(attributes).map(([key, value]) => ` ${key}="${escape(value)}"`);
  return content === '' ? `<${name}${pairs.join('')}/>\n` : `<${name}${pairs.join('')}>${content}</${name}>\n`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** A text as XML, without what no XML may contain (https://www.w3.org/TR/xml/#charsets); the report has no controls. */
function escape(text: string): string {
  return text
    .toWellFormed()
    .replace(/[&<>"]/g, (character) => ENTITIES[character] ?? '')
    .replace(/[\uFFFE\uFFFF]/g, '\uFFFD');
}
