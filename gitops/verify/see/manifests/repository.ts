import { posix } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { parse } from 'yaml';
import type { Text } from '#program/language.ts';
import { inParallel } from '#program/parallel.ts';
import type { Helm } from '../../../render/helm.ts';
import { groupOf, type RenderedObject } from '../../../render/objects.ts';
import type { Renderer } from '../../../render/renderer.ts';
import {
  applicationKey,
  clusterOf,
  isApplication,
  sourcesOf,
  type WrittenApplication,
  type WrittenSource,
} from './application.ts';
import { generate, isApplicationSet, type Tree } from './application-set.ts';
import { documentsOf, isTemplate, mayHoldObjects } from './documents.ts';
import { folderOf, hasFile, readTextFiles, type TextFile } from './files.ts';
import { filesOf, kustomizationsIn, topOf, type Kustomization } from './kustomizations.ts';
import type { Landing, Missing, Rendered, Repository } from './landing.ts';
import { plainRendering, renderKustomization, renderSource, type Rendering, type Tools } from './rendering.ts';
import { namespaceOf } from './stored.ts';

interface Options {
  /** The folder that is judged; absolute. */
  readonly root: string;
  readonly kustomize: Pick<Renderer, 'render'>;
  readonly helm: Helm | undefined;
  /** The addresses of the clone's remotes. */
  readonly remotes: readonly string[];
}

/** An Application, and the folder of what brings it. */
interface Found {
  readonly application: WrittenApplication;
  readonly root: string;
  readonly by: Rendered;
}

/** What was found from one folder on. */
interface Beginning {
  readonly rendered: Rendered[];
  readonly missing: Missing[];
  readonly applications: WrittenApplication[];
}

/** What Argo CD calls the cluster that it is in. */
const OWN = 'in-cluster';

/** Most programs that render at the same time. */
const AT_ONCE = 4;

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
  const landings = search.landings();
  const told = { root, within, files, unseen: search.unseen() };
  const whole = (part: Part): Landing => ({ ...part, kustomizations: renderedOf(part, kustomizations) });
  // What only a template engine can read is no manifest yet.
  const unreadable = (all: typeof documents) => [
    ...unread.filter(({ place }) => isWithin(place)),
    ...all.filter(({ text }) => !isTemplate(text)).flatMap(({ problems }) => problems.slice(0, 1)),
  ];
  if (landings.length > 0)
    return {
      ...told,
      landings: landings.map(whole),
      unreadable: unreadable(documents.filter(({ text }) => MENTIONS.test(text))),
    };

  const alone = await inParallel(tops, AT_ONCE, async (top) => ({
    top,
    rendering: await renderKustomization(top.folder, undefined, tools),
  }));
  const generated = search.unseen().map((why) => ({ why, isBroken: false }));
  const folders = [...new Set(readable.map(({ file }) => folderOf(file)))];
  const plain = folders.map((folder) => {
    const own = readable.filter(({ file }) => folderOf(file) === folder);
    return { files: own.map(({ file }) => file), objects: own.flatMap(({ objects }) => objects) };
  });
  return {
    ...told,
    landings: [
      ...alone.map(({ top, rendering }) => landingOf(top, rendering, generated)),
      ...together(
        plain
          .filter(({ objects }) => objects.length > 0)
          .map((each) => ({
            ...{
              cluster: '',
              name: folderOf(each.files[0] ?? ''),
              applications: [],
              rendered: [each],
              missing: generated,
            },
          })),
      ),
    ].map(whole),
    unreadable: unreadable(documents),
  };
}

/** A landing, before it is known which kustomizations are rendered for it. */
type Part = Omit<Landing, 'kustomizations'>;

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

function missingOf(rendering: Exclude<Rendering, { is: 'rendered' }>): Missing {
  if (rendering.is === 'unseen') return { why: rendering.why, isBroken: false };
  const { message, problems } = rendering;
  return { why: { en: message, ko: message }, isBroken: true, ...(problems ? { problems } : {}) };
}

/** Follows Applications to what they render to, and to the Applications among that. */
class Search {
  readonly #tools: Tools;
  readonly #tree: Tree;
  readonly #found: Found[] = [];
  readonly #beginnings = new Map<string, Beginning>();
  readonly #visited = new Map<string, readonly { readonly root: string; readonly spec: object }[]>();

