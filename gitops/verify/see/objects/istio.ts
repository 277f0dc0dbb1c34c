import type { KubernetesObject } from './kubernetes-object.ts';

/** networking.istio.io/v1 Gateway */
export interface Gateway extends KubernetesObject {
  readonly spec: {
    readonly selector?: Readonly<Record<string, string>>;
    readonly servers?: readonly Server[];
  };
}

export interface Server {
  readonly port: { readonly number: number; readonly name?: string; readonly protocol: string };
  /** Each is `host` or `namespace/host`; the namespace `*` stands for any, `.` for the Gateway's own. */
  readonly hosts: readonly string[];
  readonly tls?: {
    readonly mode?: string;
    readonly credentialName?: string;
    readonly credentialNames?: readonly string[];
    readonly caCertCredentialName?: string;
    readonly caCertificates?: string;
    readonly httpsRedirect?: boolean;
  };
}

export interface StringMatch {
  readonly exact?: string;
  readonly prefix?: string;
  readonly regex?: string;
}

/** networking.istio.io/v1 VirtualService */
export interface VirtualService extends KubernetesObject {
  readonly spec: {
    readonly hosts?: readonly string[];
    readonly gateways?: readonly string[];
    readonly exportTo?: readonly string[];
    readonly http?: readonly HttpRoute[];
    readonly tls?: readonly { readonly match?: readonly SniMatch[]; readonly route?: readonly WeightedDestination[] }[];
    readonly tcp?: readonly {
      readonly match?: readonly StreamMatch[];
      readonly route?: readonly WeightedDestination[];
    }[];
  };
}

export interface StreamMatch {
  readonly port?: number;
  readonly gateways?: readonly string[];
}

interface SniMatch extends StreamMatch {
  readonly sniHosts?: readonly string[];
}

export interface HttpMatch {
  readonly uri?: StringMatch;
  readonly scheme?: StringMatch;
  readonly method?: StringMatch;
  readonly authority?: StringMatch;
  readonly headers?: Readonly<Record<string, StringMatch>>;
  readonly withoutHeaders?: Readonly<Record<string, StringMatch>>;
  readonly queryParams?: Readonly<Record<string, StringMatch>>;
  readonly ignoreUriCase?: boolean;
  readonly port?: number;
  readonly gateways?: readonly string[];
  readonly sourceLabels?: Readonly<Record<string, string>>;
  readonly sourceNamespace?: string;
}

export interface WeightedDestination {
  readonly destination: {
    readonly host: string;
    readonly subset?: string;
    readonly port?: { readonly number?: number };
  };
  readonly weight?: number;
  readonly headers?: HeaderOperations;
}

interface HeaderOperations {
  readonly request?: {
    readonly set?: Readonly<Record<string, string>>;
  };
}

export interface HttpRoute {
  readonly match?: readonly HttpMatch[];
  readonly route?: readonly WeightedDestination[];
  /** A VirtualService without hosts that continues the rules. */
  readonly delegate?: { readonly name: string; readonly namespace?: string };
  readonly redirect?: {
    readonly scheme?: string;
    readonly redirectCode?: number;
    readonly authority?: string;
    readonly uri?: string;
    /** In place of the matched prefix. */
    readonly prefixRewrite?: string;
    readonly port?: number;
    readonly derivePort?: string;
  };
  readonly directResponse?: { readonly status?: number; readonly body?: object };
  readonly rewrite?: {
    readonly uri?: string;
    readonly authority?: string;
    readonly uriRegexRewrite?: { readonly match?: string; readonly rewrite?: string };
  };
  readonly fault?: {
    readonly abort?: {
      readonly httpStatus?: number;
      readonly grpcStatus?: string;
      readonly percentage?: { readonly value?: number };
    };
    readonly delay?: {
      readonly fixedDelay?: string;
      readonly percent?: number;
      readonly percentage?: { readonly value?: number };
    };
  };
  readonly timeout?: string;
  readonly retries?: { readonly attempts?: number; readonly perTryTimeout?: string; readonly retryOn?: string };
  readonly headers?: HeaderOperations;
  readonly corsPolicy?: { readonly allowOrigins?: readonly StringMatch[] };
}

