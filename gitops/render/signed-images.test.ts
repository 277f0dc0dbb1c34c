import assert from 'node:assert/strict';
import { readFacts } from '../facts.ts';
import type { RenderedObject } from './objects.ts';
import { sharedRenders } from './test-renders.ts';

interface Policy extends RenderedObject {
  readonly spec: {
    readonly matchImageReferences: readonly { readonly glob: string }[];
    readonly attestors: readonly {
      readonly cosign: {
        readonly keyless: { readonly identities: readonly { readonly issuer: string; readonly subject: string }[] };
      };
    }[];
    readonly variables: readonly { readonly name: string; readonly expression: string }[];
  };
}
interface Workload extends RenderedObject {
  readonly spec: {
    readonly template: { readonly spec: { readonly containers: readonly { readonly image: string }[] } };
  };
}

const COMPONENT = 'kustomize/components/signed-images';
const isPolicy = (object: RenderedObject): object is Policy => object.kind === 'NamespacedImageValidatingPolicy';

describe('components/signed-images', () => {
  const { renderWith } = sharedRenders();
  const onTopOf = (environment: string) => renderWith(`kustomize/overlays/${environment}`, [COMPONENT]);

  for (const environment of ['staging', 'production']) {
    it(`admits in ${environment} what the workflow of its repository signed, and nothing else`, async () => {
      const facts = readFacts('.', environment);
      const objects = await onTopOf(environment);
      const policies = objects.filter(isPolicy);
      assert.equal(policies.length, 1);
      const [policy] = policies;
      assert.ok(policy);
      assert.equal(policy.metadata.namespace, facts.name);
      assert.deepEqual(policy.spec.attestors[0]?.cosign.keyless.identities, [
        {
          issuer: 'https://token.actions.githubusercontent.com',
          subject: `${facts.repository.replace(/\.git$/, '')}/.github/workflows/image.yaml@refs/heads/${facts.branch}`,
        },
      ]);
      assert.deepEqual(policy.spec.matchImageReferences, [{ glob: `${facts.image}/*` }]);
      assert.equal(policy.spec.variables.find(({ name }) => name === 'ours')?.expression, `'${facts.image}' + '/'`);

      // Our own workloads must pass the policy: images of ours, named by digest.
      const workloads = objects.filter((object): object is Workload => ['Deployment', 'Job'].includes(object.kind));
      const images = workloads.flatMap(({ spec }) => spec.template.spec.containers.map(({ image }) => image));
      assert.ok(images.length >= 2);
      for (const image of images) assert.ok(image.startsWith(`${facts.image}/`) && image.includes('@sha256:'), image);
    });

    it(`is the same in ${environment} as the overlay's first component, before the facts are filled in`, async () => {
      const first = await renderWith(`kustomize/overlays/${environment}`, [COMPONENT], 'first');
      assert.deepEqual(first.filter(isPolicy), (await onTopOf(environment)).filter(isPolicy));
    });
  }

  it('has a place of its own in each of two environments that share a cluster', async () => {
    const places = new Set<string>();
    for (const environment of ['staging', 'production'])
      for (const { metadata } of (await onTopOf(environment)).filter(isPolicy))
        places.add(`${metadata.namespace ?? ''}/${metadata.name}`);
    assert.equal(places.size, 2);
  });
});
