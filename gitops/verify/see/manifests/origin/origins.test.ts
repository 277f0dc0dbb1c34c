import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { parseObjects, type RenderedObject } from '../../../../render/objects.ts';
import { findRenderer, type Renderer } from '../../../../render/renderer.ts';
import { temporaryTree } from '../../../../render/test-tree.ts';
import { valueAt, type Path } from './field-path.ts';
import { originsOf } from './origins.ts';
import type { Place } from '../place.ts';
import type { Source } from './source.ts';

const TESTDATA = 'gitops/verify/see/manifests/origin/testdata';

/** By the folder that is rendered: object, field, what stands at its place, and a part of the value that is asked for. */
const CASES = {
  base: `
    Deployment web | itself | base/web.yaml:4:9 web
    Service web | itself | base/web.yaml:35:9 web
    Service web | spec.ports[0].targetPort | base/web.yaml:42:19 8080
    Deployment web | spec.template.spec.containers[1].image | base/web.yaml:30:18 example/proxy
    Deployment web | spec.template.spec.containers[0].env[1].value | base/web.yaml:28:22 ''
    Gateway istio-system/edge | spec.servers[1].hosts[1] | base/edge.yaml:19:11 www.example.com
    Gateway istio-system/edge | metadata.annotations["example.com/owner"] | base/edge.yaml:7:24 "nobody's"
    Gateway istio-system/edge | metadata.annotations[example.com/owner] | base/edge.yaml:7:24 "nobody's"
    Gateway istio-system/edge | spec.servers | base/edge.yaml:10:3 servers:
    Gateway istio-system/edge | spec.servers[1].tls.credentialName | base/edge.yaml:20:7 tls:
    Gateway istio-system/edge | spec.servers[0].tls.credentialName | base/edge.yaml:11:7 port: { number
    Gateway istio-system/edge | status.conditions | base/edge.yaml:4:9 edge
    Gateway istio-system/other | spec.servers | nowhere`,
  patched: `
    Deployment web | spec.replicas | patched/kustomization.yaml:13:19 3
    Deployment web | spec.template.spec.terminationGracePeriodSeconds | patched/more-replicas.yaml:9:38 7
    Deployment web | spec.template.spec.automountServiceAccountToken | patched/kustomization.yaml:16:43 false
    Deployment web | spec.template.spec.containers[0].env[0].value | patched/kustomization.yaml:21:28 fast
    Deployment web | spec.template.spec.containers[0].env[2].value | base/web.yaml:26:22 web.example.com
    Deployment web | spec.template.spec.containers[0].env[2].name | base/web.yaml:25:21 HOST
    Deployment web | spec.template.spec.containers[2].ports | base/web.yaml:29:11 name: proxy
    Deployment web | spec.template.spec.containers[1].image | patched/more-replicas.yaml:12:18 example/log:2
    Deployment web | spec.template.spec.containers[1].name | patched/more-replicas.yaml:11:17 log
    Service web | spec.ports[0].targetPort | patched/kustomization.yaml:31:16 9090
    Service web | metadata.annotations[example.com/team] | patched/kustomization.yaml:35:29 edge
    Service web | spec.ports.0.port | base/web.yaml:41:13 80
    Gateway istio-system/edge | spec.servers[1].tls.credentialName | patched/gateway.json:2:73 "web-tls"
    VirtualService istio-system/web | spec.hosts[0] | patched/kustomization.yaml:37:66 "www.example.com"`,
  transformed: `
    Gateway shop/blue-edge-x | itself | base/edge.yaml:4:9 edge
    Gateway shop/blue-edge-x | metadata.name | transformed/kustomization.yaml:4:13 blue-
    Gateway shop/blue-edge-x | metadata.name | base/edge.yaml:4:9 edge | edge
    Gateway shop/blue-edge-x | metadata.name | transformed/kustomization.yaml:5:13 -x | -x
    Gateway shop/blue-edge-x | metadata.namespace | transformed/kustomization.yaml:3:12 shop
    Gateway shop/blue-edge-x | metadata.labels[example.com/tier] | transformed/kustomization.yaml:17:25 front
    Gateway shop/blue-edge-x | metadata.annotations[example.com/owner] | transformed/kustomization.yaml:20:22 team
    Deployment shop/blue-web-x | spec.template.metadata.labels[example.com/tier] | transformed/kustomization.yaml:17:25 front
    Deployment shop/blue-web-x | spec.replicas | transformed/kustomization.yaml:14:12 4
    Deployment shop/blue-web-x | spec.template.spec.containers[0].image | transformed/kustomization.yaml:8:13 '2.5'
    Deployment shop/blue-web-x | spec.template.spec.containers[0].image | base/web.yaml:20:18 example/web | example/web
    Deployment shop/blue-web-x | spec.template.spec.containers[1].image | transformed/kustomization.yaml:11:13 sha256:11
    Deployment shop/blue-web-x | spec.template.spec.containers[1].image | transformed/kustomization.yaml:10:14 mirror | mirror`,
  replaced: `
    Gateway web/edge | spec.servers[0].hosts[0] | replaced/facts.yaml:8:9 web.example.com
    Gateway web/edge | metadata.namespace | replaced/facts.yaml:10:14 web
    VirtualService istio-system/web | spec.hosts[0] | base/edge.yaml:29:11 web.example.com
    VirtualService istio-system/web | metadata.namespace | base/edge.yaml:27:14 istio-system
    VirtualService istio-system/web | spec.http[0].route[0].destination.host | base/edge.yaml:34:19 web.web.svc
    VirtualService istio-system/web | spec.http[0].route[0].destination.host | replaced/facts.yaml:10:14 web | .web.
    Deployment web | spec.template.spec.containers[0].env[0].value | replaced/facts.yaml:8:9 web.example.com
    Deployment web | spec.template.spec.containers[0].env[1].value | replaced/facts.yaml:11:9 ''`,
  generated: `
    ConfigMap settings-2tf4f2m2mm | itself | generated/kustomization.yaml:4:11 settings
    ConfigMap settings-2tf4f2m2mm | kind | generated/kustomization.yaml:4:11 settings
    ConfigMap settings-2tf4f2m2mm | metadata.labels[example.com/made] | generated/kustomization.yaml:19:23 by-a-generator
    ConfigMap settings-2tf4f2m2mm | data.LEVEL | generated/kustomization.yaml:6:9 LEVEL=info
    ConfigMap settings-2tf4f2m2mm | data.URL | generated/kustomization.yaml:7:9 URL=https:
    ConfigMap settings-2tf4f2m2mm | data["motd.txt"] | generated/motd.txt:1:1 Good morning.
    ConfigMap settings-2tf4f2m2mm | data.motto | generated/motd.txt:1:1 Good morning.
    ConfigMap settings-2tf4f2m2mm | data.SIZE | generated/settings.env:3:1 SIZE=7
    Secret password-845mkcm2cd | data.password | generated/kustomization.yaml:16:9 password=example
    Pod reader | spec.containers[0].envFrom[0].configMapRef.name | generated/reader.yaml:11:19 settings`,
};

