import type { Manifest } from '../../faults/manifest.ts';
import { GATEWAY_API, NAMESPACE } from '../../trace/ground.ts';
import { object, some, type Fields, type Pen } from './pen.ts';

/** The Gateways and ListenerSets that a route may be bound to, and the Services that it may lead to. */
interface RouteContext {
  readonly parents: readonly Manifest[];
  readonly services: readonly Manifest[];
}

interface Listener {
  readonly name: string;
  readonly hostname?: string;
}

/** An HTTPRoute for the world's own hosts. */
export function httpRouteOf(pen: Pen, name: string, { parents, services }: RouteContext): Manifest {
  const { host, weighted, chance, ground, mesh, isAlone } = pen;
  const place = weighted([
    [10, services[0]?.metadata.namespace ?? NAMESPACE],
    [3, NAMESPACE],
    [2, mesh],
    [1, ground.gatewayNamespace],
  ]);
  // A listener for every host would hand a route without hosts those of all others.
  const isBounded = parents.flatMap(listenersOf).every(({ hostname = '' }) => hostname.endsWith(host));
  const hostnames = weighted<Fields>([
    [40, { hostnames: [host] }],
    [6, { hostnames: [host, `a.${host}`] }],
    [4, { hostnames: [host, `*.${host}`] }],
    [3, { hostnames: [`*.${host}`] }],
    [1, { hostnames: [`a.${host}`] }],
    [isBounded || isAlone ? 4 : 0, {}],
    [isAlone ? 4 : 0, { hostnames: [`*.${ground.domain}`] }],
  ]);
  const rules = [
    ...some(pen, 3, () => ruleOf(pen, place, services)),
    ...(chance(0.8) ? [{ backendRefs: backendsOf(pen, place, services) }] : []),
  ];
  const parentRefs = parents
    .filter((_, index) => index === 0 || chance(0.7))
    .flatMap((each) => refsTo(pen, each, place, services));
  return object(`${GATEWAY_API}/v1`, 'HTTPRoute', place, name, { parentRefs, ...hostnames, rules });
}

function listenersOf({ spec }: Manifest): readonly Listener[] {
  return (spec as { readonly listeners: readonly Listener[] }).listeners;
}

/** The ways to name a parent: as a whole, or single listeners of it. */
function refsTo(
  { weighted, draw }: Pen,
  parent: Manifest,
  place: string,
  services: readonly Manifest[],
): readonly Fields[] {
  const { kind, metadata } = parent;
  const { name, namespace } = metadata;
  const ref = {
    ...(kind === 'Gateway' ? {} : { group: GATEWAY_API, kind }),
    ...{ name, ...(namespace === place ? {} : { namespace }) },
  };
  const sections = listenersOf(parent).map((each) => ({ ...ref, sectionName: each.name }));
  return weighted<readonly Fields[]>([
    [50, [ref]],
    [6, sections],
    [3, [draw.of(sections)]],
    [2, [{ ...ref, port: draw.of([80, 443]) }]],
    [1, [{ ...ref, sectionName: 'grpc' }]],
    [1, [{ ...ref, name: 'gone' }]],
    [1, [{ ...ref, namespace: place }]],
    [1, [{ ...ref, group: 'example.test' }]],
    [1, [ref, { group: '', kind: 'Service', name: services[0]?.metadata.name }]],
  ]);
}

function ruleOf(pen: Pen, place: string, services: readonly Manifest[]): Fields {
  const { weighted, chance } = pen;
  const matches = chance(0.85) ? some(pen, 2, () => matchOf(pen)) : [];
  const matched = matches.length > 0 ? { matches } : {};
  const [only, ...others] = matches;
  const path = only?.path as { readonly type?: string } | undefined;
  // The API server takes a new prefix only where one prefix is matched.
  const hasPrefix = others.length === 0 && (path?.type ?? 'PathPrefix') === 'PathPrefix';
  if (chance(0.16)) return { ...matched, filters: [redirectOf(pen, hasPrefix), ...someModifier(pen)] };
  const timeouts = weighted<Fields>([
    [16, {}],
    [1, { timeouts: { request: '60s' } }],
    [1, { timeouts: { request: '60s', backendRequest: '50s' } }],
  ]);
  const filters = filtersOf(pen, hasPrefix, place, services);
  const backendRefs = backendsOf(pen, place, services);
  return {
    ...matched,
    ...(filters.length > 0 ? { filters } : {}),
    ...timeouts,
    ...(chance(0.96) ? { backendRefs } : {}),
  };
}

