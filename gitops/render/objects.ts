import { parseAllDocuments } from 'yaml';

/** A Kubernetes object as a kustomization renders it; kustomize refuses one without these fields. */
export interface RenderedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly [field: string]: unknown };
  readonly [field: string]: unknown;
}

/** The API group of an object; '' is the core group. */
export function groupOf({ apiVersion }: Pick<RenderedObject, 'apiVersion'>): string {
  return apiVersion.split('/').at(-2) ?? '';
}

/** What a program has written has no key twice, so that none is looked for; its lines are counted only where it has a mistake. */
const OF_PROGRAMS = { uniqueKeys: false, prettyErrors: false };

/** The objects of a render, in its order, as plain data. @throws {YAMLParseError} where it is no YAML */
export function parseObjects(render: string): RenderedObject[] {
  return parseAllDocuments(render, OF_PROGRAMS).flatMap((document) => {
    const [error] = document.errors;
    if (error) throw parseAllDocuments(render).flatMap(({ errors }) => errors)[0] ?? error;
    const object = document.toJS() as RenderedObject | null;
    return object === null ? [] : [object];
  });
}
