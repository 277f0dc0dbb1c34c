import type { Condition, KubernetesObject } from './kubernetes-object.ts';

interface SecretReference {
  readonly group?: string;
  readonly kind?: string;
  readonly name: string;
  readonly namespace?: string;
}

/** gateway.networking.k8s.io/v1 Gateway */
export interface GatewayApiGateway extends KubernetesObject {
  readonly spec: {
    readonly gatewayClassName: string;
    readonly addresses?: readonly { readonly type?: string; readonly value?: string }[];
    readonly listeners?: readonly {
      readonly name: string;
      readonly port: number;
      readonly protocol: string;
      readonly hostname?: string;
      readonly tls?: { readonly mode?: string; readonly certificateRefs?: readonly SecretReference[] };
      readonly allowedRoutes?: {
        readonly namespaces?: { readonly from?: string; readonly selector?: object };
      };
    }[];
  };
  readonly status?: {
    readonly addresses?: readonly { readonly type?: string; readonly value: string }[];
    readonly conditions?: readonly Condition[];
    readonly listeners?: readonly {
      readonly name: string;
      readonly attachedRoutes?: number;
      readonly conditions?: readonly Condition[];
    }[];
  };
}

export interface ParentReference {
  readonly group?: string;
  readonly kind?: string;
  readonly namespace?: string;
  readonly name: string;
  readonly sectionName?: string;
  readonly port?: number;
}

/** gateway.networking.k8s.io/v1 HTTPRoute */
export interface HttpRouteObject extends KubernetesObject {
  readonly spec: {
    readonly parentRefs?: readonly ParentReference[];
    readonly hostnames?: readonly string[];
    readonly rules?: readonly {
      readonly matches?: readonly { readonly path?: { readonly type?: string; readonly value?: string } }[];
      readonly filters?: readonly {
        readonly type: string;
        readonly requestRedirect?: { readonly scheme?: string; readonly statusCode?: number };
      }[];
      readonly backendRefs?: readonly {
        readonly group?: string;
        readonly kind?: string;
        readonly name: string;
        readonly namespace?: string;
        readonly port?: number;
      }[];
    }[];
  };
  readonly status?: {
    readonly parents?: readonly {
      readonly parentRef: ParentReference;
      readonly controllerName?: string;
      readonly conditions?: readonly Condition[];
    }[];
  };
}
