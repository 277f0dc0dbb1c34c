import type { LabelSelector } from './istio.ts';
import type { Condition, KubernetesObject } from './kubernetes-object.ts';

interface ObjectReference {
  readonly group?: string;
  readonly kind?: string;
  readonly name: string;
  readonly namespace?: string;
}

/** gateway.networking.k8s.io/v1 GatewayClass */
export interface GatewayClass extends KubernetesObject {
  readonly spec: { readonly controllerName: string };
}

export interface GatewayListener {
  readonly name: string;
  readonly port: number;
  readonly protocol: string;
  readonly hostname?: string;
  readonly tls?: {
    readonly mode?: string;
    readonly certificateRefs?: readonly ObjectReference[];
    readonly options?: Readonly<Record<string, string>>;
  };
  readonly allowedRoutes?: {
    readonly namespaces?: AllowedNamespaces;
    readonly kinds?: readonly { readonly group?: string; readonly kind: string }[];
  };
}

/** Of a ListenerSet; it need not say the usual port. */
export type AddedListener = Omit<GatewayListener, 'port'> & { readonly port?: number };

export interface AllowedNamespaces {
  readonly from?: string;
  readonly selector?: LabelSelector;
}

interface ClientValidation {
  readonly validation?: { readonly caCertificateRefs?: readonly ObjectReference[]; readonly mode?: string };
}

interface ListenerStatus {
  readonly name: string;
  readonly attachedRoutes?: number;
  readonly conditions?: readonly Condition[];
}

/** gateway.networking.k8s.io/v1 Gateway */
export interface GatewayApiGateway extends KubernetesObject {
  readonly spec: {
    readonly gatewayClassName: string;
    readonly addresses?: readonly { readonly type?: string; readonly value?: string }[];
    readonly listeners?: readonly GatewayListener[];
    /** The namespaces whose ListenerSets may add listeners; none by default. */
    readonly allowedListeners?: { readonly namespaces?: AllowedNamespaces };
    /** How callers show who they are, for all ports or single ones. */
    readonly tls?: {
      readonly frontend?: {
        readonly default?: ClientValidation;
        readonly perPort?: readonly { readonly port: number; readonly tls?: ClientValidation }[];
      };
    };
  };
  readonly status?: {
    readonly addresses?: readonly { readonly type?: string; readonly value: string }[];
    readonly conditions?: readonly Condition[];
    readonly listeners?: readonly ListenerStatus[];
  };
}

/** gateway.networking.k8s.io/v1 ListenerSet: more listeners for a Gateway, perhaps of another namespace. */
export interface ListenerSet extends KubernetesObject {
  readonly spec: { readonly parentRef: ObjectReference; readonly listeners?: readonly AddedListener[] };
  readonly status?: { readonly conditions?: readonly Condition[]; readonly listeners?: readonly ListenerStatus[] };
}

export interface ParentReference extends ObjectReference {
  readonly sectionName?: string;
  readonly port?: number;
}

export interface BackendReference extends ObjectReference {
  readonly port?: number;
  readonly weight?: number;
  readonly filters?: readonly HttpRouteFilter[];
}

interface NamedMatch {
  readonly type?: string;
  readonly name: string;
  readonly value: string;
}

export interface HttpRouteMatch {
  readonly path?: { readonly type?: string; readonly value?: string };
  readonly headers?: readonly NamedMatch[];
  readonly queryParams?: readonly NamedMatch[];
  readonly method?: string;
}

interface PathModifier {
  readonly type: string;
  readonly replaceFullPath?: string;
  readonly replacePrefixMatch?: string;
}

interface Header {
  readonly name: string;
  readonly value: string;
}

export interface HttpRouteFilter {
  readonly type: string;
  readonly requestHeaderModifier?: {
    readonly set?: readonly Header[];
    readonly add?: readonly Header[];
    readonly remove?: readonly string[];
  };
  readonly requestRedirect?: {
    readonly scheme?: string;
    readonly hostname?: string;
    readonly path?: PathModifier;
    readonly port?: number;
    readonly statusCode?: number;
  };
  readonly urlRewrite?: { readonly hostname?: string; readonly path?: PathModifier };
  readonly cors?: { readonly allowOrigins?: readonly string[] };
}

export interface HttpRouteRule {
  readonly matches?: readonly HttpRouteMatch[];
  readonly filters?: readonly HttpRouteFilter[];
  readonly backendRefs?: readonly BackendReference[];
  readonly timeouts?: { readonly request?: string; readonly backendRequest?: string };
  readonly retry?: { readonly attempts?: number };
}

/** gateway.networking.k8s.io/v1 HTTPRoute */
export interface HttpRouteObject extends KubernetesObject {
  readonly spec: {
    readonly parentRefs?: readonly ParentReference[];
    readonly hostnames?: readonly string[];
    readonly rules?: readonly HttpRouteRule[];
  };
  readonly status?: { readonly parents?: readonly RouteParentStatus[] };
}

export interface RouteParentStatus {
  readonly parentRef: ParentReference;
  readonly controllerName?: string;
  readonly conditions?: readonly Condition[];
}

/** GRPCRoute, TCPRoute or TLSRoute: only what they are for is read. */
export interface OtherRoute extends KubernetesObject {
  readonly spec: { readonly parentRefs?: readonly ParentReference[]; readonly hostnames?: readonly string[] };
}

/** gateway.networking.k8s.io/v1beta1 ReferenceGrant */
export interface ReferenceGrant extends KubernetesObject {
  readonly spec: {
    readonly from?: readonly { readonly group?: string; readonly kind: string; readonly namespace: string }[];
    readonly to?: readonly { readonly group?: string; readonly kind: string; readonly name?: string }[];
  };
}

/** gateway.networking.k8s.io/v1 BackendTLSPolicy */
export interface BackendTlsPolicy extends KubernetesObject {
  readonly spec: {
    readonly targetRefs?: readonly {
      readonly group?: string;
      readonly kind: string;
      readonly name: string;
      /** The name of a port. */
      readonly sectionName?: string;
    }[];
  };
}
