import { byAge } from '../../see/objects/kubernetes-object.ts';
import { exactness } from '../host-patterns.ts';
import { selects } from './gateways.ts';
import type { DestinationRule, PeerAuthentication } from '../../see/objects/istio.ts';
import type { Pod, Service } from '../../see/objects/workload.ts';
import { destinationRulesOf, fullHost, policiesIn } from '../relations.ts';
import type { View } from '../../see/view.ts';
import { isExportedTo } from './visibility.ts';
import { meshSettings } from './mesh-settings.ts';

/**
 * The DestinationRules for requests from one namespace to a Service, in the order in which Istio merges them: those of
 * the caller's namespace, else of the Service's, else of the root, with the most exact host (istio: push_context.go).
 */
export function destinationRulesFor(
  view: View,
  { namespace, name }: { readonly namespace: string; readonly name: string },
  caller: string,
): readonly DestinationRule[] {
  const settings = meshSettings(view);
  const { rootNamespace } = settings;
  const candidates = view
    .list(destinationRulesOf(name, namespace))
    // A rule for selected Pods of the caller's namespace is left out: it may not be for this one.
    .filter(({ spec }) => spec.workloadSelector === undefined)
    .filter(({ spec: { exportTo }, metadata }) =>
      isExportedTo(
        { exportTo, byDefault: settings.defaultDestinationRuleExportTo, namespace: metadata.namespace },
        caller,
      ),
    );
  // For a caller in the root namespace, only rules that are exported to it alone come first; the others are for all.
  const isFirst = ({ spec, metadata }: DestinationRule) =>
    metadata.namespace === caller && (caller !== rootNamespace || isForItself(spec.exportTo));
  const stages = [
    candidates.filter(isFirst),
    candidates.filter(({ metadata }) => metadata.namespace === namespace),
    candidates.filter(({ metadata }) => metadata.namespace === rootNamespace),
  ];
  const chosen = stages.find((stage) => stage.length > 0) ?? [];
  const best = Math.max(...chosen.map((rule) => exactness(hostOf(rule))));
  return chosen.filter((rule) => exactness(hostOf(rule)) === best).sort(byAge);
}

function hostOf({ spec, metadata }: DestinationRule): string {
  return fullHost(spec.host, metadata.namespace ?? '');
}

function isForItself(exportTo: readonly string[] = []): boolean {
  return exportTo.length === 1 && exportTo[0] === '.';
}

/** The TLS mode that DestinationRules set for a port and a subset, and where; undefined where Istio chooses. */
export function tlsModeOf(
  rules: readonly DestinationRule[],
  port: number | undefined,
  subset: string | undefined,
): { readonly rule: DestinationRule; readonly mode: string; readonly field: string } | undefined {
  for (const rule of rules) {
    const { trafficPolicy, subsets = [] } = rule.spec;
    const index = subsets.findIndex(({ name }) => name === subset);
    const levels = [
      { policy: subsets[index]?.trafficPolicy, path: `spec.subsets[${index}].trafficPolicy` },
      { policy: trafficPolicy, path: 'spec.trafficPolicy' },
    ];
    for (const { policy, path } of levels) {
      const at = (policy?.portLevelSettings ?? []).findIndex((setting) => setting.port?.number === port);
      const setting = policy?.portLevelSettings?.[at];
      // The settings of a port inherit nothing from those for all ports.
      const mode = setting ? setting.tls?.mode : policy?.tls?.mode;
      const field = setting ? `${path}.portLevelSettings[${at}].tls.mode` : `${path}.tls.mode`;
      if (mode !== undefined) return { rule, mode, field };
      if (setting) return undefined;
    }
  }
  return undefined;
}

/** The container in which Istio's proxy runs. */
export const PROXY = 'istio-proxy';

/** Whether Istio's proxy runs in a Pod. */
export function hasSidecar({ spec }: Pod): boolean {
  return [...spec.containers, ...(spec.initContainers ?? [])].some(({ name }) => name === PROXY);
}

/** Whether a Pod is in ambient mode, so that the mesh reaches it without a proxy in it. */
export function isAmbient(view: View, { metadata }: Pod): boolean {
  const mode = 'istio.io/dataplane-mode';
  const namespace = view.get('Namespace', undefined, metadata.namespace ?? '');
  return (metadata.labels?.[mode] ?? namespace?.metadata.labels?.[mode]) === 'ambient';
}

/** The mTLS mode at a port of a Pod, by its own PeerAuthentication, its namespace's, or the root namespace's. */
export function mutualTlsOf(
  view: View,
  pod: Pod,
  port: number | undefined,
): { readonly mode: string; readonly policy: PeerAuthentication } | undefined {
  const of = (namespace: string, isOwn: boolean) =>
    view
      .list(policiesIn('PeerAuthentication', namespace))
      .filter(({ spec }) => hasLabels(spec?.selector?.matchLabels) === isOwn)
      .filter(({ spec }) => selects(spec?.selector?.matchLabels ?? {}, pod))
      .sort(byAge)
      .slice(0, 1);
  const { namespace = '' } = pod.metadata;
  for (const policy of [
    ...of(namespace, true),
    ...of(namespace, false),
    ...of(meshSettings(view, pod).rootNamespace, false),
  ]) {
    const mode = policy.spec?.portLevelMtls?.[String(port)]?.mode ?? policy.spec?.mtls?.mode;
    if (mode !== undefined && mode !== 'UNSET') return { mode, policy };
  }
  return undefined;
}

function hasLabels(labels: Readonly<Record<string, string>> | undefined): boolean {
  return Object.keys(labels ?? {}).length > 0;
}

/** The port of a Pod that a port of a Service leads to; undefined where no container has a port of that name. */
export function podPort({ spec }: Service, port: number | undefined, pod: Pick<Pod, 'spec'>): number | undefined {
  const ports = spec.ports ?? [];
  const found = port === undefined ? (ports.length === 1 ? ports[0] : undefined) : ports.find((p) => p.port === port);
  const target = found?.targetPort ?? found?.port;
  if (typeof target !== 'string') return target;
  return [...pod.spec.containers, ...(pod.spec.initContainers ?? [])]
    .flatMap((container) => container.ports ?? [])
    .find(({ name }) => name === target)?.containerPort;
}
