import { plainAddress } from '../clone.ts';
import { inParallel } from '#program/parallel.ts';
import type { Helm } from '../../../render/helm.ts';
import type { Renderer } from '../../../render/renderer.ts';
import { grouped } from '../grouped.ts';
import { type Tree } from './application-set.ts';
import { contentOf, documentsOf, isTemplate, mayHoldObjects } from './documents.ts';
import { folderOf, hasFile, readTextFiles, type TextFile } from './files.ts';
import { filesOf, kustomizationsIn, topOf, type Kustomization } from './kustomizations.ts';
import type { Landing, Missing, Repository } from './landing.ts';
import { AT_ONCE, plainRendering, renderKustomization, type Rendering, type Tools } from './rendering.ts';
import type { Unreadable } from './place.ts';
import { missingOf, Search, together, type Part } from './search.ts';

interface Options {
  /** The folder that is judged; absolute. */
  readonly root: string;
  readonly kustomize: Pick<Renderer, 'render'>;
  readonly helm: Helm | undefined;
  /** The addresses of the clone's remotes. */
  readonly remotes: readonly string[];
}

const MENTIONS = /kind["']?\s*:\s*["']?Application(Set)?\b/;

/** Reads a folder and renders what its Applications point at or, without any, all that it has. */
export async function readRepository({ root: judged, kustomize, helm, remotes }: Options): Promise<Repository> {
  const { root, within, files, unreadable: unread } = await readTextFiles(judged);
  const kustomizations = kustomizationsIn(files);
  const tools: Tools = { root, files, kustomizations, kustomize, helm };
  const isWithin = ({ file }: { readonly file: string }) => file.startsWith(within);
  const tops = topOf(kustomizations).filter(isWithin);
  const taken = new Set(kustomizations.flatMap((each) => [...filesOf(each, kustomizations)]));
  const documents = files
    .filter((file) => isWithin({ file: file.path }) && !taken.has(file.path) && mayHoldObjects(file))
    .map((file) => ({ ...documentsOf(file), text: file.text }));
  const readable = documents.filter(({ problems }) => problems.length === 0);
  const byPath = new Map(files.map((file) => [file.path, file]));
  const mentioning = (paths: Iterable<string>) =>
    [...paths].flatMap((path) => byPath.get(path) ?? []).filter(({ text }) => MENTIONS.test(text));

  const search = new Search(tools, treeOf(files, thisRepository(remotes, tools)));
  const withApplications = tops.filter((top) => mentioning(filesOf(top, kustomizations)).length > 0);
  const renderings = await inParallel(withApplications, AT_ONCE, async (top) => ({
    top,
    rendering: await renderKustomization(top.folder, undefined, tools),
  }));
  for (const { top, rendering } of renderings) {
    search.take(rendering, top.folder);
    // Most that is from afar beside Applications is what installs Argo CD.
    if (rendering.is === 'unseen')
      for (const file of mentioning(filesOf(top, kustomizations))) search.take(plainRendering([file]), top.folder);
  }
  for (const { file, text, objects } of readable)
    if (MENTIONS.test(text)) search.take({ is: 'rendered', objects, files: [file] }, folderOf(file));
  await search.follow();
  const parts = search.landings();
  // What only a template engine can read is no manifest yet.
  const brokenIn = (all: typeof documents) =>
    all.filter(({ text }) => !isTemplate(text)).flatMap(({ problems }) => problems.slice(0, 1));
  const told = (landings: Repository['landings'], broken: readonly Unreadable[], had: Iterable<string>): Repository => {
    const known = new Set(had);
    return {
      ...{ root, within, files, landings, unseen: search.unseen() },
      unreadable: [...unread.filter(({ place }) => isWithin(place)), ...broken],
      others: kustomizations.filter((each) => isWithin(each) && !known.has(each.file)),
    };
  };
  const whole = (part: Part): Landing => ({ ...part, kustomizations: renderedOf(part, kustomizations) });
  const ready = (part: Part) => {
    const landing = whole(part);
    return () => Promise.resolve(landing);
  };
  if (parts.length > 0) {
    const had = parts.flatMap((part) => renderedOf(part, kustomizations).map(({ file }) => file));
    return told(parts.map(ready), brokenIn(documents.filter(({ text }) => MENTIONS.test(text))), had);
  }
  const missing = search.unseen().map((why) => ({ why, isBroken: false }));
  const plain = [...grouped(readable, ({ file }) => folderOf(file))].flatMap(([name, own]) => {
    const by = { files: own.map(({ file }) => file), objects: own.flatMap(({ objects }) => objects) };
    return by.objects.length > 0 ? [{ ...{ cluster: '', name, applications: [] }, rendered: [by], missing }] : [];
  });
  const ofTops = tops.map((top) => async () => {
    const rendering = await renderKustomization(top.folder, undefined, tools);
    return whole(landingOf(top, rendering, missing));
  });
  const had = tops.flatMap((top) => [...filesOf(top, kustomizations)]);
  return told([...ofTops, ...together(plain).map(ready)], brokenIn(documents), had);
}

function renderedOf({ rendered }: Part, all: readonly Kustomization[]): readonly Kustomization[] {
  const folders = new Set(rendered.map(({ folder }) => folder));
  const files = new Set(all.filter(({ folder }) => folders.has(folder)).flatMap((each) => [...filesOf(each, all)]));
  return all.filter(({ file }) => files.has(file));
}

function landingOf({ folder, file }: Kustomization, rendering: Rendering, missing: readonly Missing[]): Part {
  const isRendered = rendering.is === 'rendered';
  return {
    ...{ name: folder, file, applications: [], rendered: isRendered ? [rendering] : [] },
    missing: [...missing, ...(isRendered ? [] : [missingOf(rendering)])],
  };
}

/**
 * Whether a source is in the repository that is read: its address is that of a remote or, where no file names a remote, as
 * in a fork that is not set up yet, its path is here.
 */
function thisRepository(remotes: readonly string[], { root, files }: Tools): Tree['isHere'] {
  const own = new Set(remotes.map(plainAddress).filter((address) => address !== ''));
  const isNamed = files.some(({ text }) => [...own].some((address) => text.toLowerCase().includes(address)));
  return (repoURL = '', path = '.') => (isNamed ? own.has(plainAddress(repoURL)) : hasFile(root, path));
}

function treeOf(files: readonly TextFile[], isHere: Tree['isHere']): Tree {
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  const folders = new Set(
    files.flatMap(({ path }) => {
      const parts = path.split('/').slice(0, -1);
      return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
    }),
  );
  return {
    ...{ folders: [...folders].sort(), files: [...texts.keys()], isHere },
    contentOf: (file) => contentOf({ text: texts.get(file) ?? '' }),
  };
}
