import type { KindId, Kinds } from '../../see/kinds.ts';
import type { World } from '../../see/world.ts';
import type { Application, Resource } from '../../see/objects/application.ts';
import type { Certificate, Issuer } from '../../see/objects/cert-manager.ts';
import { fullName, type KubernetesObject } from '../../see/objects/kubernetes-object.ts';
import type { GatewayApiGateway, HttpRouteObject } from '../../see/objects/gateway-api.ts';
import type { Ingress, Pod, Service } from '../../see/objects/workload.ts';
import { shimOf } from '../issuance/shim.ts';
import { isManaged, managedName } from '../trace/gateway-api/gateways.ts';
import { takesRoutesOf } from '../trace/gateways.ts';
import { WORKLOAD_KINDS } from '../workload/workloads.ts';
import { slicesFor } from './endpoints.ts';
import { podOf, runningPod, settledWorkload } from './pods.ts';

type Objects = World['objects'];
type Lists = { readonly [K in KindId]?: readonly Kinds[K][] };

/** What an Application becomes. */
export interface Held {
  readonly resources: readonly Resource[];
  /** The renderer's words. */
  readonly error?: string | undefined;
}

/** An address that nobody has: a load balancer would have one of its own. RFC 5737. */
const ADDRESS = '192.0.2.1';

/**
 * What manifests become where every controller does its part and nothing goes wrong: the Pods, endpoints and conditions
 * that a cluster would have in the end. What is wrong all the same is wrong in the manifests.
 * @param held by the name of an Application: what it holds, and why it cannot be rendered
 * @param takenAt RFC 3339
 */
export function settled(written: Objects, held: ReadonlyMap<string, Held>, takenAt: string): Objects {
  const objects: Objects = { ...written, Certificate: withShims(written as Lists) };
  const namespaces = new Map((objects.Namespace ?? []).map(({ metadata }) => [metadata.name, metadata.labels ?? {}]));
  const {
    Pod: bare = [],
    Service: plain = [],
    GatewayApiGateway: gateways = [],
    Certificate: certificates = [],
  } = objects as Lists;
  const made = gateways.filter(isManaged).map(madeFor);
  const services = [...plain.map(addressed), ...made.map(({ service }) => service)];
  const workloads = WORKLOAD_KINDS.flatMap((kind) => (objects as Lists)[kind] ?? []);
  const pods = [
    ...workloads.flatMap((workload) => podOf(workload, namespaces)),
    ...made.map(({ pod }) => pod),
    ...bare.map(({ metadata, spec }) => runningPod(metadata, { metadata, spec }, undefined, namespaces)),
  ];
  const ready = [{ type: 'Ready', status: 'True' }];
  const change = <K extends KindId>(kind: K, to: (object: Kinds[K]) => Kinds[K]): Objects => {
    const all = objects[kind] as readonly Kinds[K][] | undefined;
    return all ? { [kind]: all.map(to) } : {};
  };
  return {
    ...objects,
    ...change('Deployment', settledWorkload),
    ...change('StatefulSet', settledWorkload),
    ...change('DaemonSet', settledWorkload),
    ...change('Application', (application) => synced(application, held, takenAt)),
    ...change('Certificate', issued),
    ...change('ClusterIssuer', (issuer): Issuer => ({ ...issuer, status: { conditions: ready } })),
    ...change('Issuer', (issuer): Issuer => ({ ...issuer, status: { conditions: ready } })),
    ...change('Ingress', (ingress): Ingress => ({ ...ingress, status: balanced })),
    ...change('GatewayApiGateway', programmed),
    ...change('HTTPRoute', (route) => bound(route, gateways)),
    ...(services.length > 0 ? { Service: services } : {}),
    Pod: pods,
    Secret: [...(objects.Secret ?? []), ...certificates.map(secretOf)],
    EndpointSlice: [...(objects.EndpointSlice ?? []), ...services.flatMap((service) => slicesFor(service, pods))],
  };
}

