import type { Manifest } from '../faults/manifest.ts';
import { NAMESPACE } from '../trace/ground.ts';
import { MESH, object, type Fields, type Pen } from './pen.ts';

/** A Gateway with up to three servers. */
export function gatewayOf(pen: Pen, name: string): Manifest {
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

/** A policy of the gateway that refuses requests for the world's own hosts alone. */
export function policyOf({ name, host, draw, weighted, ground }: Pen): Manifest {
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
