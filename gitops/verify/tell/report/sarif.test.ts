import assert from 'node:assert/strict';
import schema from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json' with { type: 'json' };
import { Ajv } from 'ajv';
import type { Finding } from '../../model/finding.ts';
import { checks } from '../../judge/checks/index.ts';
import { createReport, type Report } from './report.ts';
import { sarifReport } from './sarif.ts';
import { CAUSE, consequence, IN_GIT, reportOf, UNKNOWN } from './test-report.ts';

/** The parts of a run that tests read. */
interface Run {
  readonly tool: { readonly driver: { readonly rules: readonly Readonly<Record<string, unknown>>[] } };
  readonly results: readonly {
    readonly ruleId: string;
    readonly ruleIndex: number;
    readonly level: string;
    readonly message: { readonly text: string };
    readonly locations: readonly object[];
    readonly partialFingerprints: object;
  }[];
}

/** The schema as ajv takes it: written for draft 4, of which it uses nothing that draft 7 reads in another way. */
const validate = new Ajv({
  ...{ allErrors: true, strict: false, unicodeRegExp: false },
  formats: { uri: /^[a-z][a-z0-9+.-]*:\S+$/i, 'uri-reference': /^[\w.~!$&'()*+,;=:@%/?#-]*$/, 'date-time': true },
}).compile({ ...schema, $schema: undefined, id: undefined } as object);

function runOf(report: Report): Run {
  const document = JSON.parse(sarifReport(report)) as { readonly runs: readonly Run[] };
  assert.ok(validate(document), JSON.stringify(validate.errors, undefined, 2));
  const [run] = document.runs;
  assert.ok(run);
  return run;
}

describe('sarifReport', () => {
  it('fits the schema of SARIF, whatever is found and in each language', () => {
    for (const language of ['en', 'ko'] as const) {
      assert.deepEqual(runOf(reportOf([], { language })).results, []);
      assert.equal(runOf(reportOf([IN_GIT, UNKNOWN, consequence()], { language })).results.length, 2);
    }
  });

  it('fits the schema of SARIF with the entry of each code in the catalogue', () => {
    const findings = checks.map(({ code, level }): Finding => ({ ...CAUSE, code, level }));
    const report = createReport({
      ...{ takenAt: '2026-11-24T12:00:00Z', findings, ignored: 0, checks, language: 'en', failOn: 'error' },
      ...{ fine: [], context: undefined },
    });
    const { rules } = runOf(report).tool.driver;
    assert.equal(rules.length, checks.length);
    const rule = rules.find(({ id }) => id === 'G7');
    assert.equal(rule?.helpUri, 'https://kubernetes.io/docs/concepts/containers/images/#image-names');
  });

  it('has the rule of each result once, with its help', () => {
    const other: Finding = { ...CAUSE, object: { kind: 'Certificate', namespace: 'istio-system', name: 'other' } };
    const { tool, results } = runOf(reportOf([CAUSE, other, UNKNOWN]));
    assert.deepEqual(
      tool.driver.rules.map(({ id, help }) => [id, help]),
      ['C4', 'O6'].map((code) => [
        code,
        { text: `What ${code} means: nothing is issued.\n\nWhat to do about ${code}.\n\nmeasured` },
      ]),
    );
    assert.deepEqual(
      results.map(({ ruleId, ruleIndex }) => [ruleId, ruleIndex]),
      [
        ['C4', 0],
        ['C4', 0],
        ['O6', 1],
      ],
    );
  });

  for (const { level, expected } of [
    { level: 'error', expected: 'error' },
    { level: 'warning', expected: 'warning' },
    { level: 'unknown', expected: 'note' },
    { level: 'progress', expected: 'note' },
    { level: 'info', expected: 'note' },
  ] as const)
    it(`tells the level ${level} as ${expected}`, () => {
      assert.equal(runOf(reportOf([{ ...CAUSE, level }])).results[0]?.level, expected);
    });

  it('points to the line in Git, and says in which deployments and with which consequences', () => {
    const [result] = runOf(reportOf([IN_GIT, consequence()])).results;
    assert.deepEqual(result?.locations, [
      {
        physicalLocation: {
          artifactLocation: { uri: 'bases/edge%2C%201/certificate.yaml', uriBaseId: '%SRCROOT%' },
          region: { startLine: 12, startColumn: 5 },
        },
        logicalLocations: [{ name: 'shop', fullyQualifiedName: 'Certificate/istio-system/shop', kind: 'resource' }],
      },
    ]);
    const lines = result.message.text.split('\n');
    assert.match(lines[0] ?? '', /^Certificate istio-system\/shop: ClusterIssuer nowhere does not exist; /);
    assert.deepEqual(lines.slice(1), [
      'in: staging, production',
      '  kubectl get clusterissuers',
      'hence: T13 https://shop.example.test: Nothing is served',
    ]);
  });

  it('names the object alone, where a finding has no place in Git', () => {
    const [result] = runOf(reportOf([CAUSE])).results;
    assert.deepEqual(result?.locations, [
      { logicalLocations: [{ name: 'shop', fullyQualifiedName: 'Certificate/istio-system/shop', kind: 'resource' }] },
    ]);
  });

  it('has fingerprints that stay where lines move, and differ by code, object, field and file', () => {
    const fingerprints = (findings: readonly Finding[]) =>
      runOf(reportOf(findings)).results.map(({ partialFingerprints }) => JSON.stringify(partialFingerprints));
    const place = { file: 'certificate.yaml', line: 1, column: 1 };
    const findings: readonly Finding[] = [
      ...[CAUSE, { ...CAUSE, code: 'O6' }, { ...CAUSE, field: 'spec.dnsNames' }],
      ...[UNKNOWN, { ...CAUSE, place }, { ...CAUSE, place: { ...place, file: 'other.yaml' } }],
    ];
    assert.equal(new Set(fingerprints(findings)).size, findings.length);
    const moved = fingerprints([{ ...CAUSE, place: { ...place, line: 9, column: 3 } }]);
    assert.deepEqual(moved, fingerprints([{ ...CAUSE, place }]));
  });

  it('lets no words of others become a link', () => {
    const evil = '“[a](https://evil.test)”';
    const [result] = runOf(reportOf([{ ...CAUSE, seen: { en: evil, ko: evil } }])).results;
    assert.match(result?.message.text ?? '', /“\[a\] \(https:\/\/evil\.test\)”/);
  });
});
