import type { Manifest } from '../../faults/manifest.ts';
import { NAMESPACE } from '../../trace/ground.ts';
import { object, some, type Fields, type Pen } from './pen.ts';

/** A VirtualService, and perhaps one that it delegates to. */
export function routesOf(
  pen: Pen,
  name: string,
  gateways: readonly Manifest[],
  services: readonly Manifest[],
  hasEntry = false,
): readonly Manifest[] {
  const { host, weighted, draw, chance, mesh, isAlone } = pen;
  const { domain } = pen.ground;
  const place = weighted([
    [6, NAMESPACE],
    [1, mesh],
  ]);
  const bound = gateways.map((gateway) => gatewayName(pen, gateway, place));
  const hosts = weighted([
    [24, [host]],
    [2, [`*.${host}`]],
    [8, [host, `a.${host}`]],
    [1, [`a.${host}`]],
    [isAlone ? 24 : 0, ['*']],
    [isAlone ? 12 : 0, [`*.${domain}`]],
    [isAlone ? 4 : 0, [host, `*.${domain}`]],
  ]);
  const shown = weighted<Fields>([
    [36, {}],
    [1, { exportTo: ['.'] }],
    [1, { exportTo: ['*'] }],
    [1, { exportTo: [mesh] }],
  ]);
  const context = { place, services, bound, hasEntry };
  const hasLast = chance(0.9);
  const last = weighted<readonly Fields[]>([
    [26, [{ route: destinationsOf(pen, context) }]],
    [3, [{ redirect: redirectOf(pen) }]],
    [7, [{ directResponse: { status: draw.of([200, 404, 503]) } }]],
  ]);
  const http = [...some(pen, 3, () => ruleOf(pen, context, !hasLast)), ...(hasLast ? last : [])];
  const delegates = chance(0.08)
    ? [
        object('networking.istio.io/v1', 'VirtualService', mesh, `${name}-child`, {
          http: some(pen, 2, () => ruleOf(pen, { ...context, place: mesh })),
        }),
      ]
    : [];
  const delegating = delegates.map(({ metadata }) => ({
    match: [{ uri: { prefix: draw.of(['/a', '/api']) } }],
    delegate: {
      name: metadata.name,
      namespace: weighted([
        [6, mesh],
        [1, NAMESPACE],
      ]),
    },
  }));
  const all = chance(0.5) ? [...delegating, ...http] : [...http, ...delegating];
  return [
    object('networking.istio.io/v1', 'VirtualService', place, name, { hosts, gateways: bound, ...shown, http: all }),
    ...delegates,
  ];
}

function gatewayName({ weighted }: Pen, { metadata }: Manifest, place: string): string {
  const { name, namespace = '' } = metadata;
  return weighted([
    [40, `${namespace}/${name}`],
    [namespace === place ? 40 : 1, name],
    [namespace === place ? 4 : 0, `./${name}`],
    [1, 'mesh'],
  ]);
}

interface RuleContext {
  readonly place: string;
  readonly services: readonly Manifest[];
  readonly bound: readonly string[];
  /** Whether a ServiceEntry for a host outside of the cluster is there. */
  readonly hasEntry: boolean;
}

function ruleOf(pen: Pen, context: RuleContext, mustMatch = false): Fields {
  const { weighted, chance, draw, host } = pen;
  const match = mustMatch || chance(0.7) ? { match: some(pen, 2, () => matchOf(pen, context)) } : {};
  const rewrite = weighted<Fields>([
    [8, {}],
    [1, { rewrite: { uri: draw.of(['/', '/new', '/new/']) } }],
    [1, { rewrite: { authority: `x.${host}` } }],
    [1, { rewrite: { uriRegexRewrite: { match: '^/(a|b)', rewrite: String.raw`/r/\1` } } }],
  ]);
  const timeout = weighted<Fields>([
    [16, {}],
    [1, { timeout: draw.of(['1s', '10s']) }],
  ]);
  const fault = weighted<Fields>([
    [9, {}],
    [1, { fault: { abort: { httpStatus: 418, percentage: { value: 100 } } } }],
  ]);
  const response = { directResponse: { status: draw.of([200, 404, 503]), body: { string: 'x' } } };
  const other = chance(0.5) ? response : { redirect: redirectOf(pen) };
  const action = chance(0.18) ? other : { route: destinationsOf(pen, context), ...rewrite, ...fault, ...timeout };
  return { ...match, ...action };
}