function matchOf({ weighted, draw }: Pen): Fields {
  const path = weighted<Fields>([
    [5, { path: { type: 'PathPrefix', value: draw.of(['/', '/a', '/a/', '/api', '/api/']) } }],
    [3, { path: { type: 'Exact', value: draw.of(['/a', '/a/b', '/A', '/']) } }],
    [2, { path: { type: 'RegularExpression', value: draw.of(['/[a-c]', '/a.*', '/api/[0-9]+', '/.*']) } }],
    [1, { path: { value: draw.of(['/a', '/b']) } }],
    [3, {}],
  ]);
  const header = (value: string, type?: string) => ({
    name: draw.of(['x-user', 'X-User']),
    value,
    ...(type && { type }),
  });
  const regular = 'RegularExpression';
  const more = weighted<Fields>([
    [12, {}],
    [3, { headers: [draw.of([header('alice'), header('a.*e', regular), header('al', regular)])] }],
    [1, { headers: [header('alice'), { name: 'x-other', value: '.*', type: regular }] }],
    [2, { method: draw.of(['GET', 'POST', 'PUT']) }],
    [
      2,
      {
        queryParams: [
          draw.of([
            { name: 'q', value: '1' },
            { name: 'q', value: '[0-9a-c]+', type: regular },
          ]),
        ],
      },
    ],
  ]);
  return { ...path, ...more };
}

/** What is done with a request on its way to a backend; each filter once. */
function filtersOf(pen: Pen, hasPrefix: boolean, place: string, services: readonly Manifest[]): readonly Fields[] {
  const { weighted, host, draw } = pen;
  const rewrite = (urlRewrite: Fields) => ({ type: 'URLRewrite', urlRewrite });
  const replacePrefixMatch = draw.of(['/', '/new', '/new/']);
  const changed = weighted<readonly Fields[]>([
    [16, []],
    [hasPrefix ? 3 : 0, [rewrite({ path: { type: 'ReplacePrefixMatch', replacePrefixMatch } })]],
    [1, [rewrite({ path: { type: 'ReplaceFullPath', replaceFullPath: draw.of(['/full', '/full/x']) } })]],
    [1, [rewrite({ hostname: `x.${host}` })]],
  ]);
  const aside = weighted<readonly Fields[]>([
    [24, []],
    [2, [{ type: 'RequestMirror', requestMirror: { backendRef: backendOf(pen, place, services) } }]],
    [1, [{ type: 'ExtensionRef', extensionRef: { group: 'example.test', kind: 'Thing', name: 'a' } }]],
    [1, [{ type: 'CORS', cors: { allowOrigins: [`https://${host}`], allowMethods: ['GET'] } }]],
  ]);
  return [...changed, ...someModifier(pen), ...aside];
}

function someModifier({ weighted, host }: Pen): readonly Fields[] {
  const set = [{ name: 'x-more', value: 'b' }];
  return weighted<readonly Fields[]>([
    [16, []],
    [1, [{ type: 'RequestHeaderModifier', requestHeaderModifier: { set } }]],
    [1, [{ type: 'RequestHeaderModifier', requestHeaderModifier: { set: [{ name: 'Host', value: `y.${host}` }] } }]],
    [1, [{ type: 'RequestHeaderModifier', requestHeaderModifier: { add: set, remove: ['x-user'] } }]],
    [1, [{ type: 'ResponseHeaderModifier', responseHeaderModifier: { set, remove: ['date'] } }]],
  ]);
}

