import packageJson from '../../../../package.json' with { type: 'json' };
import { seriesOf } from '../../judge/series.ts';
import type { Level } from '../../model/finding.ts';
import { keyOf, wordsOf } from '../../model/reference.ts';
import { consequenceLine, namedLine } from './plain-lines.ts';
import { worstOf, type Report, type Root, type Told } from './report.ts';

/** What is unknown or under way is no fault of what stands in Git. */
const LEVELS: Readonly<Record<Level, 'error' | 'warning' | 'note'>> = {
  error: 'error',
  warning: 'warning',
  unknown: 'note',
  progress: 'note',
  info: 'note',
};

/**
 * The report for code scanning: a result for each root cause.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html
 */
export function sarifReport(report: Report): string {
  const { language, roots } = report;
  const rules = [...new Map(roots.map((root) => [root.code, ruleOf(root)])).values()];
  const run = {
    tool: { driver: { name: 'umi-verify', version: packageJson.version, rules } },
    // Other programs' results, and other runs of this one with an id of their own, are not replaced by these.
    automationDetails: { id: 'umi-verify/' },
    columnKind: 'utf16CodeUnits',
    language,
    results: roots.map((root) =>
      resultOf(
        root,
        report,
        rules.findIndex(({ id }) => id === root.code),
      ),
    ),
  };
  const $schema = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json';
  return `${JSON.stringify({ $schema, version: '2.1.0', runs: [run] }, undefined, 2)}\n`;
}

function ruleOf({ code, title, means, remedy, source }: Told) {
  const [helpUri] = /https:\/\/[^\s;,)]+/.exec(source) ?? [];
  return {
    ...{ id: code, shortDescription: message(title), fullDescription: message(means) },
    help: message(`${means}\n\n${remedy}\n\n${source}`),
    ...(helpUri === undefined ? {} : { helpUri }),
    properties: { tags: [seriesOf(code)] },
  };
}

function resultOf(root: Root, { language }: Report, ruleIndex: number) {
  const { code, object, seen, field, place, deployments, next, consequences } = root;
  const lines = [
    `${wordsOf(object)}: ${seen}`,
    ...(deployments === undefined ? [] : [namedLine('deployments', deployments.join(', '), language)]),
    ...next.map((command) => `  ${command}`),
    ...consequences.map((each) => consequenceLine(each, language)),
  ];
  return {
    ...{ ruleId: code, ruleIndex, level: LEVELS[worstOf(root)], message: message(lines.join('\n')) },
    locations: [locationOf(root)],
    // Not the line, which changes with whatever is written above it.
    partialFingerprints: { 'umiVerify/v1': [code, keyOf(object), field, place?.file].join(' ').trimEnd() },
  };
}

function locationOf({ object, place }: Told) {
  const { file = '', line: startLine, column: startColumn } = place ?? {};
  const uri = file.split('/').map(encodeURIComponent).join('/');
  const artifactLocation = { uri, uriBaseId: '%SRCROOT%' };
  return {
    ...(place && { physicalLocation: { artifactLocation, region: { startLine, startColumn } } }),
    logicalLocations: [{ name: object.name, fullyQualifiedName: keyOf(object), kind: 'resource' }],
  };
}

/** A message without links: words of others may look like one (3.11.6 of the standard). */
function message(text: string): { readonly text: string } {
  return { text: text.replaceAll('](', '] (') };
}
