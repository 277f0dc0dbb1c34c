import { join, relative, sep } from 'node:path';
import { valueAt, type Path } from './field-path.ts';
import { givenPart, readPart, type Node, type Part, type PartDocument } from './part.ts';
import { placesIn, placesInside } from './place.ts';
import { IDENTITY, selectionOf } from './selection.ts';
import type { Source } from './source.ts';
import { readChart, readKustomization, readLines, readManifests } from './source-files.ts';

/** A scalar that a value of a rendered object may come from. */
export interface Candidate {
  readonly id: number;
  readonly part: Part;
  readonly document: number;
  readonly path: Path;
  readonly value: string | number | boolean;
  /** The text that it gives, and what stands before it: `NAME=` of a literal. */
  readonly text: string;
  readonly before: string;
  /** Whether something is found by it: marked together with others, it would change what they do. */
  readonly isSelected: boolean;
  /** Whether a name that a patch finds its object by may be made of it, by a replacement. */
  readonly isNaming: boolean;
  /** Whether it may overwrite what a resource says. */
  readonly isWriter: boolean;
  readonly offset: number;
}

/** Where an object begins: its document, an item of a List, or the entry of a generator. */
export interface Origin {
  readonly part: Part;
  readonly document: number;
  readonly path: Path;
  readonly object: unknown;
  readonly isGenerated: boolean;
}

/** All that a render reads, but for CustomResourceDefinitions, which are long and which nothing is wrong with. */
export interface Sources {
  readonly parts: readonly Part[];
  readonly candidates: () => readonly Candidate[];
  /** Those that may overwrite what a resource says. */
  readonly writers: () => readonly Candidate[];
  readonly origins: () => readonly Origin[];
  /** The origins that an object of this kind and name may have; of CustomResourceDefinitions too. */
  readonly originsNamed: (kind: string, name: string) => readonly Origin[];
}

const GENERATOR = /^(?:configMap|secret)Generator \d+$/;

/** The values of a kustomization that come into objects, by their paths; of the rest only names and namespaces do. */
const INTO_OBJECTS =
  /^(?:images \d+ (?:newName|newTag|digest)|replicas \d+ count|labels \d+ pairs .+|common(?:Labels|Annotations) .+|generatorOptions (?:labels|annotations) .+|(?:configMap|secret)Generator \d+ (?:literals \d+|options (?:labels|annotations) .+)|replacements \d+ sourceValue)$/;
const NAMING = /^(?:namespace|namePrefix|nameSuffix|(?:configMap|secret)Generator \d+ (?:name|namespace|type))$/;

/** The same of an Application, after `kustomize` and `helm`. */
const GIVEN =
  /(?:^|.* )(?:kustomize (?:images \d+|replicas \d+ count|common(?:Labels|Annotations) .+)|helm (?:valuesObject .+|parameters \d+ value))$/;
const GIVEN_NAMING =
  /(?:^|.* )(?:kustomize (?:namespace|namePrefix|nameSuffix)|destination namespace|helm releaseName)$/;

/** Scalars that are YAML themselves. */
const INLINE = /^(?:patches \d+ patch|patchesJson6902 \d+ patch|patchesStrategicMerge \d+)$/;
const GIVEN_INLINE = /(?:^|.* )(?:kustomize patches \d+ patch|helm values)$/;

/** Reads all that an object of a source may come from. */
export function readSources({ root, folder, manifests, valueFiles, given }: Source): Sources {
  const inRoot = (path: string) => join(root, path);
  const files = manifests
    ? readManifests(manifests.map(inRoot))
    : valueFiles
      ? readChart(inRoot(folder), valueFiles.map(inRoot))
      : readKustomization(inRoot(folder));
  const parts = files.flatMap(({ path, role, text }) => {
    const name = relative(root, path).replaceAll(sep, '/');
    const locate = name.startsWith('../') ? () => Promise.resolve(undefined) : placesIn(name, text);
    const part = readPart(role, text, { path, locate });
    return [part, ...inlineParts(part, root)];
  });
  if (given) {
    const part = givenPart(given.data, given.at);
    parts.push(part, ...inlineParts(part, root));
  }
  const candidates = once(() => (manifests ? [] : candidatesIn(parts)));
  return {
    parts,
    candidates,
    writers: once(() => candidates().filter(({ isWriter }) => isWriter)),
    origins: once(() => parts.flatMap((part) => originsIn(part, ({ text }) => !isDefinition(text)))),
    originsNamed: (kind, name) =>
      parts.flatMap((part) => originsIn(part, ({ text = '' }) => text.includes(kind) && text.includes(name))),
  };
}

