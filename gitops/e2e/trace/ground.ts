import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { LABEL } from '../faults/installation.ts';
import type { Manifest } from '../faults/manifest.ts';

/** What is the same for all trials of a run. */
export interface Ground {
  /** The hosts of a trial are names in it. */
  readonly domain: string;
  readonly gatewayNamespace: string;
  readonly gatewayLabel: string;
  /** The Service of the gateway. */
  readonly gatewayService: string;
  readonly gatewayAccount: string;
  /** An address of this machine that the gateway reaches, where a server listens that is outside of the cluster. */
  readonly outside: string;
  readonly outsidePort: number;
  readonly gatewayAddress: string;
  /** Of the gateway's Service, besides 80 and 443. */
  readonly oddPort: number;
  readonly image: string;
}

/** The namespace of the trials' objects; another one has sidecars. */
export const NAMESPACE = 'tx-web';
/** `{ VirtualService: tx-x, in: tx-web, spec: … }` */
export type Part = Readonly<Record<string, unknown>>;

export const GATEWAY_API = 'gateway.networking.k8s.io';

/** Whether an object is of a kind that clusters need not have. */
export function isOfGatewayApi({ apiVersion }: Pick<Manifest, 'apiVersion'>): boolean {
  return apiVersion.startsWith(`${GATEWAY_API}/`);
}

/** By kind; a Gateway of the Gateway API is written as ApiGateway. */
const API_VERSIONS: Readonly<Record<string, string>> = {
  Gateway: 'networking.istio.io/v1',
  VirtualService: 'networking.istio.io/v1',
  DestinationRule: 'networking.istio.io/v1',
  ServiceEntry: 'networking.istio.io/v1',
  ApiGateway: `${GATEWAY_API}/v1`,
  BackendTLSPolicy: `${GATEWAY_API}/v1`,
  GatewayClass: `${GATEWAY_API}/v1`,
  GRPCRoute: `${GATEWAY_API}/v1`,
  HTTPRoute: `${GATEWAY_API}/v1`,
  ListenerSet: `${GATEWAY_API}/v1`,
  ReferenceGrant: `${GATEWAY_API}/v1beta1`,
  AuthorizationPolicy: 'security.istio.io/v1',
  PeerAuthentication: 'security.istio.io/v1',
  Ingress: 'networking.k8s.io/v1',
  IngressClass: 'networking.k8s.io/v1',
  EndpointSlice: 'discovery.k8s.io/v1',
  Namespace: 'v1',
  Pod: 'v1',
  Service: 'v1',
  ServiceAccount: 'v1',
};

/** What all trials stand on: namespaces, Pods and Services. */
export function groundManifests(ground: Ground, server: string): readonly Manifest[] {
  return (readWritten('ground.yaml', { ...ground, server }) as readonly Part[]).map(manifestOf);
}

/** A file of this folder as YAML, with the words for its `$` names. */
export function readWritten(file: string, words: Ground & { readonly server?: string }): unknown {
  const source = readFileSync(new URL(file, import.meta.url), 'utf8');
  const values = new Map<string, string | number>([
    ...Object.entries(words),
    ...(words.server === undefined ? [] : [['server', JSON.stringify(words.server)] as const]),
  ]);
  return parse(source.replaceAll(/\$([a-zA-Z]+)/g, (word, name: string) => String(values.get(name) ?? word)));
}

/** The object that a part stands for. */
export function manifestOf(part: Part): Manifest {
  const [kind = '', name] = Object.entries(part)[0] ?? [];
  const { in: place = NAMESPACE, labels = {}, annotations = {}, ...rest } = part;
  const fields = Object.entries(rest).filter(([field]) => field !== kind);
  const isClusterScoped = ['GatewayClass', 'IngressClass', 'Namespace'].includes(kind);
  return {
    ...{
      apiVersion: API_VERSIONS[kind] ?? 'v1',
      kind: kind === 'ApiGateway' ? 'Gateway' : kind,
      ...Object.fromEntries(fields),
    },
    metadata: {
      name,
      ...(isClusterScoped ? {} : { namespace: place }),
      labels: { [LABEL]: 'trace', ...(labels as object) },
      ...{ annotations },
    },
  } as Manifest;
}
