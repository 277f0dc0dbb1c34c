import assert from 'node:assert/strict';
import { TAKEN_AT } from '../../test-world.ts';
import { settled, type Held } from './settled.ts';

const META = { namespace: 'shop', name: 'web' };

describe('settled', () => {
  const settle = (objects: object, held: ReadonlyMap<string, Held> = new Map()) =>
    settled(objects, held, TAKEN_AT) as Readonly<Record<string, readonly Settled[]>>;
  interface Settled {
    readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: object };
    readonly spec?: { readonly containers?: readonly { readonly name: string }[] };
    readonly status?: Readonly<Record<string, unknown>>;
  }
  const workload = (spec: object = {}) => ({
    metadata: { ...META, uid: 'u' },
    spec: { template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web' }] } }, ...spec },
  });
  const containers = (pods: readonly Settled[] | undefined) =>
    pods?.map(({ metadata, spec }) => [metadata.name, ...(spec?.containers ?? []).map(({ name }) => name)]);

  for (const kind of ['Deployment', 'StatefulSet', 'DaemonSet'])
    it(`gives a ${kind} all its replicas, and one Pod that stands for them`, () => {
      const all = settle({ [kind]: [workload({ replicas: 3 })] });
      assert.equal(all[kind]?.[0]?.status?.readyReplicas, 3);
      assert.deepEqual(
        all.Pod?.map(({ metadata, status }) => [metadata.name, metadata.labels, status?.phase]),
        [['web-x', { app: 'web' }, 'Running']],
      );
    });

  it('gives no Pod to a workload without replicas', () => {
    assert.deepEqual(settle({ Deployment: [workload({ replicas: 0 })] }).Pod, []);
  });

  it('gives Pods a sidecar where the namespace says so, and where it is not known', () => {
    const namespace = (labels: object) => ({ Namespace: [{ metadata: { name: 'shop', labels } }] });
    const Deployment = [workload()];
    assert.deepEqual(containers(settle({ Deployment, ...namespace({}) }).Pod), [['web-x', 'web']]);
    const injected = [['web-x', 'web', 'istio-proxy']];
    assert.deepEqual(containers(settle({ Deployment, ...namespace({ 'istio-injection': 'enabled' }) }).Pod), injected);
    assert.deepEqual(containers(settle({ Deployment }).Pod), injected);
  });

  it('keeps a Pod that is written itself', () => {
    const Pod = [{ metadata: META, spec: { containers: [{ name: 'own' }] } }];
    const namespaces = { Namespace: [{ metadata: { name: 'shop' } }] };
    assert.deepEqual(containers(settle({ Pod, ...namespaces }).Pod), [['web', 'own']]);
  });

  it('has the endpoints of Services, beside those that are written', () => {
    const Service = [{ metadata: META, spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } }];
    const EndpointSlice = [{ metadata: { namespace: 'shop', name: 'written' } }];
    const all = settle({ Deployment: [workload()], Service, EndpointSlice });
    assert.deepEqual(
      all.EndpointSlice?.map(({ metadata }) => metadata.name),
      ['written', 'web-web-x'],
    );
  });

  it('gives addresses to load balancers alone', () => {
    const service = (type?: string) => ({ metadata: META, spec: { type } });
    const [balanced, plain] = settle({ Service: [service('LoadBalancer'), service()] }).Service ?? [];
    assert.deepEqual(balanced?.status, { loadBalancer: { ingress: [{ ip: '192.0.2.1' }] } });
    assert.equal(plain?.status, undefined);
  });

  it('has the Secret of a Certificate, which is Ready, with its issuers', () => {
    const all = settle({
      Certificate: [{ metadata: META, spec: { secretName: 'web-tls' } }],
      Secret: [{ metadata: { namespace: 'shop', name: 'own' } }],
      ...{ Issuer: [{ metadata: META }], ClusterIssuer: [{ metadata: { name: 'all' } }] },
    });
    assert.deepEqual(
      all.Secret?.map(({ metadata }) => [metadata.namespace, metadata.name]),
      [
        ['shop', 'own'],
        ['shop', 'web-tls'],
      ],
    );
    for (const kind of ['Certificate', 'Issuer', 'ClusterIssuer'])
      assert.deepEqual(all[kind]?.[0]?.status, { conditions: [{ type: 'Ready', status: 'True' }] }, kind);
  });

  it('has an Application synced with what it holds, or not compared where that does not render', () => {
    const application = (name: string) => ({ metadata: { namespace: 'argocd', name }, spec: {} });
    const resources = [{ kind: 'Service', namespace: 'shop', name: 'web' }];
    const held = new Map([
      ['argocd/fine', { resources }],
      ['argocd/broken', { resources: [], error: 'it does not build' }],
    ]);
    const [fine, broken] =
      settle({ Application: [application('fine'), application('broken')] }, held).Application ?? [];
    assert.deepEqual([fine?.status?.sync, fine?.status?.resources], [{ status: 'Synced' }, resources]);
    assert.deepEqual(broken?.status?.sync, { status: 'Unknown' });
    assert.deepEqual(broken.status.conditions, [
      { type: 'ComparisonError', message: 'it does not build', isForeseen: true },
    ]);
  });

  describe('the Gateway API', () => {
    const gateway = {
      metadata: { namespace: 'edge', name: 'gate' },
      spec: {
        gatewayClassName: 'istio',
        listeners: [
          { name: 'own', port: 80, protocol: 'HTTP' },
          { name: 'all', port: 81, protocol: 'HTTP', allowedRoutes: { namespaces: { from: 'All' } } },
        ],
      },
    };
    const route = (namespace: string, parent: object) => ({
      metadata: { namespace, name: 'web' },
      spec: { parentRefs: [{ namespace: 'edge', name: 'gate', ...parent }] },
    });
    const accepted = (namespace: string, parent: object = {}) => {
      const all = settle({ GatewayApiGateway: [gateway], HTTPRoute: [route(namespace, parent)] });
      const parents = all.HTTPRoute?.[0]?.status?.parents as
        readonly { conditions: readonly { type: string; status: string }[] }[] | undefined;
      return parents?.[0]?.conditions.find(({ type }) => type === 'Accepted')?.status;
    };

    it('has Gateways programmed, each with an address and a Pod', () => {
      const all = settle({ GatewayApiGateway: [gateway] });
      const { listeners, addresses } = all.GatewayApiGateway?.[0]?.status ?? {};
      assert.deepEqual(addresses, [{ type: 'IPAddress', value: '192.0.2.1' }]);
      assert.deepEqual(
        (listeners as readonly { name: string }[]).map(({ name }) => name),
        ['own', 'all'],
      );
      assert.deepEqual(
        all.Pod?.map(({ metadata }) => metadata.labels),
        [{ 'gateway.networking.k8s.io/gateway-name': 'gate' }],
      );
    });

    const cases: readonly [namespace: string, parent: object, status: string][] = [
      ['edge', { sectionName: 'own' }, 'True'],
      ['shop', { sectionName: 'own' }, 'False'],
      ['shop', { sectionName: 'all' }, 'True'],
      ['shop', {}, 'True'],
      ['shop', { name: 'gone' }, 'True'],
    ];
    for (const [namespace, parent, status] of cases)
      it(`says Accepted: ${status} of a route of ${namespace} to ${JSON.stringify(parent)}`, () => {
        assert.equal(accepted(namespace, parent), status);
      });
  });
});
