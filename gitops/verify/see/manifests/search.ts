import { posix } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Text } from '#program/language.ts';
import { inParallel } from '#program/parallel.ts';
import { groupOf, type RenderedObject } from '../../../render/objects.ts';
import {
  applicationKey,
  clusterOf,
  isApplication,
  sourcesOf,
  type WrittenApplication,
  type WrittenSource,
} from './application.ts';
import { grouped } from '../grouped.ts';
import { generate, isApplicationSet, type Tree } from './application-set.ts';
import type { Landing, Missing, Rendered } from './landing.ts';
import { AT_ONCE, renderSource, type Rendering, type Tools } from './rendering.ts';
import { namespaceOf } from './stored.ts';

/** A landing, before it is known which kustomizations are rendered for it. */
export type Part = Omit<Landing, 'kustomizations'>;

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

export function missingOf(rendering: Exclude<Rendering, { is: 'rendered' }>): Missing {
  if (rendering.is === 'unseen') return { why: rendering.why, isBroken: false };
  const { message, problems } = rendering;
  return { why: { en: message, ko: message }, isBroken: true, ...(problems ? { problems } : {}) };
}

/** Follows Applications to what they render to, and to the Applications among that. */
export class Search {
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
    const sources = sourcesOf(application);
    const isHere = ({ repoURL }: WrittenSource) => this.#tree.isHere(repoURL);
    const refs =
      application.spec.sources &&
      new Map(sources.flatMap((source) => (source.ref === undefined ? [] : [[source.ref, isHere(source)]])));
    const renderings = await inParallel(
      sources.filter(({ path, chart, ref }) => path !== undefined || chart !== undefined || ref === undefined),
      AT_ONCE,
      async (source) => ({ source, rendering: await this.#render(source, { application, refs }) }),
    );
    for (const { source, rendering } of renderings) {
      if (rendering.is !== 'rendered') {
        at.missing.push({ application, source, ...missingOf(rendering) });
        continue;
      }
      at.rendered.push({ ...rendering, application });
      for (const child of this.#applicationsIn(rendering.objects, root)) await this.#visit(child, root);
    }
    return true;
  }

  async #render(source: WrittenSource, around: Parameters<typeof renderSource>[1]): Promise<Rendering> {
    const { chart, repoURL = '' } = source;
    if (chart !== undefined) return far(`chart ${chart}`, repoURL);
    if (!this.#tree.isHere(repoURL, source.path)) return far(source.path ?? '.', repoURL);
    return await renderSource(source, around, this.#tools);
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
export function together(all: readonly (Part & { readonly cluster: string })[]): readonly Part[] {
  const clusters = grouped(all, ({ cluster }) => cluster);
  return [...clusters].flatMap(([cluster, parts]): readonly Part[] => {
    const names = parts.flatMap((part) => [
      ...new Set(part.rendered.flatMap((by) => by.objects.map((object) => identityOf(object, by)))),
    ]);
    const isClaimedTwice = new Set(names).size < names.length;
    if (isClaimedTwice || parts.length === 1) return parts;
    return [
      {
        name: clusters.size === 1 ? '.' : cluster || OWN,
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
