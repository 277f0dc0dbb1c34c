import ts from 'typescript';
import { groupOf, type RenderedObject } from './objects.ts';

/** The npm packages that have the schemas of API groups, of those that end so; the rest is Kubernetes' own. */
const PACKAGES: Readonly<Record<string, string>> = {
  'argoproj.io': '@kubernetes-models/argo-cd',
  'cert-manager.io': '@kubernetes-models/cert-manager',
  'istio.io': '@kubernetes-models/istio',
  'monitoring.coreos.com': '@kubernetes-models/prometheus-operator',
};

type Model = new (object: RenderedObject) => { readonly validate: () => void };

/** Whether there is a schema for the kind of an object, in its API version. */
export async function hasSchema(object: RenderedObject): Promise<boolean> {
  return (await findModel(object)) !== undefined;
}

/**
 * Values that are not what the schema of their object says: another type, a fraction, a field that is missing. Fields
 * that the schema does not know are not seen.
 */
export async function valueProblems(object: RenderedObject): Promise<string[]> {
  const Model = await findModel(object);
  if (Model === undefined) return [];
  try {
    new Model(object).validate();
    return [];
  } catch (error) {
    return [`${nameOf(object)}: ${(error as Error).message}`];
  }
}

/**
 * Fields that the types of their objects do not know, and values of another type, as the TypeScript compiler finds them.
 * Not seen are fields below one that may hold anything, which the rules of an AuthorizationPolicy do.
 * @param objects all at once, because the compiler needs seconds to start
 */
export function fieldProblems(objects: readonly RenderedObject[]): string[] {
  // A line each; the name only says where packages are looked for.
  const name = 'gitops/render/rendered-objects.ts';
  const text = objects
    .map((object) => `(${JSON.stringify(object)}) satisfies import('${moduleOf(object)}').I${object.kind};`)
    .join('\n');
  const options: ts.CompilerOptions = {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const getSourceFile = host.getSourceFile.bind(host);
  host.getSourceFile = (file, language, ...more) =>
    file === name ? ts.createSourceFile(file, text, language) : getSourceFile(file, language, ...more);
  const program = ts.createProgram([name], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const object = file && objects[file.getLineAndCharacterOfPosition(start).line];
    return `${object ? nameOf(object) : 'TypeScript'}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}

async function findModel(object: RenderedObject): Promise<Model | undefined> {
  try {
    const module = (await import(moduleOf(object))) as Readonly<Record<string, Model>>;
    return module[object.kind];
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (['ERR_MODULE_NOT_FOUND', 'ERR_PACKAGE_PATH_NOT_EXPORTED'].includes(code)) return undefined;
    throw error;
  }
}

function moduleOf({ apiVersion, kind }: RenderedObject): string {
  const group = groupOf({ apiVersion });
  const known = Object.keys(PACKAGES).find((end) => group === end || group.endsWith(`.${end}`));
  return `${PACKAGES[known ?? ''] ?? 'kubernetes-models'}/${apiVersion}/${kind}`;
}

function nameOf({ kind, metadata }: RenderedObject): string {
  return `${kind} ${metadata.name}`;
}
