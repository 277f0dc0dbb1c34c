import { isMap, isScalar, isSeq, parse, parseDocument, type Document } from 'yaml';
import { StartError } from '#program/start-error.ts';

/** Which build runs: the commit both images were built from, in full, and their digests, `sha256:…`. */
export interface Build {
  readonly revision: string;
  readonly service: string;
  readonly verify: string;
}

export const IMAGES = ['service', 'verify'] as const;

export const REVISION = /^[0-9a-f]{40}$/;
export const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** The path that the patch of a build replaces: where /health's revision comes from. */
const ANNOTATION = '/spec/template/metadata/annotations/org.opencontainers.image.revision';

/** The file in which an environment says which build runs there; relative to the repository. */
export function buildFile(environment: string): string {
  return `kustomize/overlays/${environment}/build/kustomization.yaml`;
}

/**
 * Reads which build runs.
 * @param file its name, for errors
 * @throws {StartError} where it does not name both digests and the revision
 */
export function readBuild(text: string, file: string): Build {
  const { document, digests, revision } = locate(text, file);
  const build = {
    revision: revision.value,
    service: String(document.getIn(digests.service)),
    verify: String(document.getIn(digests.verify)),
  };
  const problems = [
    ...(REVISION.test(build.revision) ? [] : [`${file}: the revision is ${build.revision}: expected 40 hex digits`]),
    ...IMAGES.filter((image) => !DIGEST.test(build[image])).map(
      (image) => `${file}: the digest of mrdebugger/${image} is ${build[image]}: expected sha256: and 64 hex digits`,
    ),
  ];
  if (problems.length > 0) throw new StartError(problems);
  return build;
}

/**
 * The text of the file with another build; everything else in it stays, comments included.
 * @throws {StartError} where it does not name both digests and the revision
 */
export function withBuild(text: string, build: Build, file: string): string {
  const { document, digests, revision } = locate(text, file);
  for (const image of IMAGES) document.setIn(digests[image], build[image]);
  const patch = String(document.getIn(revision.path));
  // The patch is text inside YAML; its own quotes and comments stay as well.
  document.setIn(revision.path, patch.replace(revision.value, build.revision));
  return document.toString({ lineWidth: 0 });
}

type Path = readonly (string | number)[];

interface Places {
  readonly document: Document;
  readonly digests: Readonly<Record<(typeof IMAGES)[number], Path>>;
  readonly revision: { readonly path: Path; readonly value: string };
}

function locate(text: string, file: string): Places {
  const document = parseDocument(text);
  if (document.errors.length > 0) throw new StartError(document.errors.map(({ message }) => `${file}: ${message}`));
  const images = document.get('images');
  const digest = (name: string): Path => {
    const index = isSeq(images) ? images.items.findIndex((each) => isMap(each) && each.get('name') === name) : -1;
    if (!document.hasIn(['images', index, 'digest']))
      throw new StartError([
        `${file}: expected a digest of ${name} under images: this environment takes no promotions`,
      ]);
    return ['images', index, 'digest'];
  };
  const digests = { service: digest('mrdebugger/service'), verify: digest('mrdebugger/verify') };
  return { document, digests, revision: locateRevision(document, file) };
}

function locateRevision(document: Document, file: string): Places['revision'] {
  const patches = document.get('patches');
  for (const [index, each] of (isSeq(patches) ? patches.items : []).entries()) {
    const patch = isMap(each) ? each.get('patch', true) : undefined;
    if (!isScalar(patch) || typeof patch.value !== 'string') continue;
    const operations: unknown = parse(patch.value);
    const found = (Array.isArray(operations) ? operations : []).find(
      (operation: { path?: unknown }) => operation.path === ANNOTATION,
    ) as { value?: unknown } | undefined;
    if (found) return { path: ['patches', index, 'patch'], value: String(found.value) };
  }
  throw new StartError([`${file}: expected a patch that replaces ${ANNOTATION}`]);
}
