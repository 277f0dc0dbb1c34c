import type { Manifest } from '../../faults/manifest.ts';
import { NAMESPACE } from '../../trace/ground.ts';
import { OWN_TCP_PORT, OWN_TLS_PORT } from './own-ground.ts';
import { object, some, type Fields, type Pen } from './pen.ts';

/**
 * A Gateway with up to three servers.
 * @param isOnly whether its world has no other one, beside which Envoy might refuse a port that others share
 */
export function gatewayOf(pen: Pen, name: string, isOnly: boolean): Manifest {
  const { ground, weighted, chance } = pen;
  const place = weighted([
    [6, NAMESPACE],
    [2, ground.gatewayNamespace],
    [1, pen.mesh],
  ]);
  const selector = { istio: chance(0.025) ? 'nobody' : ground.gatewayLabel };
  const plain = (chance(0.97) ? [80] : []).map((number) => ({
    ...{ port: { number, name: 'http', protocol: 'HTTP' }, hosts: serverHosts(pen, isOnly) },
    ...(chance(0.14) ? { tls: { httpsRedirect: true } } : {}),
  }));
  const odd = (chance(0.12) ? [ground.oddPort] : []).map((number) => ({
    ...{ port: { number, name: 'odd', protocol: 'HTTP' }, hosts: serverHosts(pen, isOnly) },
  }));
  const secure = (chance(0.97) ? [443] : []).map((number) => ({
    ...{ port: { number, name: 'https', protocol: 'HTTPS' }, hosts: serverHosts(pen, isOnly) },
    tls: endOf(pen),
  }));
  const more = pen.isAlone && chance(0.5) ? some(pen, 3, (index) => otherServer(pen, index, isOnly)) : [];
  const servers = chance(0.5) ? [...plain, ...secure, ...odd, ...more] : [...more, ...plain, ...secure, ...odd];
  return object('networking.istio.io/v1', 'Gateway', place, name, {
    selector,
    servers:
      servers.length > 0
        ? servers
        : [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: serverHosts(pen, isOnly) }],
  });
}

/** Where TLS ends, and with which certificate. */
function endOf({ chance, weighted }: Pen): Fields {
  if (chance(0.1)) return { mode: 'MUTUAL', credentialName: 'tx-mutual' };
  return weighted<Fields>([
    [16, { mode: 'SIMPLE', credentialName: 'tx-tls' }],
    [4, { mode: 'SIMPLE', credentialName: 'tx-other' }],
    [1, { mode: 'SIMPLE', credentialName: 'tx-none' }],
    [1, { mode: 'OPTIONAL_MUTUAL', credentialName: 'tx-mutual' }],
  ]);
}

/** A server as nobody may have who shares a gateway: on another port, or of another protocol than the port's. */
function otherServer(pen: Pen, index: number, isOnly: boolean): Fields {
  const { weighted, ground } = pen;
  const [number, protocol, tls] = weighted<readonly [number, string, Fields?]>([
    [4, [ground.oddPort, 'HTTP']],
    [4, [OWN_TLS_PORT, 'HTTPS', endOf(pen)]],
    [3, [80, 'HTTP']],
    [3, [443, 'HTTPS', endOf(pen)]],
    [2, [443, 'TLS', { mode: 'PASSTHROUGH' }]],
    [2, [OWN_TLS_PORT, 'TLS', { mode: 'PASSTHROUGH' }]],
    // The port of the Pods that 80 of the Service leads to.
    [1, [8080, 'HTTP']],
    [1, [80, 'HTTP2']],
    [1, [443, 'HTTP']],
    [1, [80, 'TCP']],
    [1, [OWN_TCP_PORT, 'TCP']],
    [1, [443, 'TLS', endOf(pen)]],
    [1, [443, 'HTTPS', { mode: 'PASSTHROUGH' }]],
  ]);
  return {
    ...{ port: { number, name: `more-${index}`, protocol }, hosts: serverHosts(pen, isOnly) },
    ...(tls ? { tls } : {}),
  };
}

function serverHosts({ host, weighted, mesh, isAlone, ground: { domain } }: Pen, isOnly: boolean): readonly string[] {
  if (isAlone)
    return weighted([
      [8, ['*']],
      [4, [host]],
      [4, [`*.${domain}`]],
      [2, [host, `*.${host}`]],
      [2, [`${NAMESPACE}/${host}`]],
      [1, [`${NAMESPACE}/*`]],
      [1, ['./*']],
      [1, ['*/*']],
      [1, [`${mesh}/*.${domain}`, host]],
      [1, ['*', host]],
    ]);
  const named = isOnly ? 1 : 0;
  return weighted([
    [24, [host]],
    [10, [host, `*.${host}`]],
    [2, [`*.${host}`]],
    [2 * named, [`${NAMESPACE}/${host}`]],
    [named, [`./${host}`]],
    [1, [`*/${host}`, `a.${host}`]],
    [named, [`${mesh}/${host}`]],
    [named, [host.toUpperCase()]],
  ]);
}
