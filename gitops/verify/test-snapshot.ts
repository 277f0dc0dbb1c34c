import type { Exchange, Snapshot } from './snapshot.ts';
import { KINDS, type KindId } from './kinds.ts';
import type { KubernetesObject } from './objects/kubernetes-object.ts';
import { EMPTY_SCOPE, type ObjectName, type Scope } from './scope.ts';

/** A snapshot as a test writes it, in YAML. */
export interface WrittenSnapshot {
  /** `--application`, `--certificate` and `--host`, each as `namespace/name` or a name; other fields as in Scope. */
  readonly scope?: Partial<Omit<Scope, 'applications' | 'certificates'>> & {
    readonly applications?: readonly string[];
    readonly certificates?: readonly string[];
  };
  readonly takenAt?: string;
  /** Each kind that is listed here is known completely: other objects of it are absent. */
  readonly objects?: Partial<Record<KindId, readonly KubernetesObject[]>>;
  /** Kinds that could not be read, because the right is missing. */
  readonly forbidden?: readonly KindId[];
  /** All other questions, with their answers. */
  readonly exchanges?: readonly Exchange[];
}

export const TAKEN_AT = '2026-11-24T12:00:00Z';

/** The snapshot that a look would have given; for tests. Other kinds than those written were not asked for. */
export function snapshotOf({
  scope = {},
  takenAt = TAKEN_AT,
  objects = {},
  forbidden = [],
  exchanges = [],
}: WrittenSnapshot): Snapshot {
  const lists = (Object.entries(objects) as [KindId, readonly KubernetesObject[]][]).map(([kind, items]): Exchange => ({
    question: { ask: 'list', kind },
    answer: { objects: items.map((item) => complete(kind, item)) },
  }));
  const gaps = forbidden.map((kind): Exchange => ({
    question: { ask: 'list', kind },
    answer: { gap: 'Forbidden', message: `${KINDS[kind].plural} is forbidden` },
  }));
  return {
    format: 1,
    takenAt,
    scope: {
      ...EMPTY_SCOPE,
      ...scope,
      applications: (scope.applications ?? []).map(nameOf),
      certificates: (scope.certificates ?? []).map(nameOf),
    },
    exchanges: [...lists, ...gaps, ...exchanges],
  };
}

/** Gives an object a uid, `Kind/namespace/name`, where it has none, because owners are known by theirs. */
function complete(kind: KindId, object: KubernetesObject): KubernetesObject {
  const { namespace, name, uid = [kind, namespace, name].filter(Boolean).join('/') } = object.metadata;
  return { ...object, metadata: { ...object.metadata, uid } };
}

function nameOf(text: string): ObjectName {
  const [namespace = '', name = ''] = text.split('/');
  return { namespace, name };
}
