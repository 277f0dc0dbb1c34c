import { every } from '../../../see/demand.ts';
import type { View } from '../../../see/view.ts';
import type { Truth } from '../truth.ts';

/** The kinds of the Gateway API that may refer to objects of other namespaces. */
type Source = 'Gateway' | 'HTTPRoute' | 'ListenerSet';

/**
 * Whether an object may refer to one of another namespace: a ReferenceGrant there must say so. Undefined where the grants
 * are not known.
 * @see https://gateway-api.sigs.k8s.io/api-types/referencegrant/
 */
export function isGranted(
  view: View,
  from: { readonly kind: Source; readonly namespace: string },
  to: { readonly group: string; readonly kind: string; readonly namespace: string; readonly name: string },
): Truth {
  if (from.namespace === to.namespace) return true;
  const demand = every('ReferenceGrant', to.namespace);
  const isThere = view
    .list(demand)
    .some(
      ({ spec }) =>
        spec.from?.some(
          ({ group, kind, namespace }) =>
            group === 'gateway.networking.k8s.io' && kind === from.kind && namespace === from.namespace,
        ) &&
        spec.to?.some(
          ({ group = '', kind, name }) =>
            group === to.group && kind === to.kind && [undefined, '', to.name].includes(name),
        ),
    );
  return isThere || (view.isComplete(demand) ? false : undefined);
}