  constructor(tools: Tools, tree: Tree) {
    this.#tools = tools;
    this.#tree = tree;
  }

  /** Takes in what may bring Applications. */
  take(rendering: Rendering, root: string): void {
    if (rendering.is !== 'rendered') {
      this.#at(root).missing.push(missingOf(rendering));
      return;
    }
    for (const application of this.#applicationsIn(rendering.objects, root))
      this.#found.push({ application, root, by: rendering });
  }

  #applicationsIn(objects: readonly RenderedObject[], root: string): readonly WrittenApplication[] {
    const generated = objects.filter(isApplicationSet).map((set) => generate(set, this.#tree));
    for (const why of generated.flatMap(({ unseen }) => unseen)) this.#at(root).missing.push({ why, isBroken: false });
    return [...objects.filter(isApplication), ...generated.flatMap(({ applications }) => applications)];
  }

  #at(root: string): Beginning {
    const all = this.#beginnings.get(root) ?? { rendered: [], missing: [], applications: [] };
    this.#beginnings.set(root, all);
    return all;
  }

  async follow(): Promise<void> {
    const isBrought = (each: Found) => this.#found.some((other) => other !== each && this.#brings(other, each));
    const brought = this.#found.filter(isBrought);
    const begin = async ({ application, root, by }: Found) => {
      const at = this.#at(root);
      const isNew = await this.#visit(application, root);
      if (isNew && !at.rendered.includes(by)) at.rendered.push(by);
    };
    for (const each of this.#found) if (!brought.includes(each)) await begin(each);
    // Applications that bring each other begin somewhere.
    const isVisited = ({ application }: Found) => this.#visited.has(applicationKey(application));
    for (const each of brought) if (!isVisited(each)) await begin(each);
  }

  /** @returns false where it was visited before */
  async #visit(application: WrittenApplication, root: string): Promise<boolean> {
    const key = applicationKey(application);
    const same = this.#visited.get(key) ?? [];
    // In another folder, an Application of the same name is for another cluster, unless it is a copy.
    if (same.some((each) => each.root === root || isDeepStrictEqual(each.spec, application.spec))) return false;
    this.#visited.set(key, [...same, { root, spec: application.spec }]);
    const at = this.#at(root);
    at.applications.push(application);
    const release = { name: application.metadata.name, namespace: application.spec.destination?.namespace ?? '' };
    const sources = sourcesOf(application);
    const refs = new Map(
      sources.flatMap(({ ref, repoURL }) => (ref !== undefined && this.#tree.isHere(repoURL) ? [[ref, '.']] : [])),
    );
    const renderings = await inParallel(
      sources.filter(({ path, chart, ref }) => path !== undefined || chart !== undefined || ref === undefined),
      AT_ONCE,
      async (source) => ({ source, rendering: await this.#render(source, release, refs) }),
    );
    for (const { source, rendering } of renderings) {
      if (rendering.is !== 'rendered') {
        at.missing.push({ application, source, ...missingOf(rendering) });
        continue;
      }
      at.rendered.push({ ...rendering, application, ...(source.kustomize ? { source } : {}) });
      for (const child of this.#applicationsIn(rendering.objects, root)) await this.#visit(child, root);
    }
    return true;
  }

  async #render(
    source: WrittenSource,
    release: { name: string; namespace: string },
    refs: ReadonlyMap<string, string>,
  ): Promise<Rendering> {
    const { chart, repoURL = '' } = source;
    if (chart !== undefined) return far(`chart ${chart}`, repoURL);
    if (!this.#tree.isHere(repoURL, source.path)) return far(source.path ?? '.', repoURL);
    return await renderSource(source, release, this.#tools, refs);
  }

  /** Whether the sources of one Application bring another. */
  #brings(bringer: Found, { root, by }: Found): boolean {
    return sourcesOf(bringer.application).some(({ path, chart, repoURL, directory }) => {
      if (path === undefined || chart !== undefined || !this.#tree.isHere(repoURL, path)) return false;
      const folder = posix.normalize(path).replace(/(?<=.)\/$/, '');
      if (folder === root) return true;
      const isBelow = folder === '.' || root.startsWith(`${folder}/`);
      return by.folder === undefined && directory?.recurse === true && isBelow;
    });
  }

  /** What was found without an Application that says where it goes. */
  unseen(): readonly Text[] {
    return [...this.#beginnings.values()]
      .filter(({ applications }) => applications.length === 0)
      .flatMap(({ missing }) => missing.filter(({ isBroken }) => !isBroken).map(({ why }) => why));
  }

  landings(): readonly Part[] {
    return together(
      [...this.#beginnings].flatMap(([name, { rendered: all, missing, applications }]) => {
        const file = this.#tools.kustomizations.find(({ folder }) => folder === name)?.file;
        const isBroken = missing.some((each) => each.isBroken);
        const clusters = [...new Set(applications.map(clusterOf))];
        const rendered = all.filter((each) => !all.some((other) => isPartOf(each, other)));
        return (clusters.length === 0 && isBroken ? [''] : clusters).map((cluster) => {
          const isOf = ({ application }: { readonly application?: WrittenApplication }) =>
            application === undefined || clusterOf(application) === cluster;
          return {
            name: clusters.length > 1 ? `${name} (${cluster || OWN})` : name,
            ...{ cluster, ...(file === undefined ? {} : { file }) },
            applications: applications.filter((each) => clusterOf(each) === cluster),
            rendered: [...rendered.filter(isOf), ...rendered.filter((each) => !isOf(each)).flatMap(projectsOf)],
            missing: missing.filter(isOf),
          };
        });
      }),
    );
  }
}

/** Whether what brings an Application is among what the Application itself brings. */
function isPartOf(by: Rendered, { application, folder, files = [] }: Rendered): boolean {
  if (by.application !== undefined || application === undefined) return false;
  return by.folder !== undefined ? by.folder === folder : (by.files ?? []).every((file) => files.includes(file));
}

/** Projects are where Argo CD is, wherever its Applications go. */
function projectsOf({ application, ...by }: Rendered): readonly Rendered[] {
  const objects = by.objects.filter(({ kind }) => kind === 'AppProject');
  const { namespace = 'argocd' } = application?.metadata ?? {};
  return objects.length === 0
    ? []
    : [{ ...by, objects: objects.map((each) => ({ ...each, metadata: { namespace, ...each.metadata } })) }];
}

/**
 * What is for one cluster by its name is taken together, unless two folders claim the same object there: then each is a
 * cluster of its own, such as staging and production that are installed in the same way.
 */
function together(all: readonly (Part & { readonly cluster: string })[]): readonly Part[] {
  const clusters = [...new Set(all.map(({ cluster }) => cluster))];
  return clusters.flatMap((cluster): readonly Part[] => {
    const parts = all.filter((each) => each.cluster === cluster);
    const names = parts.map(
      (part) => new Set(part.rendered.flatMap((by) => by.objects.map((object) => identityOf(object, by)))),
    );
    const isClaimedTwice = names.some((own, index) =>
      names.slice(index + 1).some((other) => [...own].some((name) => other.has(name))),
    );
    if (isClaimedTwice || parts.length === 1) return parts;
    return [
      {
        name: clusters.length === 1 ? '.' : cluster || OWN,
        applications: parts.flatMap(({ applications }) => applications),
        rendered: parts.flatMap(({ rendered }) => rendered),
        missing: parts.flatMap(({ missing }) => missing),
      },
    ];
  });
}

function identityOf(object: RenderedObject, by: Rendered): string {
  return [groupOf(object), object.kind, namespaceOf(object, by), object.metadata.name].join(' ');
}

function far(what: string, repoURL: string): Rendering {
  return {
    is: 'unseen',
    why: { en: `${what} of ${repoURL} is not in this repository`, ko: `${repoURL}의 ${what}: 이 저장소에 없습니다` },
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

/** An address of a git repository without what does not tell repositories apart. */
function plainAddress(url: string): string {
  return url
    .toLowerCase()
    .replace(/^\w+:\/\/(?:[^@/]*@)?|^[^@/]*@/, '')
    .replace(/:(?!\d+\/)/, '/')
    .replace(/(\.git)?\/*$/, '');
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
    contentOf: (file) => {
      try {
        return parse(texts.get(file) ?? '', { logLevel: 'silent' }) as unknown;
      } catch {
        return undefined;
      }
    },
  };
}
