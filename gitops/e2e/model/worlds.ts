import { drawsOf, type Draw } from '../mutations/draw.ts';
import { LABEL } from '../faults/installation.ts';
import type { Manifest } from '../faults/manifest.ts';
import { NAMESPACE, type Ground } from '../trace/ground.ts';

// Worlds by chance, weighted towards what people write. This module knows nothing of what verify makes of them.

/** A configuration that reaches no further than its own names, and requests that are sent with it. */
export interface RandomWorld {
  readonly name: string;
  /** Made at least two seconds before the others. */
  readonly older: readonly Manifest[];
  readonly manifests: readonly Manifest[];
  readonly requests: readonly RandomRequest[];
}

export interface RandomRequest {
  readonly scheme: 'http' | 'https';
  readonly host: string;
  readonly port: number;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The kinds of worlds. */
export const WORLD_KINDS = ['istio', 'ingress'] as const;
export type WorldKind = (typeof WORLD_KINDS)[number];

const MESH = 'tx-mesh';
const REQUESTS = 4;

type Fields = Readonly<Record<string, unknown>>;

/** What a world is drawn with. */
interface Pen {
  readonly draw: Draw;
  readonly ground: Ground;
  readonly name: string;
  readonly host: string;
  /** Whether something happens that has this probability. */
  readonly chance: (probability: number) => boolean;
  /** One of the choices, each as often as its weight says. */
  readonly weighted: <T>(choices: readonly (readonly [number, T])[]) => T;
}

/** The world of a number; the same seed and number give the same one. */
export function worldOf(kind: WorldKind, seed: string, number: number, ground: Ground): RandomWorld {
  const draw = drawsOf(`${seed} ${kind} ${number}`);
  const thousand = Array.from({ length: 1_000 }, (_, index) => index);
  const chance = (probability: number) => draw.of(thousand) < probability * 1_000;
  // Most of what people write is plain: of the choices it has the first, nine times of ten.
  const isPlain = chance(0.6);
  const weighted = <T>(choices: readonly (readonly [number, T])[]): T => {
    if (isPlain && chance(0.9)) return choices[0]?.[1] as T;
    let left = draw.of(thousand) % choices.reduce((sum, [weight]) => sum + weight, 0);
    return (choices.find(([weight]) => (left -= weight) < 0) ?? choices[0])?.[1] as T;
  };
  const name = `tx-${kind}-${number}`;
  const pen: Pen = { draw, ground, name, host: `${name}.${ground.domain}`, chance, weighted };
  return kind === 'ingress' ? ingressWorld(pen) : istioWorld(pen);
}

function istioWorld(pen: Pen): RandomWorld {
  const { name, draw, chance } = pen;
  const services = some(pen, 2, (index) => serviceOf(pen, index));
  const gateways = [gatewayOf(pen, `${name}-a`), ...(chance(0.2) ? [gatewayOf(pen, `${name}-b`)] : [])];
  const routes = [
    ...routesOf(pen, `${name}-r`, gateways, services),
    ...(chance(0.25) ? routesOf(pen, `${name}-s`, gateways, services) : []),
  ];
  const rules = chance(0.3) ? [destinationRuleOf(pen, draw.of(services))] : [];
  const policies = chance(0.2) ? [policyOf(pen)] : [];
  const entries = chance(0.1) ? [entryOf(pen)] : [];
  const all = [...gateways, ...routes];
  const older = all.filter(() => chance(0.4));
  return {
    ...{ name, older },
    manifests: [...all.filter((each) => !older.includes(each)), ...services, ...rules, ...policies, ...entries],
    requests: requestsOf(pen),
  };
}

function ingressWorld(pen: Pen): RandomWorld {
  const { name, chance } = pen;
  const services = some(pen, 2, (index) => serviceOf(pen, index, NAMESPACE));
  const all = [ingressOf(pen, `${name}-a`, services), ...(chance(0.3) ? [ingressOf(pen, `${name}-b`, services)] : [])];
  const older = all.filter(() => chance(0.4));
  const younger = all.filter((each) => !older.includes(each));
  return { name, older, manifests: [...younger, ...services], requests: requestsOf(pen) };
}

/** One to `most`, fewer more often. */
function some<T>({ draw }: Pen, most: number, make: (index: number) => T): readonly T[] {
  const count = Math.min(draw.of(range(most)), draw.of(range(most)));
  return range(count).map((index) => make(index - 1));
}

function range(most: number): readonly number[] {
  return Array.from({ length: most }, (_, index) => index + 1);
}

function object(apiVersion: string, kind: string, namespace: string, name: string, spec: Fields): Manifest {
  return { apiVersion, kind, metadata: { namespace, name, labels: { [LABEL]: 'model' } }, spec };
}

// Services

function serviceOf({ name, weighted, draw }: Pen, index: number, place?: string): Manifest {
  const app = weighted([
    [8, 'web'],
    [3, 'beta'],
    [place ? 0 : 3, 'mesh'],
    [place ? 0 : 1, 'strict'],
    [1, 'unready'],
    [1, 'nobody'],
  ]);
  const targetPort = weighted<number | string>([
    [12, 8080],
    [4, 'http'],
    [1, 'none'],
    [1, 8081],
  ]);
  const usual = weighted<Fields>([
    [8, { name: 'http', port: 80, targetPort }],
    [3, { name: 'http-web', port: 8000, targetPort }],
    [2, { name: 'web', port: 80, targetPort, appProtocol: 'http' }],
    [1, { name: 'http2', port: 80, targetPort: 8082 }],
    [1, { name: 'tcp', port: 80, targetPort }],
    [1, { name: 'web', port: 80, targetPort }],
  ]);
  const second = weighted<readonly Fields[]>([
    [5, []],
    [1, [{ name: 'http-more', port: 9000, targetPort: 8080 }]],
  ]);
  const namespace = ['mesh', 'strict'].includes(app) ? MESH : NAMESPACE;
  const selector = { app, ...(app === 'web' && draw.of(range(6)) === 1 ? { version: draw.of(['v1', 'v9']) } : {}) };
  return object('v1', 'Service', namespace, `${name}-${index}`, { selector, ports: [usual, ...second] });
}

function destinationRuleOf({ name, weighted, chance, draw }: Pen, service: Manifest): Manifest {
  const { name: own, namespace = '' } = service.metadata;
  const place = weighted([
    [5, namespace],
    [1, NAMESPACE],
  ]);
  const host = weighted([
    [3, own],
    [2, `${own}.${namespace}.svc.cluster.local`],
    [1, `*.${namespace}.svc.cluster.invalid`],
  ]);
  const tls = chance(0.5) ? { tls: { mode: draw.of(['ISTIO_MUTUAL', 'DISABLE', 'SIMPLE']) } } : {};
  const subsets = chance(0.6)
    ? {
        subsets: [
          { name: 'v1', labels: { version: 'v1' } },
          { name: 'v2', labels: { version: 'v2' } },
        ],
      }
    : {};
  const exportTo = weighted<Fields>([
    [8, {}],
    [1, { exportTo: ['.'] }],
    [1, { exportTo: ['*'] }],
  ]);
  const spec = { host, ...(Object.keys(tls).length > 0 ? { trafficPolicy: tls } : {}), ...subsets, ...exportTo };
  return object('networking.istio.io/v1', 'DestinationRule', place, `${name}-d`, spec);
}

function entryOf({ name, ground }: Pen): Manifest {
  return object('networking.istio.io/v1', 'ServiceEntry', NAMESPACE, `${name}-e`, {
    hosts: [`ext-${name}.${ground.domain}`],
    location: 'MESH_EXTERNAL',
    ports: [{ number: 80, name: 'http', protocol: 'HTTP', targetPort: ground.outsidePort }],
    resolution: 'STATIC',
    endpoints: [{ address: ground.outside }],
  });
}

// Gateways

function gatewayOf(pen: Pen, name: string): Manifest {
  const { ground, weighted, chance } = pen;
  const place = weighted([
    [6, NAMESPACE],
    [2, ground.gatewayNamespace],
    [1, MESH],
  ]);
  const selector = { istio: chance(0.04) ? 'nobody' : ground.gatewayLabel };
  const plain = (chance(0.95) ? [80] : []).map((number) => ({
    ...{ port: { number, name: 'http', protocol: 'HTTP' }, hosts: serverHosts(pen) },
    ...(chance(0.12) ? { tls: { httpsRedirect: true } } : {}),
  }));
  const odd = (chance(0.12) ? [ground.oddPort] : []).map((number) => ({
    ...{ port: { number, name: 'odd', protocol: 'HTTP' }, hosts: serverHosts(pen) },
  }));
  const secure = (chance(0.95) ? [443] : []).map((number) => ({
    ...{ port: { number, name: 'https', protocol: 'HTTPS' }, hosts: serverHosts(pen) },
    tls: chance(0.08)
      ? { mode: 'MUTUAL', credentialName: 'tx-mutual' }
      : weighted<Fields>([
          [20, { mode: 'SIMPLE', credentialName: 'tx-tls' }],
          [1, { mode: 'SIMPLE', credentialName: 'tx-none' }],
          [1, { mode: 'OPTIONAL_MUTUAL', credentialName: 'tx-mutual' }],
        ]),
  }));
  const servers = [...plain, ...secure, ...odd];
  return object('networking.istio.io/v1', 'Gateway', place, name, {
    selector,
    servers:
      servers.length > 0
        ? servers
        : [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: serverHosts(pen) }],
  });
}

