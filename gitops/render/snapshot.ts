import { stringify } from 'yaml';
import type { RenderedObject } from './objects.ts';

/** Characters; a longer value of a ConfigMap is content that is reviewed where it stands, as the tips are. */
const LONG = 2000;
const LINES_OF_LONG = 5;

/** What kustomize puts after the name of a ConfigMap or Secret that it generates: a hash of the content. */
const HASH = /-[bcdfghkmt2456789]{10}$/;

/** Which build runs, as promotion writes it: a digest, and the commit it was built from. */
const DIGEST = /@sha256:[0-9a-f]{64}$/;
const REVISION = /^[0-9a-f]{40}$/;

/** No lines broken where they are long, no anchors, and the quotes that prettier wants. */
const AS_YAML = { lineWidth: 0, aliasDuplicateObjects: false, singleQuote: true };

/**
 * The text that is kept of a render: the same for every kustomize from 5.5 on, for every edit of long content, and for
 * every promotion. So the objects are sorted, hashes of content read HASH, long values end early, and which build runs
 * reads DIGEST and REVISION.
 */
export function snapshotOf(objects: readonly RenderedObject[]): string {
  const generated = objects
    .filter(({ kind, metadata }) => ['ConfigMap', 'Secret'].includes(kind) && HASH.test(metadata.name))
    .map(({ metadata }) => metadata.name);
  const withoutHashes = (text: string) =>
    generated.reduce((result, name) => result.replaceAll(name, name.replace(HASH, '-HASH')), text);
  return objects
    .map((object) => ({
      rank: withoutHashes(rankOf(object)),
      text: withoutHashes(stringify(withoutBuild(shorten(object)), AS_YAML)),
    }))
    .sort((a, b) => (a.rank < b.rank ? -1 : Number(a.rank > b.rank)))
    .map(({ text }) => text)
    .join('---\n');
}

function rankOf({ apiVersion, kind, metadata: { name, namespace = '' } }: RenderedObject): string {
  return [kind, namespace, name, apiVersion].join('\n');
}

function shorten(object: RenderedObject): RenderedObject {
  if (object.kind !== 'ConfigMap' || typeof object.data !== 'object' || object.data === null) return object;
  const data = Object.entries(object.data).map(([key, value]) => [key, shortenText(String(value))]);
  return { ...object, data: Object.fromEntries(data) as unknown };
}

function withoutBuild(object: RenderedObject): unknown {
  return JSON.parse(JSON.stringify(object), (_key, value: unknown) =>
    typeof value === 'string' ? value.replace(DIGEST, '@DIGEST').replace(REVISION, 'REVISION') : value,
  );
}

function shortenText(text: string): string {
  if (text.length <= LONG) return text;
  const start = text.split('\n').slice(0, LINES_OF_LONG).join('\n').slice(0, LONG);
  return `${start}\n… left out here: npm run render -- FOLDER prints all of it\n`;
}
