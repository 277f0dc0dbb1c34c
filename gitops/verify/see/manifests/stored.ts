import { groupOf, type RenderedObject } from '../../../render/objects.ts';
import { KINDS, type KindId, type Kinds } from '../kinds.ts';
import { strip } from '../strip.ts';
import type { Landing, Missing, Rendered } from './landing.ts';
import { isMap } from './origin/field-path.ts';

/** An object of a kind that is read, as the API server would store it, and what brings it. */
export interface Stored<K extends KindId = KindId> {
  readonly kind: K;
  readonly object: Kinds[K];
  readonly written: RenderedObject;
  readonly by: Rendered;
}

const IDS = new Map((Object.keys(KINDS) as KindId[]).map((id) => [`${KINDS[id].group}/${KINDS[id].kind}`, id]));

/** The kind that an object is of, whatever its version; undefined where it is not read. */
export function kindOf(object: Pick<RenderedObject, 'apiVersion' | 'kind'>): KindId | undefined {
  return IDS.get(`${groupOf(object)}/${object.kind}`);
}

/** Where an object goes that names no namespace: where its Application says or, without one, as kubectl does. */
export function namespaceOf({ metadata }: RenderedObject, { application }: Rendered): string {
  return metadata.namespace ?? application?.spec.destination?.namespace ?? 'default';
}

/** Kinds of which nothing can be made without a `spec`; the API server refuses them. */
const OF_SPEC: ReadonlySet<KindId> = new Set([
  ...(['Application', 'Certificate', 'ClusterIssuer', 'Issuer'] as const),
  ...(['Deployment', 'StatefulSet', 'DaemonSet', 'Job'] as const),
  ...(['Service', 'Ingress', 'Gateway', 'VirtualService', 'DestinationRule', 'ServiceEntry'] as const),
  ...(['GatewayApiGateway', 'HTTPRoute'] as const),
]);

/** A landing without the objects that have no `spec`, each of which is told as what cannot be applied. */
export function withSpecs(landing: Landing): Landing {
  const missing: Missing[] = [];
  const rendered = landing.rendered.map((by) => {
    const { application } = by;
    const objects = by.objects.filter((object) => {
      const kind = kindOf(object);
      if (kind === undefined || !OF_SPEC.has(kind) || isMap(object.spec)) return true;
      const name = `${object.kind} ${object.metadata.name}`;
      const why = { en: `${name} has no spec, and the API server refuses it`, ko: `${name}: spec이 없습니다` };
      missing.push({ ...(application ? { application } : {}), why, isBroken: true });
      return false;
    });
    return { ...by, objects };
  });
  return missing.length === 0 ? landing : { ...landing, rendered, missing: [...landing.missing, ...missing] };
}

/** The objects of the kinds that are read. */
export function storedObjects({ rendered }: Pick<Landing, 'rendered'>): readonly Stored[] {
  return rendered.flatMap((by) =>
    by.objects.flatMap((written) => {
      const kind = kindOf(written);
      if (kind === undefined) return [];
      const { name } = written.metadata;
      const namespace = KINDS[kind].isNamespaced ? namespaceOf(written, by) : undefined;
      const uid = [kind, namespace, name].filter((part) => part !== undefined).join('/');
      const kept = Object.entries(written.metadata).filter(([field]) => field !== 'namespace');
      const metadata = { ...Object.fromEntries(kept), name, uid, ...(namespace === undefined ? {} : { namespace }) };
      const object = strip({ ...written, metadata }, kind);
      return [{ kind, object, written, by }];
    }),
  );
}
