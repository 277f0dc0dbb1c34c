import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { jsonReport } from './json.ts';
import { CAUSE, CERTIFICATE, consequence, reportOf, UNKNOWN } from './test-report.ts';

type Schema = Readonly<Record<string, unknown>>;
const SCHEMA = JSON.parse(readFileSync(new URL('report.schema.json', import.meta.url), 'utf8')) as Schema;

/** Strict: a key of the report that the schema does not have is an error. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema).map(([key, value]) => [key, closed(value)] as const);
  return { ...Object.fromEntries(entries), ...('required' in schema ? { additionalProperties: false } : {}) };
}

describe('jsonReport', () => {
  const validate = new Ajv2020({ allErrors: true, formats: { 'date-time': /^\d{4}-\d\d-\d\dT[\d:.]+Z$/ } }).compile(
    closed(SCHEMA) as object,
  );

  for (const language of ['en', 'ko'] as const)
    it(`matches its schema, in ${language}`, () => {
      const fine = [{ object: CERTIFICATE, text: 'Ready' }];
      const document: unknown = JSON.parse(jsonReport(reportOf([CAUSE, UNKNOWN, consequence()], { language, fine })));
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

  it('has a schema that describes every field', () => {
    const undescribed: string[] = [];
    const visit = (schema: unknown, path: string) => {
      if (typeof schema !== 'object' || schema === null) return;
      for (const [key, value] of Object.entries(schema)) {
        if (key === 'properties')
          for (const [name, field] of Object.entries(value as Record<string, Schema>))
            if (field.description === undefined && field.$ref === undefined) undescribed.push(`${path}/${name}`);
        visit(value, `${path}/${key}`);
      }
    };
    visit(SCHEMA, '');
    assert.deepEqual(undescribed, []);
  });
});
