import { posix } from 'node:path';
import { parse } from 'yaml';
import { inParallel } from '#program/parallel.ts';
import type { Helm } from '../../../render/helm.ts';
import type { RenderedObject } from '../../../render/objects.ts';
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
import { documentsOf, mayHoldObjects } from './documents.ts';
import { folderOf, hasFile, readTextFiles, type TextFile } from './files.ts';
import { filesOf, isKustomization, kustomizationOf, topOf, type Kustomization } from './kustomizations.ts';
import type { Landing, Missing, Rendered, Repository } from './landing.ts';
import { matchesPattern } from './pattern.ts';
import { plainRendering, renderKustomization, renderSource, type Rendering, type Tools } from './rendering.ts';

interface Options {
  /** Absolute. */
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

/** Most programs that render at the same time. */
const AT_ONCE = 4;

const MENTIONS = /kind["']?\s*:\s*["']?Application(Set)?\b/;

/** Reads a folder and renders what its Applications point at or, without any, all that it has. */
export async function readRepository({ root, kustomize, helm, remotes }: Options): Promise<Repository> {
  const files = await readTextFiles(root);
  const kustomizations = files.filter(({ path }) => isKustomization(path)).map(kustomizationOf);
  const tools: Tools = { root, files, kustomizations, kustomize, helm };
  const tops = topOf(kustomizations);
  const taken = new Set(kustomizations.flatMap((each) => [...filesOf(each, kustomizations)]));
  const plain = files.filter((file) => !taken.has(file.path) && mayHoldObjects(file));
  const byPath = new Map(files.map((file) => [file.path, file]));
  const mentions = (path: string) => MENTIONS.test(byPath.get(path)?.text ?? '');

  const withApplications = tops.filter((top) => [...filesOf(top, kustomizations)].some(mentions));
  const renderings = await inParallel(withApplications, AT_ONCE, async ({ folder }) => ({
    root: folder,
    rendering: await renderKustomization(folder, undefined, tools),
  }));
  const ofFiles = plain
    .filter(({ path }) => mentions(path))
    .map((file) => ({ root: folderOf(file.path), rendering: plainRendering([file]) }));
  const isHere = thisRepository(remotes, tools);
  const tree = treeOf(files, isHere);
  const search = new Search(tools, tree);
  for (const { root: folder, rendering } of [...renderings, ...ofFiles]) search.take(rendering, folder);
  await search.follow();
  const unreadable = plain.flatMap((file) => documentsOf(file).problems);
  const whole = (landings: readonly Part[]): Repository => ({
    ...{ files, unreadable },
    landings: landings.map((each) => ({ ...each, kustomizations: renderedOf(each, kustomizations) })),
  });
  if (search.landings().length > 0) return whole(search.landings());

  const alone = await inParallel(tops, AT_ONCE, async ({ folder }) => ({
    folder,
    rendering: await renderKustomization(folder, undefined, tools),
  }));
  const landings = alone.map(({ folder, rendering }) => landingOf(folder, rendering));
  const readable = plain.filter((file) => documentsOf(file).problems.length === 0);
  if (readable.length > 0) landings.push(landingOf('.', plainRendering(readable)));
  return whole(landings);
}

function renderedOf({ rendered }: Pick<Landing, 'rendered'>, all: readonly Kustomization[]): readonly Kustomization[] {
  const folders = new Set(rendered.map(({ folder }) => folder));
  const files = new Set(all.filter(({ folder }) => folders.has(folder)).flatMap((each) => [...filesOf(each, all)]));
  return all.filter(({ file }) => files.has(file));
}

/** Before it is known which kustomizations are rendered. */
type Part = Omit<Landing, 'kustomizations'>;

function landingOf(name: string, rendering: Rendering): Part {
  if (rendering.is === 'rendered') return { name, applications: [], rendered: [rendering], missing: [] };
  return { name, applications: [], rendered: [], missing: [missingOf(rendering)] };
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
  readonly #roots = new Map<string, { rendered: Rendered[]; missing: Missing[]; applications: WrittenApplication[] }>();

  constructor(tools: Tools, tree: Tree) {
    this.#tools = tools;
    this.#tree = tree;
  }

  /** Takes in what may bring Applications. */
  take(rendering: Rendering, root: string): void {
    if (rendering.is !== 'rendered') return;
    for (const application of this.#applicationsIn(rendering.objects, root))
      this.#found.push({ application, root, by: rendering });
  }

  #applicationsIn(objects: readonly RenderedObject[], root: string): readonly WrittenApplication[] {
    const generated = objects.filter(isApplicationSet).map((set) => generate(set, this.#tree));
    for (const why of generated.flatMap(({ unseen }) => unseen)) this.#at(root).missing.push({ why, isBroken: false });
    return [...objects.filter(isApplication), ...generated.flatMap(({ applications }) => applications)];
  }

  #at(root: string) {
    const all = this.#roots.get(root) ?? { rendered: [], missing: [], applications: [] };
    this.#roots.set(root, all);
    return all;
  }

  async follow(): Promise<void> {
    const visited = new Set<string>();
    const roots = this.#found.filter(
      (each) => !this.#found.some((other) => other !== each && this.#brings(other, each)),
    );
    // Applications that bring each other begin somewhere.
    for (const { application, root, by } of [...roots, ...this.#found]) {
      const at = this.#at(root);
      if (!visited.has(applicationKey(application)) && !at.rendered.includes(by)) at.rendered.push(by);
      await this.#visit(application, root, visited);
    }
  }

  async #visit(application: WrittenApplication, root: string, visited: Set<string>): Promise<void> {
    const key = applicationKey(application);
    if (visited.has(key)) return;
    visited.add(key);
    const at = this.#at(root);
    at.applications.push(application);
    const release = { name: application.metadata.name, namespace: application.spec.destination?.namespace ?? '' };
    const renderings = await inParallel(
      sourcesOf(application).filter((source) => source.path !== undefined || source.chart !== undefined),
      AT_ONCE,
      async (source) => ({ source, rendering: await this.#render(source, release) }),
    );
    for (const { source, rendering } of renderings) {
      if (rendering.is !== 'rendered') {
        at.missing.push({ application, source, ...missingOf(rendering) });
        continue;
      }
      at.rendered.push({ ...rendering, application, ...(source.kustomize ? { source } : {}) });
      for (const child of this.#applicationsIn(rendering.objects, root)) await this.#visit(child, root, visited);
    }
  }

  async #render(source: WrittenSource, release: { name: string; namespace: string }): Promise<Rendering> {
    const { chart, repoURL = '' } = source;
    if (chart !== undefined) return far(`chart ${chart}`, repoURL);
    if (!this.#tree.isHere(repoURL, source.path)) return far(source.path ?? '.', repoURL);
    return await renderSource(source, release, this.#tools);
  }

  /** Whether the sources of one Application bring another. */
  #brings(bringer: Found, { root, by }: Found): boolean {
    return sourcesOf(bringer.application).some(({ path, repoURL, directory }) => {
      if (path === undefined || !this.#tree.isHere(repoURL, path)) return false;
      const folder = posix.normalize(path).replace(/\/$/, '');
      if (folder === root) return true;
      return by.folder === undefined && directory?.recurse === true && root.startsWith(`${folder}/`);
    });
  }

  landings(): readonly Part[] {
    return together(
      [...this.#roots].flatMap(([name, { rendered, missing, applications }]) =>
        [...new Set(applications.map(clusterOf))].map((cluster) => {
          const isOf = ({ application }: { readonly application?: WrittenApplication }) =>
            application === undefined || clusterOf(application) === cluster;
          return {
            ...{ name, cluster, applications: applications.filter((each) => clusterOf(each) === cluster) },
            ...{ rendered: rendered.filter(isOf), missing: missing.filter(isOf) },
          };
        }),
      ),
    );
  }
}

/**
 * What is for one cluster by its name is taken together, unless two folders claim the same object there: then each is a
 * cluster of its own, such as staging and production that are installed in the same way.
 */
function together(all: readonly (Part & { readonly cluster: string })[]): readonly Part[] {
  const clusters = [...new Set(all.map(({ cluster }) => cluster))];
  return clusters.flatMap((cluster): readonly Part[] => {
    const parts = all.filter((each) => each.cluster === cluster);
    const names = parts.map((part) => new Set(part.rendered.flatMap(({ objects }) => objects.map(identityOf))));
    const isClaimedTwice = names.some((own, index) =>
      names.slice(index + 1).some((other) => [...own].some((name) => other.has(name))),
    );
    if (isClaimedTwice || parts.length === 1) return parts;
    return [
      {
        name: clusters.length === 1 ? '.' : cluster,
        applications: parts.flatMap(({ applications }) => applications),
        rendered: parts.flatMap(({ rendered }) => rendered),
        missing: parts.flatMap(({ missing }) => missing),
      },
    ];
  });
}

function identityOf({ apiVersion, kind, metadata: { namespace = '', name } }: RenderedObject): string {
  return [apiVersion, kind, namespace, name].join(' ');
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
  const own = new Set(remotes.map(plainAddress));
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
  const folders = new Set(
    files.flatMap(({ path }) => {
      const parts = path.split('/').slice(0, -1);
      return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
    }),
  );
  return {
    folders: [...folders].sort(),
    filesMatching: (pattern) =>
      files
        .filter(({ path }) => matchesPattern(path, pattern))
        .map(({ path, text }) => ({ path, content: parse(text) as unknown })),
    isHere,
  };
}
