import assert from 'node:assert/strict';
import { sharedRenders } from '../../render/test-renders.ts';
import { applicationsOf } from './plan.ts';

describe('the parts of gitops/apps/add-ons that leave some out', () => {
  const { renderWith } = sharedRenders();
  const left = async (environment: string, part: string) => {
    const apps = await renderWith(`gitops/apps/${environment}`, [`gitops/apps/add-ons/${part}`], 'first');
    const charts = applicationsOf(apps).flatMap(({ spec }) => spec.source?.chart ?? []);
    return [...charts, ...apps.map(({ kind }) => kind).filter((kind) => kind.startsWith('Validating'))];
  };

  for (const environment of ['production', 'staging'])
    it(`leave ${environment} what the cluster lacks, and nothing of what it has`, async () => {
      assert.deepEqual(await left(environment, 'without-cert-manager'), [
        ...['base', 'istiod', 'gateway', 'ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding'],
      ]);
      assert.deepEqual(await left(environment, 'without-istio'), ['cert-manager']);
    });
});
