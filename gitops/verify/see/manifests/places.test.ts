import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findRenderer } from '../../../render/renderer.ts';
import { temporaryTree } from '../../../render/test-tree.ts';
import { placesOf } from './places.ts';
import { readRepository } from './repository.ts';

const HERE = 'https://example.com/shop.git';
const APPLICATION = (name: string, source: string) => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: ${name}, namespace: argocd }
spec:
  destination: { namespace: shop }
  ${source}
`;
const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  template: { spec: { containers: [{ name: web, image: example.com/a-long-name-of-a-web-server:latest }] } }
`;
const GATEWAYS = `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: shop-https, namespace: istio-system }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: web, namespace: istio-system }
spec: { gateways: [istio-system/shop-https] }
`;

describe('placesOf', () => {
  let count = 0;
  const tree = temporaryTree({});
  /** `file:line:column`, and what stands there, of a field of the object of a kind in a repository of these files. */
  const placeIn = async (files: Readonly<Record<string, string>>, kind: string, field?: string) => {
    const folder = `${++count}`;
    tree.add(Object.fromEntries(Object.entries(files).map(([path, text]) => [join(folder, path), text])));
    const [root, kustomize, helm] = [join(tree.folder, folder), await findRenderer(process.env), undefined];
    const { landings } = await readRepository({ root, kustomize, helm, remotes: [HERE] });
    for (const landing of await Promise.all(landings.map((each) => each())))
      for (const by of landing.rendered)
        for (const object of by.objects)
          if (object.kind === kind) {
            const place = await placesOf({ root, kustomize, helm, landing }).placeOf(object, by, field);
            if (!place) return 'nowhere';
            const { file, line, column } = place;
            const lines = readFileSync(join(root, file), 'utf8').split('\n');
            const text = lines[line - 1]?.slice(column - 1);
            return `${file}:${line}:${column} ${text ?? ''}`;
          }
    return 'no such object';
  };
  const IMAGE = 'spec.template.spec.containers[0].image';

  it('finds a value of a plain manifest', async () => {
    assert.equal(await placeIn({ 'a.yaml': DEPLOYMENT }, 'Deployment', 'metadata.name'), 'a.yaml:3:19 web }');
  });

  it('finds the tag of an image, however long its name is', async () => {
    const files = { 'a.yaml': DEPLOYMENT, 'kustomization.yaml': 'resources: [a.yaml]\n' };
    assert.match(await placeIn(files, 'Deployment', IMAGE), /^a\.yaml:5:56 /);
    const images = 'images:\n  - name: example.com/a-long-name-of-a-web-server\n    newTag: edge\n';
    const changed = { ...files, 'kustomization.yaml': `${files['kustomization.yaml']}${images}` };
    assert.equal(await placeIn(changed, 'Deployment', IMAGE), 'kustomization.yaml:4:13 edge');
    const replaced = {
      ...files,
      'facts.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: facts }\ndata: { tag: edge }\n',
      'kustomization.yaml': JSON.stringify({
        resources: ['facts.yaml', 'a.yaml'],
        replacements: [
          {
            source: { kind: 'ConfigMap', name: 'facts', fieldPath: 'data.tag' },
            targets: [
              {
                ...{ select: { kind: 'Deployment' }, options: { delimiter: ':', index: 1 } },
                fieldPaths: ['spec.template.spec.containers.0.image'],
              },
            ],
          },
        ],
      }),
    };
    assert.equal(await placeIn(replaced, 'Deployment', IMAGE), 'facts.yaml:4:14 edge }');
  });

  it('finds what is new in the name of a Gateway that there is not', async () => {
    const facts = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: facts }\ndata: { name: gone }\n';
    const replacements = [
      {
        source: { kind: 'ConfigMap', name: 'facts', fieldPath: 'data.name' },
        targets: [
          {
            select: { kind: 'VirtualService' },
            fieldPaths: ['spec.gateways.0'],
            options: { delimiter: '-', index: 2 },
          },
        ],
      },
    ];
    const files = {
      'facts.yaml': facts,
      'a.yaml': GATEWAYS,
      'kustomization.yaml': JSON.stringify({ resources: ['facts.yaml', 'a.yaml'], replacements }),
    };
    assert.equal(await placeIn(files, 'VirtualService', 'spec.gateways[0]'), 'facts.yaml:4:15 gone }');
  });

  it('finds what an Application adds, in its only source and in one of several', async () => {
    const app = { 'app/a.yaml': DEPLOYMENT, 'app/kustomization.yaml': 'resources: [a.yaml]\n' };
    const source = `{ repoURL: "${HERE}", path: app, kustomize: { namePrefix: blue- } }`;
    const one = { ...app, 'apps/a.yaml': APPLICATION('a', `source: ${source}`) };
    assert.match(await placeIn(one, 'Deployment', 'metadata.name'), /^apps\/a\.yaml:6:\d+ blue- \} \}$/);
    const several = `sources:\n    - { repoURL: "${HERE}", path: other }\n    - ${source}`;
    const many = { ...app, 'other/x.txt': '', 'apps/a.yaml': APPLICATION('a', several) };
    assert.match(await placeIn(many, 'Deployment', 'metadata.name'), /^apps\/a\.yaml:8:\d+ blue- \} \}$/);
  });

  it('finds an Application itself, in the kustomization that brings it', async () => {
    const files = {
      'apps/kustomization.yaml': 'resources: [a.yaml]\n',
      'apps/a.yaml': APPLICATION('a', `source: { repoURL: "${HERE}", path: app }`),
      'app/a.yaml': DEPLOYMENT,
    };
    assert.match(await placeIn(files, 'Application', 'spec.source.path'), /^apps\/a\.yaml:6:\d+ app }$/);
    assert.equal(await placeIn(files, 'Application'), 'apps/a.yaml:3:19 a, namespace: argocd }');
  });
});
