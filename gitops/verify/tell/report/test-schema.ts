import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

type Schema = Readonly<Record<string, unknown>>;

/** Strict, for tests: a key of a document that its schema does not have is an error. */
export function closedSchema(schema: object): ValidateFunction {
  return new Ajv2020({ allErrors: true, formats: { 'date-time': /^\d{4}-\d\d-\d\dT[\d:.]+Z$/ } }).compile(
    closed(schema) as object,
  );
}

function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema).map(([key, value]) => [key, closed(value)] as const);
  const isObject = 'required' in schema;
  return { ...Object.fromEntries(entries), ...(isObject ? { additionalProperties: false } : {}) };
}

/** The fields that a schema does not describe. */
export function undescribedIn(schema: object): readonly string[] {
  const undescribed: string[] = [];
  const visit = (part: unknown, path: string) => {
    if (typeof part !== 'object' || part === null) return;
    for (const [key, value] of Object.entries(part)) {
      if (key === 'properties')
        for (const [name, field] of Object.entries(value as Record<string, Schema>))
          if (field.description === undefined && field.$ref === undefined) undescribed.push(`${path}/${name}`);
      visit(value, `${path}/${key}`);
    }
  };
  visit(schema, '');
  return undescribed;
}