function serverHosts({ host, weighted }: Pen): readonly string[] {
  return weighted([
    [24, [host]],
    [10, [host, `*.${host}`]],
    [2, [`*.${host}`]],
    [2, [`${NAMESPACE}/${host}`]],
    [1, [`./${host}`]],
    [1, [`*/${host}`, `a.${host}`]],
    [1, [`${MESH}/${host}`]],
    [1, [host.toUpperCase()]],
  ]);
}

// Routes

function routesOf(
  pen: Pen,
  name: string,
  gateways: readonly Manifest[],
  services: readonly Manifest[],
): readonly Manifest[] {
  const { host, weighted, draw, chance } = pen;
  const place = weighted([
    [6, NAMESPACE],
    [1, MESH],
  ]);
  const bound = gateways.map((gateway) => gatewayName(pen, gateway, place));
  const hosts = weighted([
    [24, [host]],
    [3, [`*.${host}`]],
    [8, [host, `a.${host}`]],
    [1, [`a.${host}`]],
  ]);
  const shown = weighted<Fields>([
    [36, {}],
    [1, { exportTo: ['.'] }],
    [1, { exportTo: ['*'] }],
    [1, { exportTo: [MESH] }],
  ]);
  const context = { place, services, bound };
  const last = chance(0.85) ? [{ route: destinationsOf(pen, context) }] : [];
  const http = [...some(pen, 3, () => ruleOf(pen, context)), ...last];
  const delegates = chance(0.08)
    ? [
        object('networking.istio.io/v1', 'VirtualService', MESH, `${name}-child`, {
          http: some(pen, 2, () => ruleOf(pen, { ...context, place: MESH })),
        }),
      ]
    : [];
  const delegating = delegates.map(({ metadata }) => ({
    match: [{ uri: { prefix: draw.of(['/a', '/api']) } }],
    delegate: {
      name: metadata.name,
      namespace: weighted([
        [6, MESH],
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
    [24, `${namespace}/${name}`],
    [namespace === place ? 24 : 1, name],
    [namespace === place ? 4 : 0, `./${name}`],
    [1, 'mesh'],
  ]);
}

interface RuleContext {
  readonly place: string;
  readonly services: readonly Manifest[];
  readonly bound: readonly string[];
}

function ruleOf(pen: Pen, context: RuleContext): Fields {
  const { weighted, chance, draw, host } = pen;
  const match = chance(0.7) ? { match: some(pen, 2, () => matchOf(pen, context)) } : {};
  const rewrite = weighted<Fields>([
    [8, {}],
    [1, { rewrite: { uri: draw.of(['/', '/new', '/new/']) } }],
    [1, { rewrite: { authority: `x.${host}` } }],
    [1, { rewrite: { uriRegexRewrite: { match: '^/(a|b)', rewrite: String.raw`/r/\1` } } }],
  ]);
  const fault = weighted<Fields>([
    [16, {}],
    [1, { fault: { abort: { httpStatus: 418, percentage: { value: 100 } } } }],
  ]);
  const response = { directResponse: { status: draw.of([200, 404, 503]), body: { string: 'x' } } };
  const other = chance(0.4) ? response : { redirect: redirectOf(pen) };
  const action = chance(0.25) ? other : { route: destinationsOf(pen, context), ...rewrite, ...fault };
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

function destinationOf({ draw, weighted, name, ground }: Pen, { place, services }: RuleContext): Fields {
  const { metadata, spec } = draw.of(services);
  const { namespace = '', name: own } = metadata;
  const [first] = (spec as { readonly ports: readonly { readonly port: number }[] }).ports;
  const host = weighted([
    [16, `${own}.${namespace}.svc.cluster.local`],
    [namespace === place ? 16 : 1, own],
    [1, `${own}.${namespace}`],
    [1, `gone.${NAMESPACE}.svc.cluster.local`],
    [1, `ext-${name}.${ground.domain}`],
  ]);
  const port = weighted<Fields>([
    [10, {}],
    [14, { port: { number: first?.port ?? 80 } }],
    [1, { port: { number: 4_444 } }],
  ]);
  const subset = weighted<Fields>([
    [24, {}],
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

function policyOf({ name, host, draw, weighted, ground }: Pen): Manifest {
  const operation = weighted<Fields>([
    [2, { hosts: [host] }],
    [2, { hosts: [host, `*.${host}`], paths: draw.of([['/a*'], ['*/b'], ['/a', '/api/*']]) }],
    [1, { hosts: [host], methods: ['POST'] }],
    [1, { hosts: [host], notPaths: ['/a*'] }],
    [1, { hosts: [`${host}:*`] }],
  ]);
  const when = weighted<Fields>([
    [3, {}],
    [1, { when: [{ key: 'request.headers[x-user]', values: ['alice'] }] }],
  ]);
  return object('security.istio.io/v1', 'AuthorizationPolicy', ground.gatewayNamespace, `${name}-p`, {
    selector: { matchLabels: { istio: ground.gatewayLabel } },
    action: 'DENY',
    rules: [{ to: [{ operation }], ...when }],
  });
}

// Ingresses

function ingressOf(pen: Pen, name: string, services: readonly Manifest[]): Manifest {
  const { host, weighted, chance, draw } = pen;
  const paths = some(pen, 3, () => {
    const service = draw.of(services);
    const [port] = (service.spec as { readonly ports: readonly { readonly name: string; readonly port: number }[] })
      .ports;
    return {
      path: draw.of(['/', '/', '/', '/', '/a', '/a/', '/a/b', '/api']),
      pathType: weighted([
        [4, 'Prefix'],
        [2, 'Exact'],
        [1, 'ImplementationSpecific'],
      ]),
      backend: {
        service: {
          name: chance(0.93) ? service.metadata.name : 'gone',
          port: weighted<Fields>([
            [4, { number: port?.port }],
            [2, { name: port?.name }],
            [1, { number: 4_444 }],
          ]),
        },
      },
    };
  });
  const tls = weighted<Fields>([
    [12, { tls: [{ hosts: [host], secretName: 'tx-tls' }] }],
    [1, { tls: [{ hosts: [host], secretName: 'tx-none' }] }],
    [1, {}],
  ]);
  const rules = [
    {
      host: weighted([
        [6, host],
        [1, `*.${host}`],
      ]),
      http: { paths },
    },
  ];
  const ingressClassName = weighted([
    [8, 'tx-istio'],
    [1, 'tx-other'],
  ]);
  return object('networking.k8s.io/v1', 'Ingress', NAMESPACE, name, { ingressClassName, ...tls, rules });
}

// Requests

function requestsOf({ draw, weighted, host, ground, chance }: Pen): readonly RandomRequest[] {
  return range(REQUESTS).map(() => {
    const scheme = weighted<'http' | 'https'>([
      [3, 'https'],
      [2, 'http'],
    ]);
    return {
      scheme,
      host: weighted([
        [30, host],
        [3, `a.${host}`],
        [1, `b.c.${host}`],
      ]),
      port: scheme === 'http' && chance(0.06) ? ground.oddPort : scheme === 'http' ? 80 : 443,
      method: weighted([
        [5, 'GET'],
        [1, 'POST'],
      ]),
      path: draw.of(['/', '/a', '/a/b', '/A', '/ab', '/api/1', '/b?q=1', '/a?q=abc', '/a/../b', '//a']),
      headers: weighted<Readonly<Record<string, string>>>([
        [4, {}],
        [1, { 'x-user': 'alice' }],
        [1, { 'x-user': 'bob' }],
      ]),
    };
  });
}
