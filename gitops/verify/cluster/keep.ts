import { overlaps, withoutNamespace } from '../chain/hosts.ts';
import { selects } from '../chain/edges.ts';
import type { KubernetesObject } from '../objects/kubernetes-object.ts';
import type { Keep } from '../question.ts';

/** The fields that decide whether an object is kept; each kind of object has some of them. */
interface Fields extends KubernetesObject {
  readonly webhooks?: readonly { readonly name: string }[];
  readonly spec?: {
    readonly secretName?: string;
    readonly host?: string;
    readonly hosts?: readonly string[];
    readonly hostnames?: readonly string[];
    readonly dnsNames?: readonly string[];
    readonly gateways?: readonly string[];
    readonly servers?: readonly {
      readonly hosts?: readonly string[];
      readonly tls?: { readonly credentialName?: string };
    }[];
    readonly listeners?: readonly { readonly hostname?: string }[];
    readonly rules?: readonly { readonly host?: string }[];
    readonly parentRefs?: readonly { readonly name: string; readonly namespace?: string }[];
    readonly selector?: Readonly<Record<string, string>>;
    readonly template?: { readonly metadata?: { readonly labels?: Readonly<Record<string, string>> } };
  };
}

/** Whether an object of a list is kept in memory. */
export function isKept(object: KubernetesObject, keep: Keep | undefined): boolean {
  if (!keep) return true;
  const { metadata, spec = {}, webhooks = [] } = object as Fields;
  const { namespace = '' } = metadata;
  return (
    some(keep.owners, (uid) => metadata.ownerReferences?.some((owner) => owner.uid === uid)) ||
    some(keep.hosts, (host) => hostsOf(spec).some((pattern) => overlaps(pattern, host))) ||
    some(keep.secrets, (secret) => secretsOf(spec).includes(secret)) ||
    some(keep.gateways, (gateway) => gatewaysOf(spec, namespace).includes(gateway)) ||
    some(keep.services, (service) => spec.host !== undefined && meansService(spec.host, namespace, service)) ||
    some(keep.webhooks, (name) => webhooks.some((webhook) => webhook.name === name)) ||
    some(
      keep.selects,
      (labels) => spec.selector !== undefined && selects(spec.selector, { metadata: { name: '', labels } }),
    ) ||
    some(keep.templates, (selector) =>
      selects(selector, { metadata: { name: '', labels: spec.template?.metadata?.labels ?? {} } }),
    )
  );
}

function some<T>(values: readonly T[] | undefined, holds: (value: T) => boolean | undefined): boolean {
  return values?.some((value) => holds(value)) ?? false;
}

function hostsOf(spec: NonNullable<Fields['spec']>): readonly string[] {
  // A listener, a route or an Ingress rule without a host is for every host.
  return [
    ...(spec.hosts ?? []),
    ...(spec.hostnames ?? (spec.parentRefs ? ['*'] : [])),
    ...(spec.dnsNames ?? []),
    ...(spec.servers ?? []).flatMap(({ hosts = [] }) => hosts.map(withoutNamespace)),
    ...(spec.listeners ?? []).map(({ hostname }) => hostname ?? '*'),
    ...(spec.rules ?? []).flatMap((rule) => rule.host ?? []),
  ];
}

function secretsOf({ secretName, servers = [] }: NonNullable<Fields['spec']>): readonly string[] {
  return [...(secretName ? [secretName] : []), ...servers.flatMap(({ tls }) => tls?.credentialName ?? [])];
}

function gatewaysOf({ gateways = [], parentRefs = [] }: NonNullable<Fields['spec']>, own: string): readonly string[] {
  return [
    ...gateways.map((gateway) => (gateway.includes('/') ? gateway : `${own}/${gateway}`)),
    ...parentRefs.map(({ name, namespace = own }) => `${namespace}/${name}`),
  ];
}

/** Whether a DestinationRule's host matches `name.namespace`, as a short name, in full, or by a wildcard. */
function meansService(host: string, own: string, service: string): boolean {
  const full = `${service}.svc.cluster.local`;
  if (host === '*') return true;
  if (host.startsWith('*')) return full.endsWith(host.slice(1));
  const [name, namespace = own] = host.split('.');
  return `${name ?? ''}.${namespace}` === service;
}
