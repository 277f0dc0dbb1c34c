import { KubectlError, listObjects, type Kubectl } from '../../kubectl.ts';
import { KINDS, type KindId, type Kinds } from '../../verify/see/kinds.ts';
import { strip } from '../../verify/see/strip.ts';
import type { World } from '../../verify/see/world.ts';

/** What stood in the cluster before anything was applied, by kind. */
export type Standing = World['objects'];

/** All objects of a kind; none where it is not installed. @throws {KubectlError} */
export async function allOf<K extends KindId>(kubectl: Kubectl, id: K): Promise<readonly Kinds[K][]> {
  const { group, version, plural } = KINDS[id];
  const what = group === '' ? plural : `${plural}.${version}.${group}`;
  return await listObjects<Kinds[K]>(kubectl, what, undefined, ['--all-namespaces']).catch((error: unknown) => {
    if (error instanceof KubectlError && error.message.includes('have a resource type')) return [];
    throw error;
  });
}

/** Reads what stands in the cluster. @param aside kinds that are left out @throws {KubectlError} */
export async function readStanding(kubectl: Kubectl, aside: ReadonlySet<KindId>): Promise<Standing> {
  const read = async (id: KindId) => {
    const objects = await allOf(kubectl, id);
    const parts = id === 'Secret' ? objects.map(({ metadata }) => ({ metadata })) : objects;
    return [id, parts.map((each) => strip(each, id))] as const;
  };
  const kinds = (Object.keys(KINDS) as KindId[]).filter((id) => !aside.has(id));
  return Object.fromEntries(await Promise.all(kinds.map(read)));
}
