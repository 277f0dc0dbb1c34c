import { groupOf } from '../../../render/objects.ts';
import { KINDS, type KindId, type Kinds } from '../../../verify/see/kinds.ts';
import type { KubernetesObject } from '../../../verify/see/objects/kubernetes-object.ts';
import { EMPTY_SCOPE } from '../../../verify/see/scope.ts';
import { createView, type View } from '../../../verify/see/view.ts';
import { snapshotOf, type World } from '../../../verify/see/world.ts';
import { slicesFor } from '../../../verify/model/settled/endpoints.ts';
import type { RequestTrace } from '../../../verify/model/trace/outcome.ts';
import type { Request } from '../../../verify/model/trace/request.ts';
import { traceOf } from '../../../verify/model/trace/request-trace.ts';
import type { Manifest } from '../../faults/manifest.ts';
import type { Standing } from '../standing.ts';
import type { TracedBranch } from '../../trace/agreement.ts';

/** Kinds that no request passes. */
export const ASIDE: ReadonlySet<KindId> = new Set([
  ...(['Event', 'AppProject', 'Application', 'Job', 'ValidatingWebhookConfiguration'] as const),
  ...(['Certificate', 'CertificateRequest', 'Challenge', 'ClusterIssuer', 'Issuer', 'Order'] as const),
]);

/** What verify's model says, from what stands in the cluster and from manifests that are about to be applied. */
export class Prediction {
  readonly #view: View;
  /** @param older manifests that are applied first, at least two seconds before the others */
  constructor(standing: Standing, older: readonly Manifest[], manifests: readonly Manifest[], address: string) {
    const objects: Partial<Record<KindId, Kinds[KindId][]>> = {};
    const add = (id: KindId, all: readonly KubernetesObject[]) =>
      (objects[id] ??= []).push(...(all as readonly Kinds[KindId][]));
    for (const [id, all] of Object.entries(standing) as [KindId, readonly Kinds[KindId][]][]) add(id, all);
    for (const [made, second] of [
      [older, 10],
      [manifests, 20],
    ] as const)
      for (const manifest of made) {
        const id = (Object.keys(KINDS) as KindId[]).find(
          (each) => KINDS[each].kind === manifest.kind && KINDS[each].group === groupOf(manifest),
        );
        const creationTimestamp = `2026-01-01T00:00:${second}Z`;
        if (id) add(id, [{ ...manifest, metadata: { ...manifest.metadata, creationTimestamp } }]);
      }
    const known = new Set(
      (standing.Service ?? []).map(({ metadata }) => `${metadata.namespace ?? ''}/${metadata.name}`),
    );
    for (const service of (objects.Service ?? []) as Kinds['Service'][])
      if (!known.has(`${service.metadata.namespace ?? ''}/${service.metadata.name}`))
        add('EndpointSlice', slicesFor(service, readyPods(standing)));
    const scope = { ...EMPTY_SCOPE, address, withSecrets: true };
    const world: World = { format: 2, takenAt: '2026-01-01T01:00:00Z', scope, objects, gaps: [], answers: [] };
    const kinds = (Object.keys(KINDS) as KindId[]).map((kind) => ({ kind }));
    this.#view = createView(snapshotOf(world, kinds)).view;
  }

  trace(request: Request): RequestTrace {
    return traceOf(this.#view, request);
  }
}

/** A trace as it is compared with answers. */
export function branchesOf({ branches }: RequestTrace): readonly TracedBranch[] {
  return branches.map(({ share, steps, outcome }) => ({
    ...{ share, steps: steps.map(({ did }) => ({ did: did.en })) },
    outcome: 'limit' in outcome ? { ...outcome, timeout: outcome.limit.time } : outcome,
  }));
}

function readyPods({ Pod = [] }: Standing): readonly Kinds['Pod'][] {
  return (Pod as readonly Kinds['Pod'][]).filter(({ status }) =>
    status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True'),
  );
}