/** A function that is called once at most. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function isDefinition(text = ''): boolean {
  return /^kind:\s*["']?CustomResourceDefinition\b/m.test(text);
}

function candidatesIn(parts: readonly Part[]): readonly Candidate[] {
  const selection = selectionOf(parts);
  const candidates: Candidate[] = [];
  for (const part of parts)
    for (const [document, each] of part.documents.entries()) {
      if (part.role === 'resource' && isDefinition(each.text)) continue;
      const { data, nodes } = each;
      const isCopied = selection.isCopied(data);
      const isWriter = part.role !== 'resource' || isCopied;
      for (const node of nodes.values()) {
        const { value } = node;
        const role = value === undefined ? undefined : roleOf(part, data, node);
        if (value === undefined || role === undefined) continue;
        const before = typeof value === 'string' && role === 'named' ? value.slice(0, value.search(/=|$/) + 1) : '';
        candidates.push({
          ...{ id: candidates.length, part, document, path: node.path, value, before },
          text: node.text.slice(before.length),
          isSelected: role === 'selected' || selection.isSelected(part, node),
          isNaming: isCopied && selection.isInTarget(node.text),
          isWriter,
          offset: node.offset,
        });
      }
    }
  return candidates;
}

function inlineParts(host: Part, root: string): Part[] {
  const pattern = host.role === 'kustomization' ? INLINE : host.role === 'given' ? GIVEN_INLINE : undefined;
  if (!pattern) return [];
  return host.documents.flatMap(({ nodes }, document) =>
    [...nodes.values()].flatMap(({ path, value, offset }) => {
      if (typeof value !== 'string' || !/[\n:]/.test(value) || !pattern.test(path.join(' '))) return [];
      const locate = async (_: Path, inner: number) => {
        const start = await host.locate(path, offset);
        return start && placesInside(readLines(join(root, start.file)), start, value)(inner);
      };
      return [readPart('patch', value, { host: { part: host, document, path }, locate })];
    }),
  );
}

/** How a scalar comes into objects: as it is, after `NAME=`, or as a name that others know it by; undefined: not at all. */
function roleOf({ role }: Part, data: unknown, { path, value }: Node): 'plain' | 'named' | 'selected' | undefined {
  const address = path.join(' ');
  switch (role) {
    case 'kustomization':
      if (NAMING.test(address)) return 'selected';
      return INTO_OBJECTS.test(address) ? (address.includes('literals') ? 'named' : 'plain') : undefined;
    case 'given':
      if (GIVEN_NAMING.test(address)) return 'selected';
      return GIVEN.test(address) ? (address.includes('images') ? 'named' : 'plain') : undefined;
    case 'lines':
      return /^\s*(?:#|$)/.test(String(value)) ? undefined : 'named';
    case 'settings':
      return 'selected';
    case 'patch':
      // What it writes, not what it is for.
      return (Array.isArray(data) ? path[1] === 'value' : !IDENTITY.test(address)) ? 'plain' : undefined;
    default:
      return 'plain';
  }
}

function originsIn(part: Part, isWanted: (document: PartDocument) => boolean): Origin[] {
  if (part.role !== 'kustomization' && part.role !== 'resource') return [];
  return part.documents.flatMap((each, document) => {
    if (!isWanted(each)) return [];
    const { data, nodes } = each;
    const at = (path: Path, isGenerated = false) => ({
      ...{ part, document, path, isGenerated },
      object: valueAt(data, path),
    });
    if (part.role === 'kustomization')
      return [...nodes.values()].filter(({ path }) => GENERATOR.test(path.join(' '))).map(({ path }) => at(path, true));
    const items = valueAt(data, ['items']);
    if (String(valueAt(data, ['kind'])).endsWith('List') && Array.isArray(items))
      return items.map((_, index) => at(['items', index]));
    return typeof valueAt(data, ['kind']) === 'string' ? [at([])] : [];
  });
}