/** The Certificates, with those that cert-manager makes for annotated Gateways and Ingresses. */
function withShims(objects: Lists): readonly Certificate[] {
  const { Certificate: own = [], GatewayApiGateway: gateways = [], Ingress: ingresses = [] } = objects;
  const known = new Set(own.map(fullName));
  const made = [...gateways, ...ingresses].flatMap((object) => shimOf(object)?.made ?? []);
  return [...own, ...made.map(({ certificate }) => certificate).filter((each) => !known.has(fullName(each)))];
}

const balanced = { loadBalancer: { ingress: [{ ip: ADDRESS }] } };

function addressed(service: Service): Service {
  return service.spec.type === 'LoadBalancer' ? { ...service, status: balanced } : service;
}

function synced(application: Application, held: ReadonlyMap<string, Held>, takenAt: string): Application {
  const { resources = [], error } = held.get(fullName(application)) ?? {};
  const found = { health: { status: 'Healthy' }, reconciledAt: takenAt, resources };
  const status: Application['status'] =
    error === undefined
      ? { sync: { status: 'Synced' }, ...found }
      : {
          sync: { status: 'Unknown' },
          ...found,
          conditions: [{ type: 'ComparisonError', message: error, isForeseen: true }],
        };
  return { ...application, status };
}

/** Ready, but without a date: what breaks its issuance breaks the first one already. */
function issued(certificate: Certificate): Certificate {
  return { ...certificate, status: { conditions: [{ type: 'Ready', status: 'True' }] } };
}

/** The Secret that cert-manager writes. */
function secretOf({ spec, metadata: { namespace = '' } }: Certificate): KubernetesObject {
  return { metadata: { namespace, name: spec.secretName } };
}

/** The Pod and the Service that a controller makes for a Gateway of the Gateway API; one with an address has others. */
function madeFor(gateway: GatewayApiGateway): { readonly pod: Pod; readonly service: Service } {
  const { namespace = '', name } = gateway.metadata;
  const labels = { 'gateway.networking.k8s.io/gateway-name': name };
  const ports = new Set((gateway.spec.listeners ?? []).map(({ port }) => port));
  const pod = { metadata: { labels }, spec: { containers: [] } };
  return {
    pod: runningPod({ namespace, name: `${name}-x` }, pod, undefined, new Map()),
    service: addressed({
      metadata: { namespace, name: managedName(gateway), labels },
      spec: {
        type: 'LoadBalancer',
        selector: labels,
        ports: [...ports].map((port) => ({ name: `port-${port}`, port, targetPort: port })),
      },
    }),
  };
}

/** What is wrong with its listeners follows from the objects. */
function programmed(gateway: GatewayApiGateway): GatewayApiGateway {
  const conditions = ['Accepted', 'Programmed'].map((type) => ({ type, status: 'True' }));
  return {
    ...gateway,
    status: {
      ...{ conditions, addresses: [{ type: 'IPAddress', value: ADDRESS }] },
      listeners: (gateway.spec.listeners ?? []).map(({ name }) => ({ name, attachedRoutes: 1, conditions: [] })),
    },
  };
}

/** Listeners that do not take routes of its namespace refuse a route. */
function bound(route: HttpRouteObject, gateways: readonly GatewayApiGateway[]): HttpRouteObject {
  const { namespace } = route.metadata;
  const parents = (route.spec.parentRefs ?? []).map((parentRef) => {
    const gateway = gateways.find(
      ({ metadata }) => metadata.name === parentRef.name && metadata.namespace === (parentRef.namespace ?? namespace),
    );
    const isRefused = gateway?.spec.listeners
      ?.filter(({ name }) => parentRef.sectionName === undefined || name === parentRef.sectionName)
      .every((listener) => !takesRoutesOf(listener, gateway, namespace));
    const accepted = isRefused
      ? { type: 'Accepted', status: 'False', reason: 'NotAllowedByListeners', message: `not from ${namespace ?? ''}` }
      : { type: 'Accepted', status: 'True' };
    return { parentRef, conditions: [accepted, { type: 'ResolvedRefs', status: 'True' }] };
  });
  return { ...route, status: { parents } };
}