/** networking.istio.io/v1 ServiceEntry */
export interface ServiceEntry extends KubernetesObject {
  readonly spec: {
    readonly hosts?: readonly string[];
    readonly exportTo?: readonly string[];
    readonly resolution?: string;
    readonly ports?: readonly {
      readonly number: number;
      readonly name?: string;
      readonly protocol?: string;
      readonly targetPort?: number;
    }[];
    readonly endpoints?: readonly { readonly address?: string }[];
    readonly workloadSelector?: { readonly labels?: Readonly<Record<string, string>> };
  };
}

interface TrafficPolicy {
  readonly tls?: { readonly mode?: string };
  readonly portLevelSettings?: readonly {
    readonly port?: { readonly number?: number };
    readonly tls?: { readonly mode?: string };
  }[];
}

/** networking.istio.io/v1 DestinationRule */
export interface DestinationRule extends KubernetesObject {
  readonly spec: {
    readonly host: string;
    readonly exportTo?: readonly string[];
    /** Selects the Pods that send; without it, all do. */
    readonly workloadSelector?: WorkloadSelector;
    readonly trafficPolicy?: TrafficPolicy;
    readonly subsets?: readonly {
      readonly name: string;
      readonly labels?: Readonly<Record<string, string>>;
      readonly trafficPolicy?: TrafficPolicy;
    }[];
  };
}

interface WorkloadSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
}

/** security.istio.io/v1 PeerAuthentication */
export interface PeerAuthentication extends KubernetesObject {
  readonly spec?: {
    readonly selector?: WorkloadSelector;
    readonly mtls?: { readonly mode?: string };
    readonly portLevelMtls?: Readonly<Record<string, { readonly mode?: string }>>;
  };
}

interface PolicyTarget {
  readonly kind: string;
  readonly name: string;
}

/** security.istio.io/v1 AuthorizationPolicy */
export interface AuthorizationPolicy extends KubernetesObject {
  readonly spec?: {
    readonly selector?: WorkloadSelector;
    /** Gateway API Gateways and waypoints that it is for, instead of a selector. */
    readonly targetRef?: PolicyTarget;
    readonly targetRefs?: readonly PolicyTarget[];
    readonly action?: string;
    readonly rules?: readonly {
      readonly from?: readonly { readonly source?: Readonly<Record<string, readonly string[]>> }[];
      readonly to?: readonly { readonly operation?: Readonly<Record<string, readonly string[]>> }[];
      readonly when?: readonly {
        readonly key: string;
        readonly values?: readonly string[];
        readonly notValues?: readonly string[];
      }[];
    }[];
  };
}

/**
 * What stands beside the way of a request and may change it: an EnvoyFilter, a WasmPlugin, a Sidecar, a NetworkPolicy or a
 * RequestAuthentication. Only what it selects is read (strip.ts).
 */
export interface Bystander extends KubernetesObject {
  readonly spec?: {
    readonly selector?: WorkloadSelector;
    /** Of an EnvoyFilter or a Sidecar. */
    readonly workloadSelector?: { readonly labels?: Readonly<Record<string, string>> };
    /** Of a NetworkPolicy. */
    readonly podSelector?: LabelSelector;
    /** Gateway API Gateways and waypoints that it is for, instead of a selector. */
    readonly targetRef?: object;
    readonly targetRefs?: readonly object[];
    /** Of a Sidecar: that it has listeners of its own for what comes in. */
    readonly ingress?: readonly object[];
  };
}

/** https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/label-selector/ */
export interface LabelSelector extends WorkloadSelector {
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

/** The ConfigMap that istiod has its MeshConfig in; nothing else of it is read (strip.ts). */
export interface MeshConfigMap extends KubernetesObject {
  readonly mesh?: MeshConfig;
}

/**
 * The fields of MeshConfig that decide what becomes of a request.
 * @see https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#MeshConfig
 */
export interface MeshConfig {
  readonly rootNamespace?: string;
  readonly trustDomain?: string;
  readonly defaultVirtualServiceExportTo?: readonly string[];
  readonly defaultServiceExportTo?: readonly string[];
  readonly defaultDestinationRuleExportTo?: readonly string[];
  readonly ingressClass?: string;
  readonly ingressControllerMode?: string;
  readonly ingressSelector?: string;
  readonly ingressService?: string;
  readonly outboundTrafficPolicy?: { readonly mode?: string };
  readonly enableAutoMtls?: boolean;
  readonly discoverySelectors?: readonly LabelSelector[];
  readonly pathNormalization?: { readonly normalization?: string };
}
