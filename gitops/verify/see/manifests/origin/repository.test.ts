import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findKustomizations } from '../../../../render/kustomizations.ts';
import type { RenderedObject } from '../../../../render/objects.ts';
import { findRenderer, type Renderer } from '../../../../render/renderer.ts';
import type { Path } from './field-path.ts';
import { findObject, scalarAt, scalarsIn } from './marked-render.ts';
import { originsOf } from './origins.ts';
import type { Place } from '../place.ts';

/** One value in so many is changed: each costs a render. */
const STRIDE = 29;

interface Leaf {
  readonly object: RenderedObject;
  readonly path: Path;
}

describe('originsOf, for the kustomizations of this repository', () => {
  let renderer: Renderer;
  before(async () => {
    renderer = await findRenderer(process.env);
  });
  const sourceOf = async (folder: string) => {
    const counts = { renders: 0 };
    const objects = await renderer.renderObjects(folder);
    const render = (path: string) => {
      counts.renders++;
      return renderer.renderObjects(path);
    };
    const { placeOf } = originsOf({ root: '.', folder, objects, render });
    const leaves = objects.flatMap((object) => [...scalarsIn(object)].map((path): Leaf => ({ object, path })));
    const placeOfLeaf = ({ object: { kind, metadata }, path }: Leaf) =>
      placeOf({ kind, name: metadata.name, namespace: metadata.namespace }, fieldOf(path));
    return { leaves, placeOfLeaf, counts };
  };

  for (const folder of findKustomizations('.'))
    it(`every value of ${folder}: its place has it or a word of it, after two renders at most`, async () => {
      const { leaves, placeOfLeaf, counts } = await sourceOf(folder);
      const missed: string[] = [];
      for (const leaf of leaves) {
        const place = await placeOfLeaf(leaf);
        const value = String(scalarAt(leaf.object, leaf.path));
        // The kind of what is generated is nowhere to be read.
        const isKind = /^(?:keys|roots|tips)-/.test(leaf.object.metadata.name) && leaf.path.length === 1;
        if (!isKind && !(place && isIn(value, textAt(place)))) missed.push(nameOf(leaf));
      }
      assert.deepEqual(missed, [], `${leaves.length - missed.length} of ${leaves.length} values`);
      assert.ok(counts.renders <= 2, `${counts.renders} renders`);
    });

  for (const folder of ['kustomize/overlays/production', 'gitops/apps/production'])
    it(`values of ${folder}: another text at their place makes another value`, async () => {
      const { leaves, placeOfLeaf } = await sourceOf(folder);
      // Others are found by these.
      const isName = ({ path }: Leaf) => /^(?:apiVersion|kind|name|namespace)$/.test(String(path.at(-1)));
      const chosen = leaves.filter((leaf) => !isName(leaf)).filter((_, index) => index % STRIDE === 0);
      const same = await Promise.all(
        chosen.map(async (leaf) => {
          const place = await placeOfLeaf(leaf);
          const copy = mkdtempSync(join(tmpdir(), 'repository-'));
          try {
            for (const each of ['kustomize', 'gitops/apps', 'gitops/projects'])
              cpSync(each, join(copy, each), { recursive: true });
            if (place) changeAt(join(copy, place.file), place);
            const changed = findObject(await renderer.renderObjects(join(copy, folder)), {
              ...{ kind: leaf.object.kind, name: leaf.object.metadata.name },
              namespace: leaf.object.metadata.namespace,
            });
            const isSame = changed && scalarAt(changed, leaf.path) === scalarAt(leaf.object, leaf.path);
            return isSame ? [nameOf(leaf)] : [];
          } finally {
            rmSync(copy, { recursive: true });
          }
        }),
      );
      assert.deepEqual(same.flat(), [], `of ${chosen.length} values`);
    });
});

function nameOf({ object, path }: Leaf): string {
  return `${object.kind} ${object.metadata.name} ${fieldOf(path)}`;
}

function fieldOf(path: Path): string {
  return path.map((key) => (typeof key === 'number' ? `[${key}]` : `["${key}"]`)).join('');
}

function textAt({ file, line, column }: Place): string {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines[line - 1]?.slice(column - 1) ?? '';
}

/** Whether a text begins with a value, with or without quotation marks, or with words that are in the value. */
function isIn(value: string, text: string): boolean {
  const unquoted = text.replace(/^["']/, '');
  if (unquoted.startsWith(value) || (text && value.startsWith(text))) return true;
  const [first = ''] = unquoted.split(/[\s"',}\]]/);
  if (first !== '' && value.includes(first)) return true;
  return [...first.matchAll(/[A-Za-z0-9]+/g)].some(([word]) => value.includes(word));
}

/** Writes another letter or digit over the last one of the first word at a place, or into an empty text. */
function changeAt(path: string, { line, column }: Place): void {
  const lines = readFileSync(path, 'utf8').split('\n');
  const before = lines[line - 1]?.slice(0, column - 1) ?? '';
  const text = textAt({ file: path, line, column });
  const changed = /^["']{2}/.test(text)
    ? text.replace(/^(["'])/, '$1x')
    : /^\/(?:\s|$)/.test(text)
      ? text.replace('/', '/x')
      : text.replace(/[A-Za-z0-9](?=[^A-Za-z0-9]|$)/, (last) => (/\d/.test(last) ? String(9 - Number(last)) : 'x'));
  lines[line - 1] = before + changed;
  writeFileSync(path, lines.join('\n'));
}
