import type { PodTemplate } from '../../see/objects/workload.ts';
import type { View } from '../../see/view.ts';

/** The labels by which a sidecar is asked for: of Pods, and of namespaces. */
export const INJECT = 'sidecar.istio.io/inject';
export const INJECTION = 'istio-injection';
export const REVISION = 'istio.io/rev';

/**
 * Who asks for a sidecar in Pods of a template: a label of theirs, or one of their namespace; undefined where nobody does.
 * @see https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/#controlling-the-injection-policy
 */
export function injectionOf(view: View, place: string, template: PodTemplate): string | undefined {
  return injectionBy(view.get('Namespace', undefined, place)?.metadata.labels ?? {}, template);
}

/** The same by the labels of the namespace. */
export function injectionBy(
  ofNamespace: Readonly<Record<string, string>>,
  { spec, metadata }: PodTemplate,
): string | undefined {
  const own = metadata?.labels?.[INJECT] ?? metadata?.annotations?.[INJECT];
  if (spec.hostNetwork === true || own === 'false') return undefined;
  if (own === 'true') return `${INJECT}: "true"`;
  const { [INJECTION]: injection, [REVISION]: revision } = ofNamespace;
  if (injection !== undefined) return injection === 'enabled' ? `${INJECTION}=enabled` : undefined;
  return revision && `${REVISION}=${revision}`;
}
