/** A JSON schema, as far as it is looked into here. */
export type Schema = Readonly<Record<string, unknown>>;

/** A document of `/openapi/v3/…`: all kinds of one API version. */
export interface OpenApi {
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
}

interface Kind {
  readonly apiVersion: string;
  readonly kind: string;
}

const REFERENCE = '#/components/schemas/';
/** Text, defaults, and formats of numbers: nothing that a value can break, as far as manifests go. */
const LEFT_OUT = ['description', 'default', 'format', 'example', 'externalDocs', 'title'];

/**
 * The JSON schema of one kind, of what an API server tells of its API version, with all that it refers to, and without
 * its status. A field that the schema does not name is refused, as a strict API server does, but for where it keeps
 * unknown fields. https://kubernetes.io/docs/concepts/overview/kubernetes-api/#openapi-v3
 * @returns undefined where the document has no such kind
 */
export function schemaOf({ components }: OpenApi, { apiVersion, kind }: Kind): Schema | undefined {
  const all = components?.schemas ?? {};
  const [root] = Object.entries(all).find(([, schema]) => isOf(schema, apiVersion, kind)) ?? [];
  if (root === undefined) return undefined;
  const definitions = new Map<string, unknown>();
  const include = (name: string) => {
    if (definitions.has(name)) return;
    definitions.set(name, {});
    definitions.set(name, strict(all[name] ?? {}, include));
  };
  const properties = { ...(all[root]?.properties as Readonly<Record<string, unknown>>) };
  delete properties.status;
  const schema = strict({ ...all[root], properties }, include);
  const sorted = [...definitions].sort(([a], [b]) => (a < b ? -1 : 1));
  return { ...schema, ...(sorted.length > 0 ? { definitions: Object.fromEntries(sorted) } : {}) };
}

function isOf(schema: Schema, apiVersion: string, kind: string): boolean {
  const kinds = (schema['x-kubernetes-group-version-kind'] ?? []) as readonly {
    readonly group: string;
    readonly version: string;
    readonly kind: string;
  }[];
  return kinds.some(
    (each) => each.kind === kind && [each.group, each.version].filter(Boolean).join('/') === apiVersion,
  );
}

/** @param include is told each definition that the schema refers to */
function strict(schema: Schema, include: (name: string) => void): Schema {
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(schema)) {
    if (LEFT_OUT.includes(key) || key.startsWith('x-')) continue;
    if (key === 'pattern' && !isPattern(String(value))) continue;
    if (key === '$ref') {
      const name = String(value).slice(REFERENCE.length);
      include(name);
      result.$ref = `#/definitions/${name}`;
    } else if (key === 'properties') {
      const entries = Object.entries(value as Readonly<Record<string, Schema>>);
      result.properties = Object.fromEntries(entries.map(([name, property]) => [name, strict(property, include)]));
    } else if (['allOf', 'anyOf', 'oneOf'].includes(key)) {
      result[key] = (value as readonly Schema[]).map((each) => strict(each, include));
    } else if (['items', 'not', 'additionalProperties'].includes(key) && typeof value === 'object') {
      result[key] = strict(value as Schema, include);
    } else result[key] = value;
  }
  const keepsUnknown = schema['x-kubernetes-preserve-unknown-fields'] === true;
  // A schema without a type only adds a condition to one that has its fields.
  if (schema.type === 'object' && 'properties' in schema && !('additionalProperties' in schema) && !keepsUnknown)
    result.additionalProperties = false;
  return result;
}

/** Go's expressions know more than JavaScript's, such as `(?i)`. https://github.com/google/re2/wiki/Syntax */
function isPattern(text: string): boolean {
  try {
    return new RegExp(text).source.length > 0;
  } catch {
    return false;
  }
}
