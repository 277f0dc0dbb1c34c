import { isIP } from 'node:net';
import { askWorld, snapshotOf, type World } from './see/world.ts';
import { followRelations, judge as judgeSnapshot } from './judge/judge.ts';
import { checks } from './judge/checks/index.ts';
import type { Check } from './judge/check.ts';
import type { Finding } from './model/finding.ts';
import { collect } from './see/collect.ts';
import { look, placesOf } from './judge/look.ts';
import { KINDS, type KindId, type Kinds } from './see/kinds.ts';
import type { KubernetesObject } from './see/objects/kubernetes-object.ts';
import { EMPTY_SCOPE, type ObjectName, type Scope } from './see/scope.ts';
import type { Exchange, Other, Snapshot } from './see/snapshot.ts';

/** A world as a test writes it, in YAML. What is not mentioned is absent. */
export interface WrittenWorld {
  /** `--application`, `--certificate` and `--host`, each as `namespace/name` or a name; other fields as in Scope. */
  readonly scope?: Partial<Omit<Scope, 'applications' | 'certificates'>> & {
    readonly applications?: readonly string[];
    readonly certificates?: readonly string[];
  };
  readonly takenAt?: string;
  readonly objects?: Partial<Record<KindId, readonly KubernetesObject[]>>;
  /** Kinds that could not be read, because the right is missing. */
  readonly forbidden?: readonly KindId[];
  /** What the network, logs, git and the API server's authorizer answer. */
  readonly exchanges?: readonly Exchange<Other>[];
}

export const TAKEN_AT = '2026-11-24T12:00:00Z';

/** For tests. */
export function writtenWorld({
  scope = {},
  takenAt = TAKEN_AT,
  objects = {},
  forbidden = [],
  exchanges = [],
}: WrittenWorld): World {
  const kinds = Object.entries(objects) as [KindId, readonly KubernetesObject[]][];
  return {
    ...{ format: 2, takenAt },
    scope: {
      ...EMPTY_SCOPE,
      ...scope,
      applications: (scope.applications ?? []).map(nameOf),
      certificates: (scope.certificates ?? []).map(nameOf),
    },
    objects: Object.fromEntries(kinds.map(([kind, items]) => [kind, items.map((item) => complete(kind, item))])),
    gaps: forbidden.map((kind) => ({
      kind,
      gap: { gap: 'Forbidden', message: `${KINDS[kind].plural} is forbidden` },
    })),
    answers: [...exchanges, ...addressesIn(exchanges)],
  };
}

/** What a look at the world sees. @param of whose questions are asked; default: those of every check */
export async function seen(written: WrittenWorld, of: readonly Check[] = checks): Promise<Snapshot> {
  const world = writtenWorld(written);
  return await collect({
    ...{ scope: world.scope, witness: askWorld(world), takenAt: world.takenAt },
    follow: (snapshot) => followRelations(snapshot, of),
    namespaces: placesOf,
  });
}

/** The same, with all that the world has known at once, for what follows a view by itself. */
export function known(written: WrittenWorld): Snapshot {
  const { forbidden = [] } = written;
  const kinds = (Object.keys(KINDS) as KindId[]).filter((kind) => !forbidden.includes(kind));
  return snapshotOf(
    writtenWorld(written),
    kinds.map((kind) => ({ kind })),
  );
}

/** What verify finds in a world. */
export async function judged(world: World): Promise<readonly Finding[]> {
  return judgeSnapshot(await look(world.scope, askWorld(world), world.takenAt), checks);
}

/** A host that is answered for at an address has it in DNS, where the test says nothing else. */
function addressesIn(exchanges: readonly Exchange<Other>[]): readonly Exchange<Other>[] {
  const resolved = new Set(exchanges.flatMap(({ question }) => (question.ask === 'resolve' ? question.host : [])));
  const addresses = new Map<string, Set<string>>();
  for (const { question } of exchanges)
    if (question.ask === 'handshake' || question.ask === 'fetch') {
      const host = question.ask === 'handshake' ? question.host : new URL(question.url).hostname;
      addresses.set(host, (addresses.get(host) ?? new Set()).add(question.address));
    }
  return [...addresses]
    .filter(([host]) => !resolved.has(host))
    .map(([host, all]) => {
      const of = (version: number) => [...all].filter((address) => isIP(address) === version);
      return { question: { ask: 'resolve', host }, answer: { a: of(4), aaaa: of(6), caa: [], errors: {} } };
    });
}

/** Gives an object a uid, `Kind/namespace/name`, where it has none, because owners are known by theirs. */
function complete(kind: KindId, object: KubernetesObject): Kinds[KindId] {
  const { namespace, name, uid = [kind, namespace, name].filter(Boolean).join('/') } = object.metadata;
  return { ...object, metadata: { ...object.metadata, uid } };
}

function nameOf(text: string): ObjectName {
  const [namespace = '', name = ''] = text.split('/');
  return { namespace, name };
}
