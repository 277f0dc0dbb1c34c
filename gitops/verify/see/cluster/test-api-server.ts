import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { listen } from '#program/listen.ts';

/** Servers that stand in for an API server until the end of the test that started them; for tests. */
export function apiServers(): {
  /** @returns the address */
  readonly serve: (listener: RequestListener) => Promise<string>;
  readonly end: () => void;
} {
  const servers: Server[] = [];
  const end = () => {
    for (const server of servers.splice(0)) {
      server.close();
      server.closeAllConnections();
    }
  };
  afterEach(end);
  return {
    end,
    async serve(listener) {
      const server = createServer(listener);
      servers.push(server);
      return `http://127.0.0.1:${await listen(server, 0, '127.0.0.1')}`;
    },
  };
}

/** The text of a kubeconfig for one cluster, whose context is `c`. */
export function kubeconfigFor(server: string, user: object = {}): string {
  return JSON.stringify({
    clusters: [{ name: 'a', cluster: { server, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'c', context: { cluster: 'a', user: 'u' } }],
    'current-context': 'c',
  });
}

export function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** Answers like an API server with a Certificate whose issuance never ends. */
export const ISSUING_FOR_EVER: RequestListener = ({ url = '' }, response) => {
  if (url.includes('watch=true')) return;
  if (url.includes('/certificates/')) sendJson(response, 200, CERTIFICATE);
  else if (url.includes('/clusterissuers/')) sendJson(response, 200, ISSUER);
  else sendJson(response, 200, { items: [] });
};

const CERTIFICATE = {
  ...{ apiVersion: 'cert-manager.io/v1', kind: 'Certificate' },
  metadata: { namespace: 'istio-system', name: 'shop', uid: 'u', generation: 1 },
  spec: { secretName: 'shop', issuerRef: { kind: 'ClusterIssuer', name: 'ca' } },
  status: { conditions: [{ type: 'Issuing', status: 'True' }] },
};
const ISSUER = {
  kind: 'ClusterIssuer',
  metadata: { name: 'ca' },
  spec: {},
  status: { conditions: [{ type: 'Ready', status: 'True' }] },
};
