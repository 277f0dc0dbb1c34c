import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { jsonReport } from './json.ts';
import { CAUSE, CERTIFICATE, consequence, IN_GIT, reportOf, UNKNOWN } from './test-report.ts';
import { closedSchema, undescribedIn } from './test-schema.ts';

const SCHEMA = JSON.parse(readFileSync(new URL('report.schema.json', import.meta.url), 'utf8')) as object;

describe('jsonReport', () => {
  const validate = closedSchema(SCHEMA);

  for (const language of ['en', 'ko'] as const)
    it(`matches its schema, in ${language}`, () => {
      const fine = [{ object: CERTIFICATE, text: 'Ready' }];
      const document: unknown = JSON.parse(jsonReport(reportOf([IN_GIT, UNKNOWN, consequence()], { language, fine })));
      assert.ok(validate(document), JSON.stringify(validate.errors, undefined, 2));
    });

  it('puts each consequence under its cause, and counts it apart', () => {
    const document = JSON.parse(jsonReport(reportOf([CAUSE, UNKNOWN, consequence()]))) as {
      readonly summary: object;
      readonly findings: readonly { readonly code: string; readonly series: string; readonly cause?: object }[];
      readonly verdict: string;
    };
    assert.deepEqual(
      document.findings.map(({ code, series, cause }) => ({ code, series, cause })),
      [
        { code: 'C4', series: 'C', cause: undefined },
        { code: 'T13', series: 'T', cause: { code: 'C4', object: CERTIFICATE } },
        { code: 'O6', series: 'O', cause: undefined },
      ],
    );
    assert.deepEqual(document.summary, {
      ...{ error: 1, unknown: 1, warning: 0, progress: 0, info: 0 },
      ...{ consequences: 1, fine: 0, ignored: 0 },
    });
    assert.equal(document.verdict, 'wrong');
  });

  it('tells the place in Git and the deployments as they are', () => {
    const { findings } = JSON.parse(jsonReport(reportOf([IN_GIT, UNKNOWN]))) as {
      readonly findings: readonly object[];
    };
    const told = (finding: object) => Object.entries(finding).filter(([key]) => ['place', 'deployments'].includes(key));
    assert.deepEqual(findings.map(told).map(Object.fromEntries), [
      { place: IN_GIT.place, deployments: ['staging', 'production'] },
      {},
    ]);
  });

  it('has a schema that describes every field', () => {
    assert.deepEqual(undescribedIn(SCHEMA), []);
  });
});
