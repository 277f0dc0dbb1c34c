import assert from 'node:assert/strict';
import { readFacts, type Facts } from '../../facts.ts';
import type { RenderedObject } from '../../render/objects.ts';
import { sharedRenders } from '../../render/test-renders.ts';
import { PUBLIC_KEY } from '../../test-public-key.ts';
import { findAll } from './findings.ts';
import { applicationsOf, readPlan, type Plan } from './plan.ts';
import type { IngressClass, Sight, Workload } from './sight.ts';
import {
  annotated,
  applicationWith,
  argoCdIn,
  CERT_MANAGER_BY_HELM,
  certManagerOf,
  EMPTY,
  GATEWAY_BY_ISTIOCTL,
  gatewayService,
  ISTIOD_BY_ISTIOCTL,
} from './test-sight.ts';

describe('findings before a deployment', () => {
  const { render } = sharedRenders();
  /** production with the facts of an installation, and builds that were chosen. */
  let plan: Plan;
  /** The same without the add-ons. */
  let bare: Plan;
  before(async () => {
    const facts: Facts = {
      ...readFacts('.', 'production'),
      ...{ host: 'skill.umi.kr', contact: 'umi@umi.kr', repository: 'https://github.com/umi/umi-mrdebugger.git' },
      ...{ image: 'ghcr.io/umi/umi-mrdebugger', extensionId: 'kr.umi.mrdebugger' },
    };
    const read = await readPlan('.', facts, { renderObjects: async (folder) => [...(await render(folder))] });
    const chosen = JSON.stringify(read.objects).replaceAll(/sha256:0{64}/g, `sha256:${'a'.repeat(64)}`);
    plan = { ...read, objects: JSON.parse(chosen) as Plan['objects'] };
    bare = { ...plan, apps: plan.apps.filter(({ spec }) => !(spec as { source?: { chart?: string } }).source?.chart) };
  });

  /** A cluster of which there is nothing to tell. */
  const FINE: Sight = {
    ...EMPTY,
    balanced: [gatewayService({ ip: '203.0.113.7' })],
    addresses: ['203.0.113.7'],
    gatewayAddresses: ['203.0.113.7'],
  };
  const ISTIO_CLASS: IngressClass = {
    ...{ apiVersion: 'networking.k8s.io/v1', kind: 'IngressClass', metadata: { name: 'istio' } },
    spec: { controller: 'istio.io/ingress-controller' },
  };
  /** One that has everything that is no part of the plan without add-ons. */
  const WITH_ADD_ONS: Sight = {
    ...FINE,
    certManager: [CERT_MANAGER_BY_HELM],
    istiod: [ISTIOD_BY_ISTIOCTL],
    gateways: [withServiceAccount(GATEWAY_BY_ISTIOCTL, 'istio-ingressgateway')],
  };

  const find = (sight: Partial<Sight>, changed: Partial<Plan> = {}) =>
    findAll({ ...FINE, ...sight }, { ...plan, ...changed });
  const findBare = (sight: Partial<Sight>, facts: Partial<Facts> = {}) =>
    findAll({ ...WITH_ADD_ONS, ...sight }, { ...bare, facts: { ...bare.facts, ...facts } });
  const withFacts = (facts: Partial<Facts>) => ({ facts: { ...plan.facts, ...facts } });
  /** There is one finding, of this level; what was seen and what to do match these. */
  const isOne = (found: ReturnType<typeof findAll>, level: string, seen: RegExp, next: RegExp) => {
    assert.deepEqual(
      found.map((each) => each.level),
      [level],
      JSON.stringify(found),
    );
    assert.match(found[0]?.seen ?? '', seen);
    assert.match(found[0]?.next ?? '', next);
  };

  it('are none for an empty cluster that gives addresses', () => {
    assert.deepEqual(find({}), []);
  });

  it('are none for a cluster that has the add-ons already, where the environment brings none', () => {
    assert.deepEqual(findBare({}), []);
  });

  it('are none for what an earlier bootstrap brought itself', () => {
    const platform = plan.objects['mrdebugger-platform'] ?? [];
    const skill = plan.objects['mrdebugger-skill'] ?? [];
    const there = [
      ...platform.map((each) => tracked('mrdebugger-platform', each)),
      ...skill.map((each) => tracked('mrdebugger-skill', each)),
    ];
    const found = find({
      argoCd: [argoCdIn('argocd', plan.versions.argoCd)],
      certManager: [certManagerOf('mrdebugger-cert-manager')],
      istiod: [
        annotated(ISTIOD_BY_ISTIOCTL, {
          'argocd.argoproj.io/tracking-id': 'mrdebugger-istiod:apps/Deployment:istio-system/istiod',
        }),
      ],
      ...{ there, ingressClasses: [ISTIO_CLASS] },
    });
    assert.deepEqual(found, []);
  });

  describe('about the facts', () => {
    it('are those that deploying refuses', () => {
      isOne(
        find({}, withFacts({ host: 'skill.example.com' })),
        'obstacle',
        /host is still skill\.example\.com/,
        /push/,
      );
    });

    it('are an Extension ID that is an example, which can wait', () => {
      const example = { extensionId: 'kr.example.mrdebugger' };
      isOne(find({}, withFacts(example)), 'notice', /extensionId is still kr\.example\.mrdebugger/, /CLOVA console/);
    });

    it('are not an Extension ID that is an example, where the simulator alone calls', () => {
      const simulated = { publicKeyUrl: '', publicKeyFiles: '/keys/public.pem', publicKey: PUBLIC_KEY };
      assert.deepEqual(find({}, withFacts({ extensionId: 'kr.example.mrdebugger', ...simulated })), []);
    });

    it('are images of which no build was ever chosen', () => {
      const digest = `sha256:${'0'.repeat(64)}`;
      const objects = JSON.parse(JSON.stringify(plan.objects).replaceAll(/sha256:a{64}/g, digest)) as Plan['objects'];
      const [obstacle] = find({}, { objects });
      assert.equal(obstacle?.level, 'obstacle');
      assert.match(obstacle.seen, /production\/build: no build was chosen yet for \S+\/service and \S+\/verify$/);
      assert.match(obstacle.next, /npm run promote -- --environment production/);
    });
  });

  describe('about the cluster', () => {
    it('are rights that are missing, and what cannot be seen without them, once each', () => {
      const found = find({ denied: ['everything, as cluster-admin may'], unseen: ['nodes', 'services'] });
      assert.deepEqual(
        found.map(({ level, seen }) => [level, seen]),
        [
          ['obstacle', 'you may not do this here: everything, as cluster-admin may'],
          ['obstacle', 'you may not see these here, so nothing is said of them: nodes, services'],
        ],
      );
    });

    for (const kubernetes of ['v1.32.9', 'v1.9.11', 'v1.31.0-gke.100'])
      it(`are a Kubernetes that is too old: ${kubernetes}`, () => {
        isOne(
          find({ kubernetes }),
          'obstacle',
          new RegExp(`${kubernetes}.*${plan.versions.kubernetes}`),
          /Upgrade the cluster/,
        );
      });

    for (const kubernetes of ['v1.36.0', 'v2.0.0'])
      it(`are a Kubernetes that is newer than what was looked at: ${kubernetes}`, () => {
        isOne(find({ kubernetes }), 'notice', new RegExp(kubernetes), /newer version/);
      });

    for (const kubernetes of ['v1.33.0', 'v1.34.3-eks-1234567', 'v1.35.4+k3s1'])
      it(`are not a Kubernetes of the range: ${kubernetes}`, () => {
        assert.deepEqual(find({ kubernetes }), []);
      });

    it('are what its API server refuses of what would be applied', () => {
      const refused = ['Error from server (BadRequest): unknown field "spec.renewBeforePercentage"'];
      isOne(find({ refused }), 'obstacle', /refuses .*renewBeforePercentage/, /too old/);
    });

    it('are a namespace that is being deleted, where it is needed', () => {
      const dying = (name: string) => ({
        kind: 'Namespace',
        metadata: { name, deletionTimestamp: '2026-11-27T00:30:05Z' },
      });
      isOne(
        find({ namespaces: [dying('istio-system'), dying('shop')] }),
        'obstacle',
        /istio-system is being deleted/,
        /kubectl wait/,
      );
    });
  });

  describe('about addresses', () => {
    const none = { addresses: [], gatewayAddresses: [], balanced: [] };
    const node = (providerID: string, labels = {}) => [
      { kind: 'Node', metadata: { name: 'a', labels }, spec: { providerID } },
    ];

    it('are a cluster in which nothing gives any', () => {
      isOne(find(none), 'notice', /nothing shows that this cluster gives/, /MetalLB/);
    });

    it('are kind and minikube, with what helps there', () => {
      isOne(
        find({ ...none, nodes: node('kind://docker/kind/kind-control-plane') }),
        'notice',
        /nothing shows/,
        /cloud-provider-kind/,
      );
      isOne(
        find({ ...none, nodes: node('', { 'minikube.k8s.io/name': 'minikube' }) }),
        'notice',
        /nothing shows/,
        /minikube tunnel/,
      );
    });

    it('are a Service that waits for one', () => {
      isOne(
        find({ ...none, balanced: [gatewayService()] }),
        'notice',
        /^Service istio-system\/istio-ingressgateway .*has no address/,
        /MetalLB/,
      );
    });

    for (const [what, sight] of [
      ['a cloud’s nodes', { nodes: node('aws:///ap-northeast-2a/i-0123456789abcdef0') }],
      ['MetalLB', { definitions: ['metallb.io/IPAddressPool'] }],
      ['k3s', { kubernetes: 'v1.35.1+k3s1' }],
    ] as const)
      it(`are not ${what}`, () => {
        assert.deepEqual(find({ ...none, ...sight }), []);
      });

    it('are not asked for where the environment brings no gateway', () => {
      assert.deepEqual(findBare(none), []);
    });

    it('are a host that leads elsewhere, with the address that it should have', () => {
      isOne(
        find({ addresses: ['192.0.2.1'] }),
        'notice',
        /skill\.umi\.kr leads to 192\.0\.2\.1/,
        /A record 203\.0\.113\.7/,
      );
      isOne(find({ addresses: ['203.0.113.7', '2001:db8::1'] }), 'notice', /leads to 2001:db8::1/, /AAAA/);
    });

    it('are a host that leads somewhere before there is a gateway', () => {
      isOne(
        find({ addresses: ['192.0.2.1'], gatewayAddresses: [] }),
        'notice',
        /leads to 192\.0\.2\.1/,
        /Once the gateway/,
      );
    });

    it('are a host without an address where the gateway has one, and not before', () => {
      isOne(find({ addresses: [] }), 'notice', /has no address in DNS/, /A record 203\.0\.113\.7/);
      assert.deepEqual(find({ addresses: [], gatewayAddresses: [] }), []);
    });

    it('are not a host that the facts give another address inside of the cluster', () => {
      assert.deepEqual(find({ addresses: ['192.0.2.1'] }, withFacts({ verifyAddress: '198.51.100.1' })), []);
    });
  });

  describe('about Argo CD', () => {
    it('are one in another namespace', () => {
      isOne(
        find({ argoCd: [argoCdIn('gitops', 'v3.5.7')] }),
        'obstacle',
        /^Argo CD v3\.5\.7 is there: StatefulSet gitops\//,
        /another cluster/,
      );
    });

    it('are one of another version, which stays', () => {
      isOne(
        find({ argoCd: [argoCdIn('argocd', 'v3.2.0')] }),
        'notice',
        /Argo CD v3\.2\.0 .*tested is v/,
        /stays as it is/,
      );
    });

    it('are not the one that bootstrap would install', () => {
      assert.deepEqual(find({ argoCd: [argoCdIn('argocd', plan.versions.argoCd)] }), []);
    });
  });

  describe('about add-ons', () => {
    it('are a cert-manager by Helm, with its version and its release', () => {
      const found = find({ certManager: [CERT_MANAGER_BY_HELM] });
      isOne(
        found,
        'obstacle',
        /^cert-manager v1\.17\.1 is there: .*by Helm \(release cert-manager\)/,
        /^Add the line `- \.\.\/add-ons\/without-cert-manager` .*gitops\/apps\/production\/kustomization\.yaml/,
      );
    });

    it('are a cert-manager of another environment of this repository', () => {
      const found = find({ certManager: [certManagerOf('mrdebugger-staging-cert-manager')] });
      isOne(found, 'obstacle', /by Argo CD's Application mrdebugger-staging-cert-manager/, /production/);
    });

    it('are not a cert-manager that our own Application lists, where Argo CD tracks by label', () => {
      const application = applicationWith('mrdebugger-cert-manager', {
        ...{ group: 'apps', kind: 'Deployment', namespace: 'cert-manager', name: 'cert-manager' },
      });
      const untracked = annotated(CERT_MANAGER_BY_HELM, {});
      assert.deepEqual(find({ certManager: [untracked], applications: [application] }), []);
      isOne(find({ certManager: [untracked] }), 'obstacle', /installed by hand/, /kustomization/);
    });

    it('are an Istio by istioctl, with the facts to look at', () => {
      const found = find({ istiod: [ISTIOD_BY_ISTIOCTL], gateways: [GATEWAY_BY_ISTIOCTL] });
      isOne(
        found,
        'obstacle',
        /^Istio 1\.29\.2 is there: .*by istioctl/,
        /add-ons\/without-istio`.*gatewayServiceAccount/,
      );
    });

    it('are both, where both are there, with the one line that brings them', () => {
      const found = find({ certManager: [CERT_MANAGER_BY_HELM], istiod: [ISTIOD_BY_ISTIOCTL] });
      assert.equal(found.length, 2);
      for (const { next } of found) assert.match(next, /^Take the line `- \.\.\/add-ons` out of the resources/);
    });

    it('are one that is missing, with the lines that bring it and leave the other out', () => {
      const isMissing = (found: ReturnType<typeof findAll>, line: RegExp) => {
        isOne(found, 'obstacle', / is not there, and gitops\/apps\/production/, line);
      };
      isMissing(findBare({ istiod: [], gateways: [] }), /Add the line `- \.\.\/add-ons` .*without-cert-manager`/);
      isMissing(findBare({ certManager: [] }), /Add the line `- \.\.\/add-ons` .*without-istio`/);
      const apps = plan.apps.filter(({ metadata: { name } }) => name !== 'mrdebugger-cert-manager');
      isMissing(find({}, { apps }), /Take the line `- \.\.\/add-ons\/without-cert-manager` out/);
    });

    it('are add-ons that are neither there nor brought', () => {
      const found = findBare({ certManager: [], istiod: [] });
      assert.deepEqual(
        found.map(({ level, seen }) => [level, seen.split(' ')[0]]),
        [
          ['obstacle', 'cert-manager'],
          ['obstacle', 'Istio'],
        ],
      );
    });
  });

  describe('about a gateway of the cluster’s own', () => {
    it('are a service account other than the one in the facts', () => {
      isOne(
        findBare({ gateways: [GATEWAY_BY_ISTIOCTL] }),
        'obstacle',
        /runs as istio-ingressgateway-service-account/,
        /gatewayServiceAccount: istio-ingressgateway-service-account/,
      );
    });

    it('are a namespace or a label other than in the facts, with those that there are', () => {
      for (const facts of [{ gatewayNamespace: 'istio-ingress' }, { gatewayLabel: 'ingress' }])
        isOne(
          findBare({}, facts),
          'obstacle',
          /no gateway has the label/,
          /gatewayNamespace: istio-system, gatewayLabel: ingressgateway/,
        );
    });

    it('are a cluster without any', () => {
      isOne(findBare({ gateways: [] }), 'obstacle', /no gateway has the label istio=ingressgateway/, /chart gateway/);
    });
  });

  describe('about objects that are there', () => {
    it('are an IngressClass of another controller', () => {
      const other = { ...ISTIO_CLASS, spec: { controller: 'haproxy.org/ingress-controller' } };
      isOne(find({ ingressClasses: [other], there: [other] }), 'obstacle', /haproxy\.org/, /ingressClass/);
    });

    it('are not a class of another name', () => {
      const nginx = { ...ISTIO_CLASS, metadata: { name: 'nginx' }, spec: { controller: 'k8s.io/ingress-nginx' } };
      assert.deepEqual(find({ ingressClasses: [nginx] }), []);
    });

    it('are an object of another Application, which Argo CD would not share', () => {
      const there = [tracked('mrdebugger-staging-platform', ISTIO_CLASS as unknown as RenderedObject)];
      isOne(
        find({ there, ingressClasses: [ISTIO_CLASS] }),
        'obstacle',
        /Application mrdebugger-staging-platform/,
        /- \.\.\/platform/,
      );
    });

    it('are an object that somebody made by hand, which is taken over', () => {
      const there = [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'mrdebugger' } }];
      isOne(find({ there }), 'notice', /^Namespace mrdebugger is there already, made by hand/, /another name/);
    });

    it('are a class and an issuer that nobody brings', () => {
      const objects = { 'mrdebugger-skill': plan.objects['mrdebugger-skill'] ?? [] };
      const found = find({}, { objects });
      assert.deepEqual(
        found.map(({ seen }) => seen.split(' is ')[0]),
        ['IngressClass istio', 'ClusterIssuer letsencrypt-production'],
      );
      const issuers = [{ kind: 'ClusterIssuer', metadata: { name: 'letsencrypt-production' } }];
      assert.deepEqual(find({ issuers, ingressClasses: [ISTIO_CLASS] }, { objects }), []);
    });
  });

  it('come with obstacles first', () => {
    const found = find({ kubernetes: 'v1.36.0', denied: ['everything'] });
    assert.deepEqual(
      found.map(({ level }) => level),
      ['obstacle', 'notice'],
    );
  });

  it('see the Applications of production in the order of their waves', () => {
    assert.deepEqual(
      applicationsOf(plan.apps).map(({ metadata }) => metadata.name.replace('mrdebugger-', '')),
      ['cert-manager', 'istio-base', 'istiod', 'istio-ingressgateway', 'platform', 'skill'],
    );
  });
});

function withServiceAccount(workload: Workload, serviceAccountName: string): Workload {
  const { template } = workload.spec;
  return { ...workload, spec: { template: { ...template, spec: { ...template.spec, serviceAccountName } } } };
}

/** As an Application applies it. */
function tracked(application: string, object: RenderedObject): RenderedObject {
  const { apiVersion, kind, metadata } = object;
  const group = apiVersion.split('/').at(-2) ?? '';
  const id = `${application}:${group}/${kind}:${metadata.namespace ?? ''}/${metadata.name}`;
  return annotated(object, { 'argocd.argoproj.io/tracking-id': id });
}