function redirectOf({ weighted, draw, host }: Pen, hasPrefix: boolean): Fields {
  const replacePrefixMatch = draw.of(['/', '/new', '/new/']);
  const requestRedirect = weighted<Fields>([
    [4, { scheme: 'https', statusCode: draw.of([301, 302, 308]) }],
    [1, { hostname: `www.${host}` }],
    [1, { port: 8443 }],
    [1, { scheme: 'http', port: draw.of([80, 8080]) }],
    [2, { path: { type: 'ReplaceFullPath', replaceFullPath: '/there' } }],
    [hasPrefix ? 2 : 0, { path: { type: 'ReplacePrefixMatch', replacePrefixMatch } }],
    [
      1,
      { scheme: 'https', hostname: `www.${host}`, port: 443, path: { type: 'ReplaceFullPath', replaceFullPath: '/x' } },
    ],
    [1, {}],
  ]);
  return { type: 'RequestRedirect', requestRedirect };
}

/** The backends of a rule, with shares that three requests tell apart from none. */
function backendsOf(pen: Pen, place: string, services: readonly Manifest[]): readonly Fields[] {
  const { weighted } = pen;
  const first = backendOf(pen, place, services);
  const second = backendOf(pen, place, services);
  return weighted<readonly Fields[]>([
    [24, [first]],
    [2, [first, { ...second, weight: 0 }]],
    [
      2,
      [
        { ...first, weight: 50 },
        { ...second, weight: 50 },
      ],
    ],
    [1, [first, second]],
    [1, [{ ...first, weight: 0 }]],
    [
      1,
      [
        { ...first, weight: 0 },
        { ...second, weight: 0 },
      ],
    ],
    [1, [{ ...first, filters: [...someModifier(pen)] }]],
  ]);
}

function backendOf({ weighted, draw }: Pen, place: string, services: readonly Manifest[]): Fields {
  const { metadata, spec } = draw.of(services);
  const { name, namespace } = metadata;
  const port = (spec as { readonly ports: readonly { readonly port: number }[] }).ports[0]?.port;
  const there = namespace === place ? {} : { namespace };
  return weighted<Fields>([
    [70, { name, ...there, port }],
    [2, { group: '', kind: 'Service', name, namespace, port }],
    [1, { name: 'gone', ...there, port }],
    [1, { name, ...there, port: 4_444 }],
    [1, { name, port }],
    [1, { group: 'example.test', kind: 'Thing', name, port }],
    [1, { group: 'example.test', kind: 'Thing', name }],
    [1, { group: 'networking.istio.io', kind: 'Hostname', name: `${name}.${namespace ?? ''}.svc.cluster.local`, port }],
    [1, { group: 'multicluster.x-k8s.io', kind: 'ServiceImport', name, ...there, port }],
    [1, { name: `${name}.${namespace ?? ''}`, ...there, port }],
  ]);
}

/** What lets objects of other namespaces refer to Services of the world, mostly. */
export function grantsOf(pen: Pen, routes: readonly Manifest[], services: readonly Manifest[]): readonly Manifest[] {
  const { name, weighted, chance } = pen;
  const places = [...new Set(routes.map(({ metadata }) => metadata.namespace ?? ''))];
  return services.flatMap(({ metadata }, index) =>
    places
      .filter((place) => place !== metadata.namespace && chance(0.85))
      .map((place) => {
        const to = { group: '', kind: 'Service', name: metadata.name };
        const spec = weighted<Fields>([
          [12, { from: [{ group: GATEWAY_API, kind: 'HTTPRoute', namespace: place }], to: [to] }],
          [1, { from: [{ group: GATEWAY_API, kind: 'GRPCRoute', namespace: place }], to: [to] }],
          [1, { from: [{ group: GATEWAY_API, kind: 'HTTPRoute', namespace: 'elsewhere' }], to: [to] }],
          [1, { from: [{ group: GATEWAY_API, kind: 'HTTPRoute', namespace: place }], to: [{ ...to, name: 'gone' }] }],
        ]);
        const own = `${name}-${index}-from-${place}`;
        return object(`${GATEWAY_API}/v1beta1`, 'ReferenceGrant', metadata.namespace ?? '', own, spec);
      }),
  );
}

/** What lets Gateways use the Secrets of the namespace of the trials. */
export function secretGrantOf({ name, ground }: Pen): Manifest {
  return object(`${GATEWAY_API}/v1beta1`, 'ReferenceGrant', NAMESPACE, `${name}-secret`, {
    from: [{ group: GATEWAY_API, kind: 'Gateway', namespace: ground.gatewayNamespace }],
    to: [{ group: '', kind: 'Secret', name: 'tx-far' }],
  });
}