function matchOf(pen: Pen, { bound }: RuleContext): Fields {
  const { weighted, draw, chance, host } = pen;
  const uri = weighted<Fields>([
    [4, { uri: { prefix: draw.of(['/', '/a', '/a/', '/api/']) } }],
    [3, { uri: { exact: draw.of(['/a', '/a/b', '/A']) } }],
    [2, { uri: { regex: draw.of(['/[a-c]', '/a.*', '/api/[0-9]+']) } }],
    [1, { uri: { exact: '/A' }, ignoreUriCase: true }],
    [4, {}],
  ]);
  const more = weighted<Fields>([
    [8, {}],
    [2, { headers: { 'x-user': draw.of([{ exact: 'alice' }, { prefix: 'al' }, { regex: 'a.*e' }, {}]) } }],
    [1, { withoutHeaders: { 'x-user': draw.of([{ exact: 'alice' }, {}]) } }],
    [1, { method: draw.of([{ exact: 'GET' }, { exact: 'POST' }, { prefix: 'P' }, { regex: 'G.T' }]) }],
    [1, { queryParams: { q: draw.of([{ exact: '1' }, { regex: '[0-9]+' }, { prefix: 'a' }]) } }],
    [1, { scheme: { exact: draw.of(['http', 'https']) } }],
    [1, { port: draw.of([80, 443]) }],
    [1, { authority: draw.of([{ exact: host }, { prefix: 'a.' }]) }],
    [1, { gateways: chance(0.7) ? [bound[0] ?? 'mesh'] : ['mesh'] }],
  ]);
  // A match may not be empty.
  return Object.keys({ ...uri, ...more }).length === 0 ? { uri: { prefix: '/' } } : { ...uri, ...more };
}

function destinationsOf(pen: Pen, context: RuleContext): readonly Fields[] {
  const { weighted } = pen;
  const first = destinationOf(pen, context);
  return weighted<readonly Fields[]>([
    [7, [{ destination: first }]],
    [
      1,
      [
        { destination: first, weight: 100 },
        { destination: destinationOf(pen, context), weight: 0 },
      ],
    ],
    [
      1,
      [
        { destination: first, weight: 50 },
        { destination: destinationOf(pen, context), weight: 50 },
      ],
    ],
  ]);
}

function destinationOf(
  { draw, weighted, name, ground, chance }: Pen,
  { place, services, hasEntry }: RuleContext,
): Fields {
  if (hasEntry && chance(0.5)) return { host: `ext-${name}.${ground.domain}` };
  const { metadata, spec } = draw.of(services);
  const { namespace = '', name: own } = metadata;
  const [first] = (spec as { readonly ports: readonly { readonly port: number }[] }).ports;
  const host = weighted([
    [24, `${own}.${namespace}.svc.cluster.local`],
    [namespace === place ? 24 : 1, own],
    [1, `${own}.${namespace}`],
    [1, `gone.${NAMESPACE}.svc.cluster.local`],
    [1, `ext-${name}.${ground.domain}`],
  ]);
  const port = weighted<Fields>([
    [12, {}],
    [24, { port: { number: first?.port ?? 80 } }],
    [1, { port: { number: 4_444 } }],
  ]);
  const subset = weighted<Fields>([
    [40, {}],
    [2, { subset: 'v1' }],
    [1, { subset: 'v2' }],
    [1, { subset: 'v9' }],
  ]);
  return { host, ...port, ...subset };
}

function redirectOf({ draw, weighted, host }: Pen): Fields {
  return weighted<Fields>([
    [2, { uri: '/there' }],
    [1, { authority: `www.${host}` }],
    [1, { scheme: 'https', redirectCode: draw.of([302, 308]) }],
    [1, { uri: '/x', authority: `x.${host}`, port: 8443 }],
    [1, { uri: '%PREFIX()%/y' }],
  ]);
}
