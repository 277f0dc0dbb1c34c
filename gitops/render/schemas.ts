import { readFileSync } from 'node:fs';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { RenderedObject } from './objects.ts';

type Kind = Pick<RenderedObject, 'apiVersion' | 'kind'>;

const ajv = new Ajv({
  allErrors: true,
  strict: false,
  validateFormats: false,
  unicodeRegExp: false,
  inlineRefs: false,
  code: { optimize: false },
});
const validators = new Map<string, ValidateFunction | undefined>();

/** Kinds that have a schema whether they are rendered or not: verify says of each of their fields what it makes of it. */
export const READ_KINDS: readonly Kind[] = [
  { apiVersion: 'acme.cert-manager.io/v1', kind: 'Challenge' },
  { apiVersion: 'acme.cert-manager.io/v1', kind: 'Order' },
  { apiVersion: 'cert-manager.io/v1', kind: 'CertificateRequest' },
  ...['BackendTLSPolicy', 'Gateway', 'GatewayClass', 'HTTPRoute', 'ListenerSet'].map((kind) => ({
    ...{ apiVersion: 'gateway.networking.k8s.io/v1', kind },
  })),
  { apiVersion: 'gateway.networking.k8s.io/v1beta1', kind: 'ReferenceGrant' },
  { apiVersion: 'networking.istio.io/v1', kind: 'DestinationRule' },
  { apiVersion: 'networking.istio.io/v1', kind: 'ServiceEntry' },
  { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress' },
];

/** The name of a kind's file in gitops/render/schemas; `npm run render -- schemas` writes it. */
export function schemaFile({ apiVersion, kind }: Kind): string {
  return `${apiVersion.replace('/', '_')}_${kind}.json`;
}

/** Whether there is a schema for the kind of an object, in its API version. */
export function hasSchema(object: Kind): boolean {
  return validatorOf(object) !== undefined;
}

/**
 * What an API server would refuse in an object: a value of another type, a field that is missing, a field that its schema
 * does not know. Nothing where there is no schema.
 */
export function schemaProblems(object: RenderedObject): string[] {
  const validate = validatorOf(object);
  if (validate === undefined) return [];
  validate(object);
  const words = (validate.errors ?? []).filter(isTelling).map(describe);
  return [...new Set(words)].map((each) => `${object.kind} ${object.metadata.name}: ${each}`);
}

/** Where one of several schemas must hold, what each of them misses is told, and need not be told again. */
function isTelling({ keyword }: ErrorObject): boolean {
  return !['anyOf', 'oneOf', 'not', 'if'].includes(keyword);
}

function describe({ keyword, instancePath, message = '', params }: ErrorObject): string {
  const place = instancePath.slice(1).replaceAll('/', '.');
  if (keyword === 'additionalProperties') {
    const field = (params as { readonly additionalProperty: string }).additionalProperty;
    return `${place === '' ? field : `${place}.${field}`} is no field of its schema`;
  }
  return `${place} ${message}`.trim();
}

function validatorOf(kind: Kind): ValidateFunction | undefined {
  const file = schemaFile(kind);
  if (!validators.has(file)) validators.set(file, compile(file));
  return validators.get(file);
}

function compile(file: string): ValidateFunction | undefined {
  let text: string;
  try {
    text = readFileSync(new URL(`schemas/${file}`, import.meta.url), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  return ajv.compile(JSON.parse(text) as object);
}
