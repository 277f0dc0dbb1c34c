import assert from 'node:assert/strict';
import { BlockList, isIP } from 'node:net';
import { readFacts } from '../facts.ts';
import { findComponents, findEnvironments } from './kustomizations.ts';
import type { RenderedObject } from './objects.ts';
import { sharedRenders } from './test-renders.ts';

interface VirtualService extends RenderedObject {
  readonly spec: {
    readonly hosts: readonly string[];
    readonly gateways: readonly string[];
    readonly http: readonly {
      readonly match?: readonly { readonly uri?: { readonly exact?: string } }[];
      readonly route?: readonly { readonly destination: { readonly host: string } }[];
      readonly redirect?: { readonly scheme?: string };
    }[];
  };
}
interface Gateway extends RenderedObject {
  readonly spec: {
    readonly servers: readonly {
      readonly port: { readonly number: number };
      readonly tls?: Readonly<Record<string, string>>;
    }[];
  };
}
interface Peer {
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
  readonly namespaceSelector?: object;
  readonly podSelector?: object;
}
interface Flow {
  readonly from?: readonly Peer[];
  readonly to?: readonly Peer[];
  readonly ports?: readonly { readonly port: number | string; readonly protocol?: string }[];
}
interface NetworkPolicy extends RenderedObject {
  readonly spec: {
    readonly podSelector: { readonly matchLabels: Readonly<Record<string, string>> };
    readonly policyTypes: readonly string[];
    readonly ingress?: readonly Flow[];
    readonly egress: readonly Flow[];
  };
}
interface AuthorizationPolicy extends RenderedObject {
  readonly spec: { readonly action: string; readonly rules: readonly object[] };
}
interface Template {
  readonly metadata: { readonly labels: Readonly<Record<string, string>> };
  readonly spec: {
    readonly automountServiceAccountToken?: boolean;
    readonly containers: readonly {
      readonly name: string;
      readonly env?: readonly { name: string; value?: string }[];
    }[];
  };
}

/** Addresses that are not of the world: private, shared (RFC 6598), link-local; some are those of metadata in clouds. */
const METADATA = ['169.254.169.254', '100.100.100.200', 'fd00:ec2::254', 'fe80::a9fe:a9fe'];
const OWN_NETWORKS = ['10.1.2.3', '172.31.255.254', '192.168.0.1', '100.127.255.254', 'fd12::1'];
const WORLD = ['203.0.113.7', '100.128.0.1', '2001:db8::7'];

/** Whether a flow lets TCP through to an address outside of the cluster. */
function leadsTo({ to, ports }: Flow, address: string, port: number): boolean {
  if (ports && !ports.some((each) => each.port === port && each.protocol !== 'UDP')) return false;
  const isIn = (cidr: string) => {
    const [network = '', bits] = cidr.split('/');
    // A list would find an IPv4 address in ::/0 too.
    if (isIP(network) !== isIP(address)) return false;
    const family = isIP(network) === 6 ? 'ipv6' : 'ipv4';
    const list = new BlockList();
    list.addSubnet(network, Number(bits), family);
    return list.check(address, family);
  };
  const isMeant = ({ ipBlock }: Peer) => ipBlock && isIn(ipBlock.cidr) && !ipBlock.except?.some(isIn);
  return to === undefined || to.some(isMeant);
}

/** The Pods that an object makes. */
function templateOf({ kind, spec }: RenderedObject): Template | undefined {
  const { template, jobTemplate } = (spec ?? {}) as {
    template?: Template;
    jobTemplate?: { spec: { template: Template } };
  };
  return kind === 'CronJob' ? jobTemplate?.spec.template : ['Deployment', 'Job'].includes(kind) ? template : undefined;
}

