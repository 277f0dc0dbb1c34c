import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { createView } from '../../see/view.ts';
import { known } from '../../test-world.ts';
import { COMPONENTS, GATEWAY_API, otherGatewayApi, otherVersions } from './versions.ts';

const read = (name: string): unknown => parse(readFileSync(`gitops/apps/add-ons/${name}`, 'utf8'));
const { data: deployed } = read('versions.yaml') as { readonly data: Readonly<Record<string, string>> };
const tested = read('tested.yaml') as Readonly<Record<string, string>>;

/** `Istio is 1.29.1; …`, for each Deployment. */
function told(labels: Readonly<Record<string, string>>, image: string): readonly string[] {
  const deployment = {
    metadata: { namespace: 'a', name: 'b', labels },
    spec: { template: { spec: { containers: [{ name: 'c', image }] } } },
  };
  const { view } = createView(known({ objects: { Deployment: [deployment] } }));
  return otherVersions(view).map(({ field = '', did }) => `${field}: ${did.en}`);
}

describe('the versions that the model was held against', () => {
  for (const { id, name, versions } of COMPONENTS)
    it(`are of ${name} those that are deployed and tested`, () => {
      const minors = [deployed[id], tested[id]].map((text) => /\d+\.\d+/.exec(text ?? '')?.[0]);
      assert.deepEqual([...versions], [...new Set(minors)].sort());
    });
});

describe('otherGatewayApi', () => {
  const told = (version: string) => {
    const annotations = { 'gateway.networking.k8s.io/bundle-version': version };
    const definition = { metadata: { name: 'httproutes.gateway.networking.k8s.io', annotations } };
    const { view } = createView(known({ objects: { CustomResourceDefinition: [definition] } }));
    return otherGatewayApi(view).map(({ did }) => did.en);
  };

  it('names the version that the definitions tell, where the model was held against others', () => {
    assert.deepEqual(told('v1.5.1'), ['Gateway API is v1.5.1; the model was held against 1.6']);
  });

  it('says nothing of a version that the model was held against', () => {
    assert.deepEqual(told('v1.6.3'), []);
    assert.deepEqual(GATEWAY_API, [tested.gatewayApi]);
  });
});

describe('otherVersions', () => {
  const istiod = { app: 'istiod' };

  it('says nothing of a version that the model was held against, whatever its patch', () => {
    assert.deepEqual(told({ ...istiod, 'app.kubernetes.io/version': '1.31.7' }, 'pilot:1.2'), []);
    assert.deepEqual(
      told({ 'app.kubernetes.io/name': 'cert-manager' }, 'quay.example/controller:v1.21.9@sha256:00'),
      [],
    );
  });

  it('names another by the label that tells it', () => {
    assert.deepEqual(told({ ...istiod, 'operator.istio.io/version': '1.9.0' }, 'pilot:1.31.0'), [
      'metadata.labels["operator.istio.io/version"]: Istio is 1.9.0; the model was held against 1.30, 1.31',
    ]);
  });

  it('names another by the tag of the image', () => {
    assert.deepEqual(told({ 'app.kubernetes.io/name': 'argocd-server' }, 'registry.example:5000/argocd:v2.13.1'), [
      'spec.template.spec.containers[0].image: Argo CD is v2.13.1; the model was held against 3.5',
    ]);
  });

  it('says nothing where neither label nor tag tells a version', () => {
    for (const image of ['registry.example:5000/pilot', 'pilot@sha256:1234', 'pilot:latest'])
      assert.deepEqual(told(istiod, image), []);
  });
});