const PLAIN = `
  Service web/web | itself | plain/web.yaml:4:19 web,
  Service web/web | spec.ports[0].port | plain/web.yaml:8:13 80
  Deployment web/web | itself | plain/web.yaml:13:9 web
  Deployment web/web | spec.selector.matchLabels.app | plain/web.yaml:18:12 web
  Deployment web/web | spec.template.metadata.labels.app | plain/web.yaml:18:12 web
  Deployment web/web | spec.template.metadata.labels.version | plain/web.yaml:23:18 v1
  ServiceAccount web/web | automountServiceAccountToken | plain/list.json:10:39 false
  ServiceAccount web/web | metadata.labels | plain/list.json:9:7 "metadata"
  Namespace web | itself | plain/list.json:5:70 "web"`;

describe('originsOf', () => {
  let renderer: Renderer;
  before(async () => {
    renderer = await findRenderer(process.env);
  });
  /** A source as a kustomization is rendered, which counts its renders. */
  const sourceOf = async (root: string, folder: string) => {
    const counts = { renders: 0 };
    const render = (path: string) => {
      counts.renders++;
      return renderer.renderObjects(path);
    };
    return { root, folder, objects: await renderer.renderObjects(join(root, folder)), render, counts };
  };
  const check = (root: string, table: string, source: () => Source | Promise<Source>) => {
    let origins: ReturnType<typeof originsOf>;
    before(async () => {
      origins = originsOf(await source());
    });
    for (const row of table.trim().split('\n')) {
      const [object = '', field, expected = '', part] = row.trim().split(' | ');
      it(row.trim().replaceAll(' | ', ', '), async () => {
        const place = await origins.placeOf(nameOf(object), field === 'itself' ? undefined : field, part);
        const found = place ? `${place.file}:${place.line}:${place.column} ${textAt(root, place)}` : 'nowhere';
        assert.equal(found.slice(0, expected.length), expected);
      });
    }
  };

  for (const [folder, table] of Object.entries(CASES))
    describe(`for what kustomize makes of testdata/${folder}`, () => {
      check(TESTDATA, table, () => sourceOf(TESTDATA, folder));
    });

  describe('for plain manifests', () => {
    check(TESTDATA, PLAIN, () => {
      const manifests = readdirSync(join(TESTDATA, 'plain')).map((name) => `plain/${name}`);
      const documents = manifests.flatMap((path) =>
        parseAllDocuments(readFileSync(join(TESTDATA, path), 'utf8'), { merge: true }).map(
          (document) => document.toJS() as RenderedObject,
        ),
      );
      const objects = documents.flatMap((each) => (each.items as RenderedObject[] | undefined) ?? [each]);
      return { root: TESTDATA, folder: 'plain', manifests, objects };
    });
  });

  describe('for what an Application adds', () => {
    const tree = temporaryTree({
      'app/kustomization.yaml': 'resources: [web.yaml]\n',
      'app/web.yaml': readFileSync(join(TESTDATA, 'plain/web.yaml'), 'utf8').replace(/[^]*---\n/, ''),
      'application.yaml': `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: web
spec:
  source:
    kustomize:
      namePrefix: edge-
      patches:
        - target: { kind: Deployment }
          patch: |-
            - op: add
              path: /spec/replicas
              value: 5
`,
    });
    check(
      tree.folder,
      `Deployment web/edge-web | spec.replicas | application.yaml:14:22 5
       Deployment web/edge-web | metadata.name | application.yaml:8:19 edge-
       Deployment web/edge-web | itself | app/web.yaml:4:9 web`,
      async () => {
        const manifests = ['application.yaml'];
        const objects = parseObjects(readFileSync(join(tree.folder, 'application.yaml'), 'utf8'));
        const applications = originsOf({ root: tree.folder, folder: '', manifests, objects });
        const data = { kustomize: valueAt(objects[0], ['spec', 'source', 'kustomize']) };
        const at = async (path: Path) => {
          const keys = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`));
          return await applications.placeOf({ kind: 'Application', name: 'web' }, `spec.source${keys.join('')}`);
        };
        const render = async (folder: string, given: unknown = data) => {
          const beside = mkdtempSync(`${folder}-`);
          const kustomization = { resources: [`../${basename(folder)}`], ...(valueAt(given, ['kustomize']) as object) };
          writeFileSync(join(beside, 'kustomization.yaml'), JSON.stringify(kustomization));
          return await renderer.renderObjects(beside);
        };
        const rendered = await render(join(tree.folder, 'app'));
        return { root: tree.folder, folder: 'app', objects: rendered, render, given: { data, at } };
      },
    );
  });

  it('a value that needs no render, or an object that is not there: nothing is rendered', async () => {
    const source = await sourceOf(TESTDATA, 'patched');
    const { placeOf } = originsOf(source);
    await placeOf({ kind: 'Gateway', namespace: 'istio-system', name: 'edge' }, 'spec.selector.istio');
    await placeOf({ kind: 'Gateway', namespace: 'istio-system', name: 'other' }, 'spec.selector.istio');
    assert.equal(source.counts.renders, 0);
  });

  it('many fields at once: the copy is rendered once, and gone', async () => {
    const source = await sourceOf(TESTDATA, 'patched');
    const copies: string[] = [];
    const { placeOf } = originsOf({
      ...source,
      render: (folder) => {
        copies.push(folder);
        assert.ok(existsSync(folder));
        return source.render(folder);
      },
    });
    const fields = ['spec.replicas', 'spec.template.spec.containers[1].image', 'spec.template.spec.volumes'];
    await Promise.all(fields.map((field) => placeOf({ kind: 'Deployment', name: 'web' }, field)));
    assert.deepEqual([copies.length, copies.filter(existsSync)], [1, []]);
  });

  it('a copy that does not build: scalars are tried one by one, and no copy stays', async () => {
    const source = await sourceOf(TESTDATA, 'patched');
    const copies: string[] = [];
    const render = (folder: string) => {
      copies.push(folder);
      return copies.length === 1 ? Promise.reject(new Error('no')) : source.render(folder);
    };
    const place = await originsOf({ ...source, render }).placeOf({ kind: 'Deployment', name: 'web' }, 'spec.replicas');
    assert.deepEqual(place, { file: 'patched/kustomization.yaml', line: 13, column: 19 });
    assert.deepEqual(copies.filter(existsSync), []);
  });

  it('an end while a copy is rendered: the reason of the signal, and no copy stays', async () => {
    const source = await sourceOf(TESTDATA, 'patched');
    const ending = new AbortController();
    const copies: string[] = [];
    const render = (folder: string) => {
      copies.push(folder);
      ending.abort(new Error('enough'));
      return Promise.reject(new Error('killed'));
    };
    const { placeOf } = originsOf({ ...source, render, signal: ending.signal });
    await assert.rejects(placeOf({ kind: 'Deployment', name: 'web' }, 'spec.replicas'), /^Error: enough$/);
    assert.deepEqual([copies.length, copies.filter(existsSync)], [1, []]);
  });

  it('what a file outside the repository sets: nowhere', async () => {
    const source = await sourceOf(join(TESTDATA, 'patched'), '.');
    const { placeOf } = originsOf(source);
    const service = { kind: 'Service', name: 'web' };
    assert.equal(await placeOf(service, 'spec.ports[0].port'), undefined);
    assert.equal((await placeOf(service, 'spec.ports[0].targetPort'))?.file, 'kustomization.yaml');
  });
});

/** `Kind name` or `Kind namespace/name`. */
function nameOf(text: string) {
  const [kind = '', path = ''] = text.split(' ');
  const [name = '', namespace] = path.split('/').reverse();
  return { kind, name, ...(namespace === undefined ? {} : { namespace }) };
}

function textAt(root: string, { file, line, column }: Place): string {
  const lines = readFileSync(join(root, file), 'utf8').split('\n');
  return lines[line - 1]?.slice(column - 1) ?? '';
}
