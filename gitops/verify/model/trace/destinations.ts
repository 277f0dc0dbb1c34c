import { hostsOf } from './hosts.ts';
import { delegatesOf, httpRoutesOf, intendedRoutesOf, isOfSolver } from './routes.ts';
import type { HttpRouteObject } from '../../see/objects/gateway-api.ts';
import type { HttpRoute, VirtualService } from '../../see/objects/istio.ts';
import type { View } from '../../see/view.ts';

/** A Service that requests for a host are sent to. */
export interface Destination {
  readonly namespace: string;
  readonly name: string;
  readonly port: number | undefined;
  readonly subset?: string | undefined;
  /** The route that says so, and where in it. */
  readonly route: VirtualService | HttpRouteObject;
  readonly kind: 'VirtualService' | 'HTTPRoute';
  readonly field: string;
}

/** The Services of the cluster that the routes of a host lead to, or are meant to. */
export function destinationsOf(view: View, host: string): readonly Destination[] {
  return view.remember(`destinations of ${host}`, () => findDestinations(view, host));
}

function findDestinations(view: View, host: string): readonly Destination[] {
  return [
    ...intendedRoutesOf(view, host)
      .flatMap((virtualService) => [virtualService, ...delegatesOf(view, virtualService)])
      .flatMap(destinationsOfVirtualService),
    ...httpRoutesOf(view, host)
      .filter((route) => !isOfSolver(route))
      .flatMap(destinationsOfHttpRoute),
  ];
}

function destinationsOfHttpRoute(route: HttpRouteObject): readonly Destination[] {
  return (route.spec.rules ?? []).flatMap(({ backendRefs = [] }, rule) =>
    backendRefs.flatMap(({ group = '', kind = 'Service', namespace, name, port }, backend) =>
      group === '' && kind === 'Service'
        ? [
            {
              namespace: namespace ?? route.metadata.namespace ?? '',
              ...{ name, port, route, kind: 'HTTPRoute' as const },
              field: `spec.rules[${rule}].backendRefs[${backend}]`,
            },
          ]
        : [],
    ),
  );
}

/** A destination as a VirtualService writes it, whatever it leads to. */
export interface WrittenDestination {
  readonly virtualService: VirtualService;
  readonly host: string;
  readonly port: number | undefined;
  readonly subset: string | undefined;
  /** `spec.http[…]` */
  readonly rule: number;
  readonly field: string;
}

/** The destinations that get requests, so without those with weight 0 beside others. */
export function writtenDestinations(virtualService: VirtualService): readonly WrittenDestination[] {
  return (virtualService.spec.http ?? []).flatMap(({ route = [] }: HttpRoute, rule) =>
    route.flatMap(({ destination, weight }, index) =>
      weight === 0 && route.length > 1
        ? []
        : [
            {
              ...{ virtualService, rule, host: destination.host, subset: destination.subset },
              port: destination.port?.number,
              field: `spec.http[${rule}].route[${index}].destination`,
            },
          ],
    ),
  );
}

export function destinationsOfVirtualService(virtualService: VirtualService): readonly Destination[] {
  return writtenDestinations(virtualService).flatMap(({ host, port, subset, field }) => {
    const service = serviceOf(host, virtualService.metadata.namespace ?? '');
    return service ? [{ ...service, port, subset, route: virtualService, kind: 'VirtualService' as const, field }] : [];
  });
}

/** {@link destinationsOf} all judged hosts, each once. */
export function allDestinations(view: View): readonly Destination[] {
  return view.remember('destinations', () => findAllDestinations(view));
}

function findAllDestinations(view: View): readonly Destination[] {
  const all = hostsOf(view).flatMap((name) => destinationsOf(view, name));
  return [...new Map(all.map((each) => [keyOfDestination(each), each])).values()];
}

function keyOfDestination({ kind, route, field }: Destination): string {
  return `${kind} ${route.metadata.namespace ?? ''}/${route.metadata.name} ${field}`;
}

/**
 * The Service that a destination's host stands for. Istio completes only a name without a dot, by the namespace of the
 * route: `web.shop` and `web.shop.svc` lead nowhere (measured: 503).
 */
export function serviceOf(
  destinationHost: string,
  namespace: string,
): { readonly namespace: string; readonly name: string } | undefined {
  const [name = '', second, third, ...domain] = destinationHost.replace(/\.$/, '').split('.');
  if (second === undefined) return name === '*' ? undefined : { namespace, name };
  const isOfCluster = third === 'svc' && domain.length > 0 && domain.join('.') !== 'clusterset.local';
  return isOfCluster ? { namespace: second, name } : undefined;
}

/** The Service that was meant by `name.namespace` or `name.namespace.svc`. */
export function serviceMeant(
  destinationHost: string,
): { readonly namespace: string; readonly name: string } | undefined {
  const [, name, namespace] = /^([a-z0-9-]+)\.([a-z0-9-]+)(?:\.svc)?\.?$/.exec(destinationHost) ?? [];
  return name === undefined || namespace === undefined ? undefined : { namespace, name };
}

/** The destinations of a host as its VirtualServices and their delegates write them. */
export function writtenDestinationsOf(view: View, host: string): readonly WrittenDestination[] {
  return intendedRoutesOf(view, host)
    .flatMap((virtualService) => [virtualService, ...delegatesOf(view, virtualService)])
    .flatMap(writtenDestinations);
}

/** {@link writtenDestinationsOf} all judged hosts, each once, with the hosts that it is for. */
export function allWrittenDestinations(
  view: View,
): readonly { readonly destination: WrittenDestination; readonly hosts: readonly string[] }[] {
  const all = new Map<string, { readonly destination: WrittenDestination; readonly hosts: readonly string[] }>();
  for (const name of hostsOf(view))
    for (const destination of writtenDestinationsOf(view, name)) {
      const { metadata } = destination.virtualService;
      const key = `${metadata.namespace ?? ''}/${metadata.name} ${destination.field}`;
      all.set(key, { destination, hosts: [...(all.get(key)?.hosts ?? []), name] });
    }
  return [...all.values()];
}
