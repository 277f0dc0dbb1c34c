import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { listen } from '#program/listen.ts';
import { KINDS, type Kind, type KindId } from '../kinds.ts';
import type { KubernetesObject } from '../objects/kubernetes-object.ts';

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

/** Answers like an API server that has these objects, and gives no right to some kinds. */
export function answeringWith(
  objects: Partial<Record<KindId, readonly KubernetesObject[]>>,
  forbidden: readonly KindId[] = [],
): RequestListener {
  const kinds = Object.entries(KINDS) as [KindId, Kind][];
  return ({ url = '' }, response) => {
    const [path = ''] = url.split('?');
    for (const [id, { group, version, kind, plural }] of kinds) {
      const api = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
      const asked = new RegExp(`^${api}(?:/namespaces/([^/]+))?/${plural}(?:/([^/]+))?$`).exec(path);
      if (!asked) continue;
      const [, namespace, name] = asked;
      const items = (objects[id] ?? []).filter(
        ({ metadata }) => namespace === undefined || metadata.namespace === namespace,
      );
      const one = items.find(({ metadata }) => metadata.name === name);
      if (forbidden.includes(id)) sendJson(response, 403, { kind: 'Status', message: 'no right' });
      else if (name === undefined) sendJson(response, 200, { items });
      else if (one) sendJson(response, 200, { kind, ...one });
      else sendJson(response, 404, { kind: 'Status', details: { name } });
      return;
    }
    sendJson(response, 404, { kind: 'Status' });
  };
}

/** Answers like an API server with a Certificate whose issuance never ends. */
export const ISSUING_FOR_EVER: RequestListener = ({ url = '' }, response) => {
  if (url.includes('watch=true')) return;
  if (url.includes('/certificates/')) sendJson(response, 200, issuing(new Date().toISOString()));
  else if (url.includes('/clusterissuers/')) sendJson(response, 200, ISSUER);
  else sendJson(response, 200, { items: [] });
};

const issuing = (lastTransitionTime: string) => ({
  ...{ apiVersion: 'cert-manager.io/v1', kind: 'Certificate' },
  metadata: { namespace: 'istio-system', name: 'shop', uid: 'u', generation: 1 },
  spec: { secretName: 'shop', issuerRef: { kind: 'ClusterIssuer', name: 'ca' } },
  status: { conditions: [{ type: 'Issuing', status: 'True', lastTransitionTime }] },
});
const ISSUER = {
  kind: 'ClusterIssuer',
  metadata: { name: 'ca' },
  spec: {},
  status: { conditions: [{ type: 'Ready', status: 'True' }] },
};
