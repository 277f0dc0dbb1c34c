import assert from 'node:assert/strict';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { temporaryFiles } from '#testing/temporary-files.ts';
import { factsFile, readFacts, type Facts } from '../facts.ts';
import { findChartApplications } from './charts.ts';
import { findEnvironments } from './kustomizations.ts';
import type { RenderedObject } from './objects.ts';
import { findRenderer, type Renderer } from './renderer.ts';

describe('where a cluster takes its add-ons and certificates from', () => {
  const { folder } = temporaryFiles();
  /** All different, so that none can take the place of another one. */
  const own: Partial<Facts> = {
    issuer: 'umi-ca',
    acmeDirectory: 'https://ca.umi.kr/dir',
    acmeCa: 'TWFuIQ==',
    contact: 'umi@umi.kr',
    ingressClass: 'umi',
    certManagerCharts: 'http://charts.umi.kr/cert-manager',
    certManagerImages: 'images.umi.kr/cert-manager',
    istioCharts: 'http://charts.umi.kr/istio',
    istioImages: 'images.umi.kr/istio',
  };
  let renderer: Renderer;
  before(async () => {
    for (const path of ['kustomize', 'gitops/apps', 'gitops/projects'])
      cpSync(path, join(folder, path), { recursive: true });
    renderer = await findRenderer(process.env);
  });
  const edit = (path: string, change: (text: string) => string) => {
    const file = join(folder, path);
    writeFileSync(file, change(readFileSync(file, 'utf8')));
  };
  const render = (path: string) => renderer.renderObjects(join(folder, path));
  const named = (objects: readonly RenderedObject[], kind: string) =>
    objects.filter((object) => object.kind === kind).map(({ metadata }) => metadata.name);

  for (const environment of findEnvironments('.')) {
    describe(`in ${environment}`, () => {
      before(() => {
        edit(factsFile(environment), (text) => {
          const document = parseDocument(text);
          for (const [name, value] of Object.entries(own)) document.setIn(['data', name], value);
          return document.toString();
        });
        edit(`gitops/apps/${environment}/kustomization.yaml`, (text) =>
          text.replace('# - ../add-ons\n', '- ../add-ons\n'),
        );
      });

      for (const [authority, issuers] of [
        ['lets-encrypt', ['letsencrypt-production', 'letsencrypt-staging']],
        ['own-authority', [own.issuer]],
      ] as const)
        it(`${authority} signs by one line`, async () => {
          const path = `kustomize/overlays/${environment}/platform`;
          edit(`${path}/kustomization.yaml`, (text) =>
            text.replace(/(- \.\.\/\.\.\/\.\.\/bases\/)(lets-encrypt|own-authority)\n/, `$1${authority}\n`),
          );
          const objects = await render(path);
          assert.deepEqual(named(objects, 'ClusterIssuer'), issuers);
          assert.deepEqual(named(objects, 'IngressClass'), [own.ingressClass]);
          for (const { kind, spec } of objects) {
            if (kind !== 'ClusterIssuer') continue;
            const { acme } = spec as { acme: Record<string, unknown> };
            assert.equal(acme.email, own.contact);
            if (authority === 'own-authority')
              assert.deepEqual([acme.server, acme.caBundle], [own.acmeDirectory, own.acmeCa]);
          }
        });

      it('the charts and their images come from where the facts say, which their project allows', async () => {
        const objects = await render(`gitops/apps/${environment}`);
        const applications = findChartApplications(objects);
        const { name } = readFacts('.', environment);
        const seen = applications.map(({ metadata, spec: { source } }) => {
          const values = source.helm?.valuesObject as { imageRegistry?: string; global?: { hub?: string } };
          const { repoURL } = source as unknown as { repoURL: string };
          return [metadata.name, repoURL, values.imageRegistry ?? values.global?.hub];
        });
        assert.deepEqual(seen.sort(), [
          [`${name}-cert-manager`, own.certManagerCharts, own.certManagerImages],
          [`${name}-istio-base`, own.istioCharts, undefined],
          [`${name}-istio-ingressgateway`, own.istioCharts, undefined],
          [`${name}-istiod`, own.istioCharts, own.istioImages],
        ]);
        const project = objects.find(
          ({ kind, metadata }) => kind === 'AppProject' && metadata.name.endsWith('add-ons'),
        );
        const { sourceRepos } = project?.spec as { sourceRepos: readonly string[] };
        assert.deepEqual(sourceRepos, [own.certManagerCharts, own.istioCharts]);
      });
    });
  }
});
