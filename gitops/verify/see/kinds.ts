import type { AppProject, ArgoCdConfigMap } from './objects/app-project.ts';
import type { Application } from './objects/application.ts';
import type { Certificate, CertificateRequest, Challenge, Issuer, Order } from './objects/cert-manager.ts';
import type {
  BackendTlsPolicy,
  GatewayApiGateway,
  GatewayClass,
  HttpRouteObject,
  ListenerSet,
  OtherRoute,
  ReferenceGrant,
} from './objects/gateway-api.ts';
import type {
  AuthorizationPolicy,
  Bystander,
  DestinationRule,
  Gateway,
  MeshConfigMap,
  PeerAuthentication,
  ServiceEntry,
  VirtualService,
} from './objects/istio.ts';
import type { KubernetesObject } from './objects/kubernetes-object.ts';
import type {
  ApiService,
  EndpointSlice,
  Event,
  Ingress,
  IngressClass,
  Job,
  Namespace,
  Pod,
  Service,
  WebhookConfiguration,
  Workload,
} from './objects/workload.ts';

/** The type of each kind of object that is read. */
export interface Kinds {
  APIService: ApiService;
  AppProject: AppProject;
  Application: Application;
  AuthorizationPolicy: AuthorizationPolicy;
  BackendTLSPolicy: BackendTlsPolicy;
  Certificate: Certificate;
  CertificateRequest: CertificateRequest;
  Challenge: Challenge;
  ClusterIssuer: Issuer;
  ConfigMap: MeshConfigMap & ArgoCdConfigMap;
  CustomResourceDefinition: KubernetesObject;
  DaemonSet: Workload;
  Deployment: Workload;
  DestinationRule: DestinationRule;
  EndpointSlice: EndpointSlice;
  EnvoyFilter: Bystander;
  Event: Event;
  Gateway: Gateway;
  GatewayApiGateway: GatewayApiGateway;
  GatewayClass: GatewayClass;
  GRPCRoute: OtherRoute;
  HTTPRoute: HttpRouteObject;
  Ingress: Ingress;
  IngressClass: IngressClass;
  Issuer: Issuer;
  Job: Job;
  ListenerSet: ListenerSet;
  Namespace: Namespace;
  NetworkPolicy: Bystander;
  Order: Order;
  PeerAuthentication: PeerAuthentication;
  Pod: Pod;
  ReferenceGrant: ReferenceGrant;
  RequestAuthentication: Bystander;
  Secret: KubernetesObject;
  Service: Service;
  ServiceEntry: ServiceEntry;
  Sidecar: Bystander;
  StatefulSet: Workload;
  TCPRoute: OtherRoute;
  TLSRoute: OtherRoute;
  ValidatingWebhookConfiguration: WebhookConfiguration;
  VirtualService: VirtualService;
  WasmPlugin: Bystander;
}

export type KindId = keyof Kinds;

/** How the API server names a kind of object, and how it is read here. */
export interface Kind {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly isNamespaced: boolean;
  /** Watched while waiting: a change leads to another look. */
  readonly isWatched?: true;
  /** Only the metadata is asked for; of Secrets only with --with-secrets. */
  readonly isMetadataOnly?: true;
  /** Where it may not be read, nothing becomes unknown: a note says what was assumed. */
  readonly isOptional?: true;
}