describe('the boundaries that SECURITY.md describes', () => {
  const { renderWith } = sharedRenders();

  for (const environment of findEnvironments('.')) {
    describe(`in ${environment}, with every optional part`, () => {
      const facts = readFacts('.', environment);
      let objects: readonly RenderedObject[];
      before(async () => {
        objects = await renderWith(`kustomize/overlays/${environment}`, findComponents('.'));
      });
      const of = <T extends RenderedObject>(kind: string) => objects.filter((each): each is T => each.kind === kind);
      const templates = () => objects.flatMap((each) => templateOf(each) ?? []);
      const policyOf = (name: string) => {
        const [policy] = of<NetworkPolicy>('NetworkPolicy').filter(({ metadata }) => metadata.name === name);
        assert.ok(policy, name);
        return policy.spec;
      };
      const skill = () => policyOf('mrdebugger');
      const verify = () => policyOf('verify');
      const isOpen = (flows: readonly Flow[], address: string, port: number) =>
        flows.some((flow) => leadsTo(flow, address, port));

      it('the gateway routes to the skill exactly its path and /health; all else is a redirect from port 80', () => {
        const rules = of<VirtualService>('VirtualService').flatMap(({ spec }) =>
          spec.http.map((rule) => ({ ...rule, hosts: spec.hosts, gateways: spec.gateways })),
        );
        const routed = rules.filter(({ route }) => route);
        assert.deepEqual(
          routed.flatMap(({ match = [{}] }) => match),
          [facts.path, '/health'].map((exact) => ({ uri: { exact } })),
        );
        for (const { hosts } of rules) assert.deepEqual(hosts, [facts.host]);
        for (const { gateways, redirect } of rules.filter(({ route }) => !route)) {
          assert.deepEqual(gateways, [`${facts.gatewayNamespace}/${facts.name}-http`]);
          assert.equal(redirect?.scheme, 'https');
        }
      });

      it('the gateway listens on ports 80 and 443, and speaks TLS 1.2 or newer', () => {
        const servers = of<Gateway>('Gateway').flatMap(({ spec }) => spec.servers);
        assert.deepEqual(
          servers.map(({ port, tls }) => [port.number, tls?.mode, tls?.minProtocolVersion]),
          [
            [80, undefined, undefined],
            [443, 'SIMPLE', 'TLSV1_2'],
          ],
        );
      });

      it('the service answers on the path that is routed', () => {
        const [service] = templates().flatMap(({ spec }) => spec.containers.filter(({ name }) => name === 'service'));
        assert.equal(service?.env?.find(({ name }) => name === 'CEK_PATH')?.value, facts.path);
      });

      it('the mesh lets the gateway post to the skill and ask for its health, the scraper read metrics, and nobody else in', () => {
        const { gatewayNamespace, gatewayServiceAccount, scraperNamespace, path } = facts;
        const gateway = { principals: [`cluster.local/ns/${gatewayNamespace}/sa/${gatewayServiceAccount}`] };
        const allowed = of<AuthorizationPolicy>('AuthorizationPolicy').map(({ spec }) => [spec.action, spec.rules]);
        assert.deepEqual(allowed, [
          [
            'ALLOW',
            [
              {
                from: [{ source: gateway }],
                to: [
                  { operation: { methods: ['POST'], paths: [path], ports: ['8080'] } },
                  { operation: { methods: ['GET', 'HEAD'], paths: ['/health'], ports: ['8080'] } },
                ],
              },
              {
                from: [{ source: { namespaces: [scraperNamespace] } }],
                to: [{ operation: { methods: ['GET'], paths: ['/metrics'], ports: ['9090'] } }],
              },
            ],
          ],
        ]);
        assert.deepEqual(
          of('PeerAuthentication').map(({ spec }) => (spec as { mtls: object }).mtls),
          [{ mode: 'STRICT' }],
        );
      });

      it('every Pod has one NetworkPolicy, for what comes in and for what goes out', () => {
        const policies = of<NetworkPolicy>('NetworkPolicy').map(({ spec }) => spec);
        for (const { metadata } of templates()) {
          const own = policies.filter(({ podSelector }) =>
            Object.entries(podSelector.matchLabels).every(([name, value]) => metadata.labels[name] === value),
          );
          assert.deepEqual(
            own.map(({ policyTypes }) => policyTypes),
            [['Ingress', 'Egress']],
          );
        }
      });

      it('the skill’s Pods are called by the gateway on one port, and by the scraper on those of metrics', () => {
        const inNamespace = (name: string) => ({ matchLabels: { 'kubernetes.io/metadata.name': name } });
        const gateway = { matchLabels: { istio: facts.gatewayLabel } };
        assert.deepEqual(skill().ingress, [
          {
            from: [{ namespaceSelector: inNamespace(facts.gatewayNamespace), podSelector: gateway }],
            ports: [{ port: 'http' }],
          },
          {
            from: [{ namespaceSelector: inNamespace(facts.scraperNamespace) }],
            ports: [{ port: 'admin' }, { port: 15020 }],
          },
        ]);
      });

      it('the skill’s Pods reach the world on port 443, and no own network nor metadata of a cloud', () => {
        const { egress } = skill();
        for (const address of WORLD) assert.ok(isOpen(egress, address, 443), address);
        for (const address of WORLD) assert.ok(!isOpen(egress, address, 80), address);
        for (const address of [...OWN_NETWORKS, ...METADATA])
          for (const port of [80, 443, 6443]) assert.ok(!isOpen(egress, address, port), `${address}:${port}`);
      });

      it('verify’s Pods are called by nobody', () => {
        assert.deepEqual(verify().ingress ?? [], []);
      });

      it('verify’s Pods reach DNS and an API server wherever they are, the public name, and no metadata of a cloud', () => {
        const { egress } = verify();
        for (const address of [...WORLD, ...OWN_NETWORKS, ...METADATA])
          for (const port of [53, 443, 6443]) assert.ok(isOpen(egress, address, port), `${address}:${port}`);
        for (const address of [...WORLD, '10.1.2.3', '192.168.0.1']) assert.ok(isOpen(egress, address, 80), address);
        for (const address of METADATA) assert.ok(!isOpen(egress, address, 80), address);
        for (const address of WORLD) assert.ok(!isOpen(egress, address, 22), address);
      });

      it('the skill has no token of the API server, and nothing here is a Secret, takes one, or can be written to', () => {
        const [service] = templates().filter(({ spec }) => spec.containers.some(({ name }) => name === 'service'));
        assert.equal(service?.spec.automountServiceAccountToken, false);
        assert.deepEqual([...of('Secret'), ...of('PersistentVolumeClaim')], []);
        for (const { spec } of templates()) {
          assert.doesNotMatch(
            JSON.stringify(spec),
            /secretKeyRef|secretRef|"secret":|hostPath|emptyDir|persistentVolume/,
          );
          for (const container of spec.containers)
            assert.match(JSON.stringify(container), /"readOnlyRootFilesystem":true/);
        }
      });
    });
  }
});
