import assert from 'node:assert/strict';
import { strip } from './strip.ts';

describe('strip', () => {
  it('keeps, of the managed fields, only when something other than the status was last written', () => {
    const managedFields = [
      { manager: 'argocd', time: '2026-11-24T10:00:00Z' },
      { manager: 'kubectl', time: '2026-11-24T11:00:00Z' },
      { manager: 'cert-manager', time: '2026-11-24T12:00:00Z', subresource: 'status' },
    ];
    assert.deepEqual(strip({ metadata: { name: 'a', managedFields } }), {
      metadata: { name: 'a', writtenAt: '2026-11-24T11:00:00Z' },
    });
  });

  it('drops annotations that contain the whole object, and keeps the others', () => {
    const annotations = {
      'kubectl.kubernetes.io/last-applied-configuration': '{"data":{"password":"secret"}}',
      'cert-manager.io/certificate-name': 'shop',
    };
    assert.deepEqual(strip({ metadata: { name: 'a', annotations } }).metadata.annotations, {
      'cert-manager.io/certificate-name': 'shop',
    });
  });

  it('keeps the names of environment variables, without values, commands and arguments', () => {
    const container = {
      name: 'service',
      image: 'shop:1',
      command: ['sh', '-c', 'TOKEN=secret run'],
      args: ['--password=secret'],
      env: [
        { name: 'TOKEN', value: 'secret' },
        { name: 'KEY', valueFrom: { secretKeyRef: { name: 'secret', key: 'k' } } },
      ],
      envFrom: [{ secretRef: { name: 'secret' } }],
      ports: [{ containerPort: 8080 }],
    };
    const stripped = strip({
      metadata: { name: 'a' },
      spec: { template: { spec: { containers: [container] } } },
    } as never);
    assert.doesNotMatch(JSON.stringify(stripped), /secret/);
    assert.match(JSON.stringify(stripped), /"env":\[\{"name":"TOKEN"\},\{"name":"KEY"\}\].*"containerPort":8080/);
  });

  it('keeps of issuers and Certificates the names of Secrets, and no password, role id or setting of a webhook', () => {
    const solver = {
      dns01: { webhook: { groupName: 'a', config: { token: 'secret', keySecretRef: { name: 'dns' } } } },
    };
    const spec = {
      acme: { solvers: [solver] },
      vault: { auth: { appRole: { roleId: 'secret', secretRef: { name: 'vault' } } } },
      keystores: { jks: { create: true, password: 'secret' } },
    };
    const stripped = JSON.stringify(strip({ metadata: { name: 'a' }, spec } as never));
    assert.doesNotMatch(stripped, /secret"/);
    assert.match(
      stripped,
      /"groupName":"a","config":\{"keySecretRef":\{"name":"dns"\}\}.*"secretRef":\{"name":"vault"\}/,
    );
  });

  it('keeps of Istio’s settings those that decide of a request', () => {
    const mesh = `
rootNamespace: mesh
trustDomain: shop.example
ingressSelector: edge
enableAutoMtls: false
defaultServiceExportTo: ['.']
discoverySelectors: [{ matchLabels: { mesh: 'on' } }]
defaultConfig: { proxyMetadata: { TOKEN: secret } }
extensionProviders: [{ name: secret, envoyExtAuthzHttp: { service: secret.example.com } }]
`;
    const data = { mesh, meshNetworks: 'networks: { secret: {} }' };
    assert.deepEqual(strip({ metadata: { name: 'istio' }, data } as never, 'ConfigMap'), {
      metadata: { name: 'istio' },
      mesh: {
        ...{ rootNamespace: 'mesh', trustDomain: 'shop.example', ingressSelector: 'edge', enableAutoMtls: false },
        ...{ defaultServiceExportTo: ['.'], discoverySelectors: [{ matchLabels: { mesh: 'on' } }] },
      },
    });
  });

  it('keeps of Argo CD’s settings those that decide of syncs', () => {
    const data = {
      'timeout.reconciliation': '1m',
      'timeout.reconciliation.jitter': '5s',
      'application.namespaces': 'team-*',
      globalProjects: '- { projectName: everybody, labelSelector: { matchLabels: { team: shop } } }',
      'oidc.config': 'clientSecret: secret',
      url: 'https://secret.example.com',
    };
    assert.deepEqual(strip({ metadata: { name: 'argocd-cm' }, data } as never, 'ConfigMap'), {
      metadata: { name: 'argocd-cm' },
      mesh: {},
      argoCd: {
        ...{ reconciliation: '1m', jitter: '5s', applicationNamespaces: 'team-*' },
        globalProjects: [{ projectName: 'everybody', labelSelector: { matchLabels: { team: 'shop' } } }],
      },
    });
  });

  for (const [what, data] of [
    ['is no YAML', { mesh: '{', globalProjects: '{' }],
    ['is not there', {}],
    ['is a sentence', { mesh: 'secret' }],
  ] as const)
    it(`keeps nothing of settings of Istio, where the text ${what}`, () => {
      assert.deepEqual(strip({ metadata: { name: 'istio' }, data } as never, 'ConfigMap'), {
        metadata: { name: 'istio' },
        mesh: {},
      });
    });

  const selector = { matchLabels: { app: 'shop' } };
  const workloadSelector = { labels: { app: 'shop' } };
  const targetRefs = [{ kind: 'Gateway', name: 'shop' }];
  for (const { kind, spec, kept } of [
    {
      kind: 'EnvoyFilter',
      spec: { workloadSelector, configPatches: [{ patch: { value: { inlineCode: 'secret' } } }] },
      kept: { workloadSelector },
    },
    {
      kind: 'WasmPlugin',
      spec: { selector, targetRefs, url: 'oci://user:secret@a', pluginConfig: { key: 'secret' } },
      kept: { selector, targetRefs },
    },
    {
      kind: 'RequestAuthentication',
      spec: { selector, jwtRules: [{ issuer: 'a', jwks: 'secret' }] },
      kept: { selector },
    },
    {
      kind: 'Sidecar',
      spec: { workloadSelector, egress: [{ hosts: ['secret/*'] }], ingress: [{ defaultEndpoint: 'secret' }] },
      kept: { workloadSelector, ingress: [{}] },
    },
    {
      kind: 'NetworkPolicy',
      spec: { podSelector: selector, ingress: [{ from: [{ ipBlock: { cidr: 'secret' } }] }] },
      kept: { podSelector: selector },
    },
  ] as const)
    it(`keeps of ${kind} only what it selects`, () => {
      assert.deepEqual(strip({ metadata: { name: 'a' }, spec } as never, kind), {
        metadata: { name: 'a' },
        spec: kept,
      });
    });

  it('drops data', () => {
    assert.deepEqual(strip({ metadata: { name: 'a' }, data: { 'tls.key': 'secret' } } as never), {
      metadata: { name: 'a' },
    });
  });
});
