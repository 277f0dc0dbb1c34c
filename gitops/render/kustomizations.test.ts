import assert from 'node:assert/strict';
import { temporaryFiles } from '#testing/temporary-files.ts';
import { findComponents, findEnvironments, findKustomizations } from './kustomizations.ts';
import { temporaryTree } from './test-tree.ts';

describe('findEnvironments, findKustomizations and findComponents', () => {
  const { folder } = temporaryTree({
    'kustomize/facts/local/facts.yaml': 'kind: ConfigMap\n',
    'kustomize/facts/no-yaml/facts.yaml': 'kind: ConfigMap\n',
    'kustomize/facts/staging/facts.yaml': 'kind: ConfigMap\n',
    'kustomize/facts/to-skill/kustomization.yaml': 'kind: Component\n',
    'kustomize/overlays/local/kustomization.yaml': 'kind: Kustomization\n',
    'kustomize/overlays/local/build/kustomization.yaml': '# a part\nkind: "Component"\n',
    'kustomize/overlays/local/platform/kustomization.yaml': 'kind: Kustomization\n',
    'kustomize/overlays/staging/kustomization.yaml': 'resources: []\n',
    'gitops/apps/base/kustomization.yaml': 'kind: Kustomization\n',
    'kustomize/overlays/no-yaml/kustomization.yaml': '}: {\n',
    'kustomize/overlays/notes/readme.yaml': 'kind: Kustomization\n',
    'kustomize/bases/app/kustomization.yaml': 'kind: Kustomization\n',
    'kustomize/components/b/kustomization.yaml': 'kind: Component\n',
    'kustomize/components/a/kustomization.yaml': 'kind: Component\n',
    'kustomize/components/old/kustomization.yaml': 'kind: Kustomization\n',
    'gitops/apps/staging/kustomization.yaml': 'kind: Kustomization\n',
  });

  it('find the environments by their facts', () => {
    assert.deepEqual(findEnvironments(folder), ['local', 'no-yaml', 'staging']);
  });

  it('find what can be deployed, sorted, however deep, including files that cannot be read', () => {
    assert.deepEqual(findKustomizations(folder), [
      'gitops/apps/staging',
      'kustomize/overlays/local',
      'kustomize/overlays/local/platform',
      'kustomize/overlays/no-yaml',
      'kustomize/overlays/staging',
    ]);
  });

  it('find the optional parts, sorted', () => {
    assert.deepEqual(findComponents(folder), ['kustomize/components/a', 'kustomize/components/b']);
  });

  it('find nothing in another repository', () => {
    const { folder } = temporaryFiles();
    assert.deepEqual([findKustomizations(folder), findComponents(folder)], [[], []]);
  });
});
