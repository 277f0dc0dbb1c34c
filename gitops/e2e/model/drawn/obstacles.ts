import type { Manifest } from '../../faults/manifest.ts';
import { LABEL } from '../../faults/installation.ts';
import { NAMESPACE } from '../../trace/ground.ts';
import { clusterWide } from './issuers.ts';
import { object, type Fields, type Pen } from './pen.ts';

// What stands around the host of a challenge, in its way or beside it.

/** The namespace of what is drawn, whose Pods may have sidecars. */
export function namespaceOf({ name, weighted }: Pen): readonly Manifest[] {
  const [labels, policies] = weighted<readonly [Readonly<Record<string, string>>, readonly Manifest[]]>([
    [12, [{}, []]],
    [2, [{ 'istio-injection': 'enabled' }, []]],
    [
      2,
      [
        { 'istio-injection': 'enabled' },
        [object('security.istio.io/v1', 'PeerAuthentication', name, 'default', { mtls: { mode: 'STRICT' } })],
      ],
    ],
  ]);
  const namespace = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { [LABEL]: 'model', ...labels } },
  };
  return [namespace, ...policies];
}

/** Gateways and routes of Istio for a host. */
export function entranceOf(pen: Pen): readonly Manifest[] {
  const { name, host, weighted, ground } = pen;
  const server = (fields: Fields) => ({
    port: { number: 80, name: 'http', protocol: 'HTTP' },
    hosts: [host],
    ...fields,
  });
  const gateway = (...servers: readonly Fields[]) =>
    object('networking.istio.io/v1', 'Gateway', name, name, { selector: { istio: ground.gatewayLabel }, servers });
  const secure = {
    ...{ port: { number: 443, name: 'https', protocol: 'HTTPS' }, hosts: [host] },
    tls: { mode: 'SIMPLE', credentialName: 'tx-tls' },
  };
  const routes = () =>
    object('networking.istio.io/v1', 'VirtualService', name, name, {
      hosts: [host],
      gateways: [name],
      http: rulesOf(pen),
    });
  return weighted<() => readonly Manifest[]>([
    [16, () => []],
    [2, () => [gateway(server({}))]],
    [6, () => [gateway(server({})), routes()]],
    [2, () => [gateway(server({}), secure), routes()]],
    [2, () => [gateway(server({ tls: { httpsRedirect: true } }), secure)]],
    [1, () => [gateway(server({ tls: { httpsRedirect: true } }), secure), routes()]],
  ])();
}

function rulesOf({ host, weighted, draw }: Pen): readonly Fields[] {
  const web = { route: [{ destination: { host: `web.${NAMESPACE}.svc.cluster.local`, port: { number: 80 } } }] };
  const at = (uri: Fields) => ({ match: [{ uri }] });
  return weighted<readonly Fields[]>([
    [3, [{ ...at({ prefix: '/' }), ...web }]],
    [3, [{ ...at({ prefix: '/' }), redirect: { scheme: 'https', redirectCode: 308 } }]],
    [2, [web]],
    [2, [{ ...at({ prefix: draw.of(['/api', '/.well-known/security']) }), ...web }]],
    [1, [{ ...at({ prefix: '/.well-known/' }), directResponse: { status: 404 } }]],
    [1, [{ ...at({ prefix: '/.well-known/acme-challenge/' }), redirect: { authority: host } }]],
    [1, [{ ...at({ regex: '/\\.well-known/.*' }), redirect: { uri: '/there' } }]],
    [1, [{ ...at({ prefix: '/' }), fault: { abort: { httpStatus: 418, percentage: { value: 100 } } }, ...web }]],
  ]);
}

/** A policy of the gateway that refuses requests for the host alone. */
export function refusalOf({ name, host, weighted, ground }: Pen): readonly Manifest[] {
  const operation = weighted<Fields | undefined>([
    [14, undefined],
    [1, { hosts: [host], paths: ['/.well-known/acme-challenge/*'] }],
    [1, { hosts: [host], paths: ['/admin*'] }],
    [1, { hosts: [host], notPaths: ['/.well-known/*'] }],
    [1, { hosts: [host], methods: ['POST'] }],
  ]);
  if (!operation) return [];
  return [
    object('security.istio.io/v1', 'AuthorizationPolicy', ground.gatewayNamespace, `${name}-p`, {
      selector: { matchLabels: { istio: ground.gatewayLabel } },
      action: 'DENY',
      rules: [{ to: [{ operation }] }],
    }),
  ];
}

/** What solvers may name: an Ingress to edit, a class of another controller, a Gateway of the Gateway API. */
export function namedBySolvers(
  { name, host, ground, weighted }: Pen,
  isNamed: (text: string) => boolean,
): readonly Manifest[] {
  const web = { service: { name: 'web', port: { number: 80 } } };
  const ingress = object('networking.k8s.io/v1', 'Ingress', name, `${name}-there`, {
    ingressClassName: weighted([
      [4, 'istio'],
      [1, `${name}-other`],
    ]),
    rules: [{ host, http: { paths: [{ path: '/app', pathType: 'Prefix', backend: web }] } }],
  });
  const gateway = object('gateway.networking.k8s.io/v1', 'Gateway', ground.gatewayNamespace, name, {
    gatewayClassName: 'istio',
    addresses: [{ type: 'Hostname', value: ground.gatewayService }],
    listeners: [
      {
        name: 'http',
        ...weighted<Fields>([
          [12, { port: 80, protocol: 'HTTP' }],
          [1, { port: 8080, protocol: 'HTTP' }],
        ]),
        hostname: weighted([
          [6, host],
          [1, `*.${host}`],
          [1, `x.${host}`],
        ]),
        allowedRoutes: weighted<Fields>([
          [6, { namespaces: { from: 'All' } }],
          [1, { namespaces: { from: 'Same' } }],
          [1, { namespaces: { from: 'Selector', selector: { matchLabels: { 'kubernetes.io/metadata.name': name } } } }],
        ]),
      },
    ],
  });
  const other = clusterWide('networking.k8s.io/v1', 'IngressClass', `${name}-other`, {
    controller: 'example.test/other',
  });
  return [
    ...(isNamed(`${name}-there`) ? [ingress] : []),
    ...(isNamed('gatewayHTTPRoute') ? [gateway] : []),
    ...(isNamed(`${name}-other`) || isNamed(`${name}-there`) ? [other] : []),
  ];
}