/** The rights to read them are in kustomize/bases/verify/cluster-role.yaml; rights.test.ts compares the two. */
export const KINDS: Readonly<Record<KindId, Kind>> = {
  APIService: { ...builtIn('apiregistration.k8s.io', 'APIService', 'apiservices'), isNamespaced: false },
  AppProject: { ...argo('AppProject', 'appprojects'), isOptional: true },
  Application: { ...argo('Application', 'applications'), isWatched: true },
  AuthorizationPolicy: istio('security.istio.io', 'AuthorizationPolicy', 'authorizationpolicies'),
  BackendTLSPolicy: gatewayApi('BackendTLSPolicy', 'backendtlspolicies'),
  Certificate: certManager('cert-manager.io', 'Certificate', 'certificates'),
  CertificateRequest: certManager('cert-manager.io', 'CertificateRequest', 'certificaterequests'),
  Challenge: certManager('acme.cert-manager.io', 'Challenge', 'challenges'),
  ClusterIssuer: { ...certManager('cert-manager.io', 'ClusterIssuer', 'clusterissuers'), isNamespaced: false },
  ConfigMap: { ...builtIn('', 'ConfigMap', 'configmaps'), isOptional: true },
  CustomResourceDefinition: {
    ...builtIn('apiextensions.k8s.io', 'CustomResourceDefinition', 'customresourcedefinitions'),
    ...{ isNamespaced: false, isMetadataOnly: true, isOptional: true },
  },
  DaemonSet: builtIn('apps', 'DaemonSet', 'daemonsets'),
  Deployment: { ...builtIn('apps', 'Deployment', 'deployments'), isWatched: true },
  DestinationRule: istio('networking.istio.io', 'DestinationRule', 'destinationrules'),
  EndpointSlice: builtIn('discovery.k8s.io', 'EndpointSlice', 'endpointslices'),
  EnvoyFilter: {
    ...istio('networking.istio.io', 'EnvoyFilter', 'envoyfilters'),
    version: 'v1alpha3',
    isOptional: true,
  },
  Event: builtIn('', 'Event', 'events'),
  Gateway: istio('networking.istio.io', 'Gateway', 'gateways'),
  GatewayApiGateway: gatewayApi('Gateway', 'gateways'),
  GatewayClass: { ...gatewayApi('GatewayClass', 'gatewayclasses'), isNamespaced: false },
  GRPCRoute: { ...gatewayApi('GRPCRoute', 'grpcroutes'), isOptional: true },
  HTTPRoute: gatewayApi('HTTPRoute', 'httproutes'),
  Ingress: builtIn('networking.k8s.io', 'Ingress', 'ingresses'),
  IngressClass: { ...builtIn('networking.k8s.io', 'IngressClass', 'ingressclasses'), isNamespaced: false },
  Issuer: certManager('cert-manager.io', 'Issuer', 'issuers'),
  Job: builtIn('batch', 'Job', 'jobs'),
  ListenerSet: gatewayApi('ListenerSet', 'listenersets'),
  Namespace: { ...builtIn('', 'Namespace', 'namespaces'), isNamespaced: false },
  NetworkPolicy: { ...builtIn('networking.k8s.io', 'NetworkPolicy', 'networkpolicies'), isOptional: true },
  Order: certManager('acme.cert-manager.io', 'Order', 'orders'),
  PeerAuthentication: istio('security.istio.io', 'PeerAuthentication', 'peerauthentications'),
  Pod: { ...builtIn('', 'Pod', 'pods'), isWatched: true },
  ReferenceGrant: { ...gatewayApi('ReferenceGrant', 'referencegrants'), version: 'v1beta1' },
  RequestAuthentication: {
    ...istio('security.istio.io', 'RequestAuthentication', 'requestauthentications'),
    isOptional: true,
  },
  Secret: { ...builtIn('', 'Secret', 'secrets'), isMetadataOnly: true },
  Service: builtIn('', 'Service', 'services'),
  ServiceEntry: istio('networking.istio.io', 'ServiceEntry', 'serviceentries'),
  Sidecar: { ...istio('networking.istio.io', 'Sidecar', 'sidecars'), isOptional: true },
  StatefulSet: builtIn('apps', 'StatefulSet', 'statefulsets'),
  TCPRoute: { ...gatewayApi('TCPRoute', 'tcproutes'), isOptional: true },
  TLSRoute: { ...gatewayApi('TLSRoute', 'tlsroutes'), isOptional: true },
  ValidatingWebhookConfiguration: {
    ...builtIn('admissionregistration.k8s.io', 'ValidatingWebhookConfiguration', 'validatingwebhookconfigurations'),
    isNamespaced: false,
  },
  VirtualService: istio('networking.istio.io', 'VirtualService', 'virtualservices'),
  WasmPlugin: { ...istio('extensions.istio.io', 'WasmPlugin', 'wasmplugins'), version: 'v1alpha1', isOptional: true },
};

function builtIn(group: string, kind: string, plural: string): Kind {
  return { group, version: 'v1', kind, plural, isNamespaced: true };
}

function argo(kind: string, plural: string): Kind {
  return { group: 'argoproj.io', version: 'v1alpha1', kind, plural, isNamespaced: true };
}

function certManager(group: string, kind: string, plural: string): Kind {
  return { group, version: 'v1', kind, plural, isNamespaced: true, isWatched: true };
}

function istio(group: string, kind: string, plural: string): Kind {
  return { group, version: 'v1', kind, plural, isNamespaced: true };
}

function gatewayApi(kind: string, plural: string): Kind {
  return { group: 'gateway.networking.k8s.io', version: 'v1', kind, plural, isNamespaced: true };
}

const IDS = new Map(
  (Object.keys(KINDS) as KindId[])
    .filter((id) => !KINDS[id].isOptional)
    .map((id) => [`${KINDS[id].group}/${KINDS[id].kind}`, id]),
);

/** The kind that `group` and `kind` in an Application's resources name, if it is read wherever it is. */
export function kindIdOf(group: string, kind: string): KindId | undefined {
  return IDS.get(`${group}/${kind}`);
}
