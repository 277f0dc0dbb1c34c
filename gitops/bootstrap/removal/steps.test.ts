import assert from 'node:assert/strict';
import { readFacts } from '../../facts.ts';
import { sharedRenders } from '../../render/test-renders.ts';
import { readPlan, type Plan } from '../preflight/plan.ts';
import type { Named, Remains } from './remains.ts';
import { nextStep, stepsOf, whatStays } from './steps.ts';

describe('the steps of a removal', () => {
  const { render } = sharedRenders();
  let plan: Plan;
  before(async () => {
    plan = await readPlan('.', readFacts('.', 'production'), {
      renderObjects: async (folder) => [...(await render(folder))],
    });
  });

  const NOTHING: Remains = {
    ...{ argo: [], tracked: {}, challenges: [], holders: [], definitions: [], traces: [], namespaces: [], argoCd: [] },
    ...{ others: { certManager: [], istio: [], argoCd: [] }, guests: [] },
  };
  const named = (kind: string, name: string, namespace?: string): Named => ({
    ...{ apiVersion: 'v1', kind },
    metadata: { name, ...(namespace !== undefined && { namespace }) },
  });
  const crd = (name: string) => named('CustomResourceDefinition', name);
  const TLS = named('Secret', 'mrdebugger-tls', 'istio-system');
  const ACCOUNT = named('Secret', 'letsencrypt-production', 'cert-manager');
  const EVERYTHING: Remains = {
    ...NOTHING,
    argo: [
      ...['mrdebugger', 'mrdebugger-add-ons', 'mrdebugger-skill'].map((name) => named('AppProject', name, 'argocd')),
      ...['mrdebugger', 'mrdebugger-cert-manager', 'mrdebugger-skill'].map((name) =>
        named('Application', name, 'argocd'),
      ),
    ],
    tracked: {
      mrdebugger: [named('ValidatingAdmissionPolicy', 'mrdebugger-injected-gateways')],
      'mrdebugger-cert-manager': [named('Deployment', 'cert-manager', 'cert-manager')],
      'mrdebugger-istio-base': [named('ValidatingWebhookConfiguration', 'istiod-default-validator')],
      'mrdebugger-istiod': [named('Deployment', 'istiod', 'istio-system')],
      'mrdebugger-istio-ingressgateway': [named('Deployment', 'istio-ingressgateway', 'istio-system')],
      'mrdebugger-platform': [named('ClusterIssuer', 'letsencrypt-production'), named('IngressClass', 'istio')],
      'mrdebugger-skill': [named('Certificate', 'mrdebugger', 'istio-system'), named('Namespace', 'mrdebugger')],
    },
    challenges: [named('Challenge', 'mrdebugger-1-3392712744-1', 'istio-system')],
    holders: [TLS, ACCOUNT],
    definitions: [
      crd('certificates.cert-manager.io'),
      crd('orders.acme.cert-manager.io'),
      crd('gateways.networking.istio.io'),
    ],
    traces: [named('ConfigMap', 'istio-ca-root-cert', 'default')],
    namespaces: [named('Namespace', 'cert-manager'), named('Namespace', 'istio-system')],
    argoCd: [named('ClusterRole', 'argocd-server'), crd('applications.argoproj.io'), named('Namespace', 'argocd')],
  };
  /** The names of what the steps delete, a list a step. */
  const names = (remains: Partial<Remains>, certificates: 'keep' | 'delete' = 'delete') =>
    stepsOf({ ...EVERYTHING, ...remains }, plan, certificates).map(({ objects }) =>
      objects.map(({ metadata }) => metadata.name),
    );
  const others = (more: Partial<Remains['others']>) => ({ others: { ...NOTHING.others, ...more } });
  const stays = (remains: Partial<Remains>, certificates: 'keep' | 'delete' = 'delete') =>
    whatStays({ ...EVERYTHING, ...remains }, plan, certificates);

  it('are none where nothing is left', () => {
    assert.equal(nextStep(NOTHING, plan, 'delete'), undefined);
    assert.deepEqual(whatStays(NOTHING, plan, 'keep'), []);
  });

  it('begin with the root, and end with Argo CD; the skill before its issuers, and these before cert-manager', () => {
    assert.deepEqual(names({}), [
      ['mrdebugger'],
      ['mrdebugger-cert-manager', 'mrdebugger-skill'],
      ['mrdebugger', 'mrdebugger-add-ons', 'mrdebugger-skill'],
      ['mrdebugger', 'mrdebugger'],
      ['mrdebugger-1-3392712744-1'],
      ['letsencrypt-production', 'istio'],
      ['mrdebugger-tls', 'letsencrypt-production'],
      ['istio-ingressgateway'],
      ['istiod'],
      ['istiod-default-validator'],
      ['cert-manager'],
      ['mrdebugger-injected-gateways'],
      ['certificates.cert-manager.io', 'orders.acme.cert-manager.io', 'gateways.networking.istio.io'],
      ['cert-manager', 'istio-system'],
      ['istio-ca-root-cert'],
      ['argocd-server', 'applications.argoproj.io', 'argocd'],
    ]);
  });

  it('take finalizers off what only Argo CD, or a cert-manager that works, would let go', () => {
    const forced = stepsOf(EVERYTHING, plan, 'delete').filter(({ force }) => force);
    assert.deepEqual(
      forced.map(({ objects }) => objects[0]?.kind),
      ['Application', 'Application', 'Challenge'],
    );
  });

  it('are those of what an installation had brought when it was cut off', () => {
    assert.deepEqual(names({ ...NOTHING, argoCd: EVERYTHING.argoCd }), [
      ['argocd-server', 'applications.argoproj.io', 'argocd'],
    ]);
  });

  it('go on where an earlier removal ended', () => {
    const { argoCd, definitions } = EVERYTHING;
    assert.deepEqual(nextStep({ ...NOTHING, argoCd, definitions }, plan, 'keep')?.objects, definitions);
  });

  it('leave certificates and accounts where they are to be kept, and the namespaces that they are in', () => {
    const kept = names({}, 'keep').flat();
    for (const name of ['mrdebugger-tls', 'istio-system']) assert.ok(!kept.includes(name), name);
    assert.deepEqual(stays({}, 'keep'), [
      'Secret istio-system/mrdebugger-tls, for the next installation',
      'Secret cert-manager/letsencrypt-production, for the next installation',
    ]);
    assert.deepEqual(stays({}, 'delete'), []);
  });

  it('leave cert-manager, its definitions, the issuers and their accounts where others have certificates', () => {
    const shop = named('Certificate', 'shop', 'shop');
    const gone = names(others({ certManager: [shop, named('Issuer', 'shop', 'shop')] }));
    assert.deepEqual(gone.slice(4), [
      ['mrdebugger-1-3392712744-1'],
      ['mrdebugger-tls'],
      ['istio-ingressgateway'],
      ['istiod'],
      ['istiod-default-validator'],
      ['mrdebugger-injected-gateways'],
      ['gateways.networking.istio.io'],
      ['istio-system'],
      ['istio-ca-root-cert'],
      ['argocd-server', 'applications.argoproj.io', 'argocd'],
    ]);
    assert.deepEqual(stays(others({ certManager: [shop] })), ['cert-manager: Certificate shop/shop would be lost']);
  });

  it('take our issuers and their accounts where others have issuers of their own alone', () => {
    const gone = names(others({ certManager: [named('ClusterIssuer', 'shop')] })).flat();
    for (const name of ['letsencrypt-production', 'mrdebugger-tls']) assert.ok(gone.includes(name), name);
    assert.equal(gone.filter((name) => name === 'letsencrypt-production').length, 2);
    assert.ok(!gone.includes('certificates.cert-manager.io'));
  });

  it('leave Istio where others have routes or sidecars', () => {
    const shop = named('VirtualService', 'shop', 'shop');
    const gone = names(others({ istio: [shop, named('Namespace', 'shop')] })).flat();
    for (const name of [
      'istiod',
      'istio-ingressgateway',
      'gateways.networking.istio.io',
      'istio-system',
      'istio-ca-root-cert',
    ])
      assert.ok(!gone.includes(name), name);
    assert.ok(gone.includes('certificates.cert-manager.io'));
    assert.deepEqual(stays(others({ istio: [shop, shop] })), [
      'Istio: VirtualService shop/shop and 1 more would be lost',
    ]);
  });

  it('leave Argo CD where others have Applications', () => {
    const argoCd = [named('Application', 'mrdebugger-staging', 'argocd')];
    assert.ok(!names(others({ argoCd })).flat().includes('argocd'));
    assert.deepEqual(stays(others({ argoCd })), ['Argo CD: Application argocd/mrdebugger-staging would be lost']);
  });

  it('leave a namespace of the add-ons where somebody else’s workload runs', () => {
    const guests = [named('Deployment', 'kiali', 'istio-system')];
    const gone = names({ guests });
    assert.ok(gone.some((each) => each.length === 1 && each[0] === 'cert-manager'));
    assert.ok(!gone.flat().includes('istio-system'));
    assert.deepEqual(stays({ guests }), ['the namespaces of the add-ons: Deployment istio-system/kiali would be lost']);
  });

  it('leave the add-ons where the environment does not bring them', () => {
    const apps = plan.apps.filter(({ metadata: { name } }) => !/-(cert-manager|istio)/.test(name));
    const gone = stepsOf(EVERYTHING, { ...plan, apps }, 'delete').flatMap(({ objects }) =>
      objects.map(({ metadata }) => metadata.name),
    );
    for (const name of ['istiod', 'certificates.cert-manager.io', 'istio-system', 'istio-ca-root-cert'])
      assert.ok(!gone.includes(name), name);
  });

  it('leave what an Application without a finalizer only adds to', () => {
    const name = 'mrdebugger-notifications';
    const notifications = {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { name },
      spec: { source: { path: 'a' } },
    };
    const remains = { ...NOTHING, tracked: { [name]: [named('ConfigMap', 'argocd-notifications-cm', 'argocd')] } };
    assert.deepEqual(
      stepsOf(
        remains,
        { ...plan, apps: [...plan.apps, notifications], objects: { ...plan.objects, [name]: [] } },
        'delete',
      ),
      [],
    );
  });
});
