import type { Manifest } from '../../faults/manifest.ts';
import { object, some, type Fields, type Pen } from './pen.ts';

/** The root namespace of Istio: a policy there is for the Pods of every namespace. */
export const ROOT = 'istio-system';

/** A policy of the gateway that refuses requests for the world's own hosts alone. */
export function policyOf({ name, host, draw, weighted, ground }: Pen): Manifest {
  const operation = weighted<Fields>([
    [4, { hosts: [host, `*.${host}`], paths: draw.of([['/a*'], ['*/b'], ['/a', '/api/*']]) }],
    [1, { hosts: [host] }],
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

/** A policy for all hosts of a gateway of the run's own, for its Pods, for both, or for every Pod there is. */
export function widePolicyOf(pen: Pen, name: string): Manifest {
  const { weighted, ground, draw } = pen;
  const { gatewayNamespace, gatewayLabel } = ground;
  const atGateway = { selector: { matchLabels: { istio: gatewayLabel } } };
  const atPods = { selector: { matchLabels: { app: 'mesh' } } };
  const [namespace, selector] = weighted<readonly [string, Fields]>([
    [12, [gatewayNamespace, atGateway]],
    [6, [gatewayNamespace, atPods]],
    [2, [gatewayNamespace, {}]],
    [1, [ROOT, draw.of([atGateway, atPods, {}])]],
  ]);
  const action = weighted([
    [6, 'DENY'],
    [3, 'ALLOW'],
    [1, 'AUDIT'],
  ]);
  const rules = weighted<Fields>([
    [12, { rules: some(pen, 3, () => policyRule(pen)) }],
    [1, { rules: [{}] }],
    [1, {}],
  ]);
  return object('security.istio.io/v1', 'AuthorizationPolicy', namespace, name, { ...selector, action, ...rules });
}

function policyRule(pen: Pen): Fields {
  const { weighted, host, draw, ground } = pen;
  const { domain, gatewayNamespace, gatewayAccount } = ground;
  const operation = weighted<Fields>([
    [4, { paths: draw.of([['/a*'], ['*/b'], ['/a', '/api/*'], ['/'], ['/{*}/b'], ['/a/{**}']]) }],
    [2, { hosts: [draw.of([host, `*.${domain}`, '*', 'a.*'])] }],
    [2, { notPaths: draw.of([['/a*'], ['/'], ['/api/*']]) }],
    [2, { methods: ['GET'] }],
    [1, { notMethods: ['POST'] }],
    [1, { notHosts: [host] }],
    [1, { ports: [draw.of(['8080', '8443', '80'])] }],
    [1, { notPorts: ['8443'] }],
    [1, { hosts: [host], methods: ['POST'], notPaths: ['/ab'] }],
  ]);
  const source = weighted<Fields>([
    [8, {}],
    [1, { from: [{ source: { ipBlocks: ['0.0.0.0/0', '::/0'] } }] }],
    [1, { from: [{ source: { notIpBlocks: ['0.0.0.0/0', '::/0'] } }] }],
    [1, { from: [{ source: { namespaces: draw.of([[gatewayNamespace], ['elsewhere']]) } }] }],
    [1, { from: [{ source: { notNamespaces: ['elsewhere'] } }] }],
    [
      1,
      {
        from: [
          { source: { principals: draw.of([['*'], [`cluster.local/ns/${gatewayNamespace}/sa/${gatewayAccount}`]]) } },
        ],
      },
    ],
    [1, { from: [{ source: { requestPrincipals: ['*'] } }] }],
  ]);
  const when = weighted<Fields>([
    [8, {}],
    [1, { when: [{ key: 'request.headers[x-user]', values: [draw.of(['alice', 'al*', '*'])] }] }],
    [1, { when: [{ key: 'request.headers[x-user]', notValues: ['alice'] }] }],
    [1, { when: [{ key: 'destination.port', values: ['8080'] }] }],
  ]);
  return { to: [{ operation }], ...source, ...when };
}

/** What Pods want of mTLS: those with a sidecar beside a gateway of the run's own, or all. */
export function peersOf({ weighted, ground, draw }: Pen, name: string): Manifest {
  const selector = { selector: { matchLabels: { app: 'mesh' } } };
  const mode = weighted([
    [4, 'STRICT'],
    [2, 'DISABLE'],
    [1, 'PERMISSIVE'],
    [1, 'UNSET'],
  ]);
  const [namespace, spec] = weighted<readonly [string, Fields]>([
    [4, [ground.gatewayNamespace, { mtls: { mode } }]],
    [4, [ground.gatewayNamespace, { ...selector, mtls: { mode } }]],
    [
      2,
      [
        ground.gatewayNamespace,
        { ...selector, mtls: { mode }, portLevelMtls: { 8080: { mode: draw.of(['DISABLE', 'STRICT']) } } },
      ],
    ],
    [1, [ROOT, { mtls: { mode } }]],
  ]);
  return object('security.istio.io/v1', 'PeerAuthentication', namespace, name, spec);
}
