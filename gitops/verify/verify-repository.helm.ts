import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '#testing/run-command.ts';
import { temporaryTree } from '../render/test-tree.ts';
import { placeText, type Place } from './see/manifests/place.ts';
import { verify } from './verify.ts';

const CHART = {
  'Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\nappVersion: latest\n',
  'values.yaml': `# What everybody has.
image:
  repository: example.com/shop
  tag: latest
replicas: 2
port: { name: http, target: http }
inner: { tag: "1" }
`,
  'templates/_names.tpl': '{{- define "shop.name" -}}{{ .Release.Name }}{{- end -}}\n',
  'templates/service.yaml': `{{- /* A comment,
  of two lines. */ -}}
apiVersion: v1
kind: Service
metadata:
  name: {{ include "shop.name" . }}
  {{- with .Values.labels }}
  labels: {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  selector: { app: {{ .Release.Name }} }
  ports:
    - port: 80
      name: {{ .Values.port.name }}
      targetPort: {{ .Values.port.target }}
`,
  'templates/deployment.yaml': `apiVersion: v1
kind: ServiceAccount
metadata: { name: {{ include "shop.name" . }} }
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "shop.name" . }}
spec:
  replicas: {{ .Values.replicas }}
  selector:
    matchLabels: { app: {{ .Release.Name }} }
  template:
    metadata:
      labels: { app: {{ .Release.Name }} }
    spec:
      serviceAccountName: {{ include "shop.name" . }}
      containers:
        - name: web
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
          ports: [{ name: http, containerPort: 8080 }]
          readinessProbe: { httpGet: { port: {{ .Values.port.target }} } }
`,
};

const CHART_FILES = Object.fromEntries(Object.entries(CHART).map(([path, text]) => [`charts/shop/${path}`, text]));

/** An Application of the chart; `helm` is the text of its options, in a line or below. */
const APPLICATION = (helm = '{}') => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: shop, namespace: argocd }
spec:
  source:
    repoURL: https://example.com/shop.git
    path: charts/shop
    helm: ${helm}
  destination: { server: "https://kubernetes.default.svc", namespace: shop }
`;

interface Found {
  readonly code: string;
  readonly object: { readonly kind: string; readonly name: string };
  readonly place?: Place;
}

describe('verify repo, of Helm charts', () => {
  let count = 0;
  const tree = temporaryTree({});
  /** What is found in a repository with the chart and these files: code, object, place, and what stands there. */
  const found = async (files: Readonly<Record<string, string>>, env: NodeJS.ProcessEnv = process.env) => {
    const folder = `${++count}`;
    const all = { ...CHART_FILES, 'apps/shop.yaml': APPLICATION(), ...files };
    tree.add(Object.fromEntries(Object.entries(all).map(([path, text]) => [join(folder, path), text])));
    const cwd = join(tree.folder, folder);
    const { status, stdout } = await run(verify, ['repo', '--format=json'], { cwd, env });
    const { findings, fine } = JSON.parse(stdout) as { findings: Found[]; fine: { text: string }[] };
    const said = findings.map(({ code, object, place }) => {
      const line = place && readFileSync(join(cwd, place.file), 'utf8').split('\n')[place.line - 1];
      return `${code} ${object.kind} ${object.name} at ${place ? placeText(place) : '?'} ${line?.slice((place?.column ?? 1) - 1) ?? ''}`;
    });
    return { status, said, fine: fine.map(({ text }) => text).join() };
  };

  const VERSION = { 'charts/shop/values.yaml': CHART['values.yaml'].replace('tag: latest', 'tag: "1"') };
  /** Each with the place at which the moving tag of the image is to be changed. */
  const tags: readonly [from: string, files: Readonly<Record<string, string>>, place: string][] = [
    ['the values of the chart', {}, 'charts/shop/values.yaml:4:8 latest'],
    [
      'a file of values',
      {
        ...VERSION,
        'charts/shop/more.yaml': 'image: { tag: latest }\n',
        'apps/shop.yaml': APPLICATION('{ valueFiles: [more.yaml] }'),
      },
      'charts/shop/more.yaml:1:15 latest }',
    ],
    [
      'the last of several files',
      {
        'apps/shop.yaml': APPLICATION('{ valueFiles: [/env/*.yaml] }'),
        'env/a.yaml': 'image: { tag: latest }\n',
        'env/b.yaml': 'image:\n  tag: latest\n',
      },
      'env/b.yaml:2:8 latest',
    ],
    [
      'valuesObject',
      { ...VERSION, 'apps/shop.yaml': APPLICATION('\n      valuesObject:\n        image: { tag: latest }') },
      'apps/shop.yaml:10:23 latest }',
    ],
    [
      'values in a block',
      { ...VERSION, 'apps/shop.yaml': APPLICATION('\n      values: |\n        image:\n          tag: latest') },
      'apps/shop.yaml:11:16 latest',
    ],
    [
      'a parameter',
      { ...VERSION, 'apps/shop.yaml': APPLICATION('{ parameters: [{ name: image.tag, value: latest }] }') },
      'apps/shop.yaml:8:52 latest }] }',
    ],
    [
      'the version of the chart',
      { 'charts/shop/values.yaml': CHART['values.yaml'].replace('tag: latest', 'tag: ""') },
      'charts/shop/Chart.yaml:4:13 latest',
    ],
    [
      'a template',
      {
        'charts/shop/templates/deployment.yaml': CHART['templates/deployment.yaml'].replace(
          /image: .*/,
          'image: example.com/shop:latest',
        ),
      },
      'charts/shop/templates/deployment.yaml:20:11 image: example.com/shop:latest',
    ],
    [
      'a source for values',
      {
        ...VERSION,
        'common/values.yaml': 'image: { tag: latest }\n',
        'apps/shop.yaml': APPLICATION('{ valueFiles: [$values/common/values.yaml] }').replace(
          /source:(.*)(?=\n {2}destination)/s,
          (_, source: string) =>
            `sources:\n    - { repoURL: "https://example.com/shop.git", ref: values }\n    - ${source.trim().replaceAll('\n', '\n  ')}`,
        ),
      },
      'common/values.yaml:1:15 latest }',
    ],
    [
      'a parameter of a second source',
      {
        ...VERSION,
        'apps/shop.yaml': APPLICATION('{ parameters: [{ name: image.tag, value: latest }] }').replace(
          /source:(.*)(?=\n {2}destination)/s,
          (_, source: string) =>
            `sources:\n    - { repoURL: "https://example.com/shop.git", path: other }\n    - ${source.trim().replaceAll('\n', '\n  ')}`,
        ),
        'other/README.md': '',
      },
      'apps/shop.yaml:9:54 latest }] }',
    ],
  ];
  for (const [from, files, place] of tags)
    it(`a value of ${from}: its place`, async () => {
      const { said, status } = await found(files);
      assert.deepEqual(
        said.filter((each) => each.startsWith('G7 ')),
        [`G7 Deployment shop at ${place}`],
      );
      assert.equal(status, 0);
    });

  it('a value of a chart in charts/: its place', async () => {
    const inner = {
      'Chart.yaml': 'apiVersion: v2\nname: inner\nversion: 1.0.0\n',
      'values.yaml': 'tag: latest\n',
      'templates/inner.yaml': CHART['templates/deployment.yaml']
        .replaceAll(/\{\{ include "shop.name" \. \}\}/g, 'inner')
        .replace(/image: .*/, 'image: "example.com/inner:{{ .Values.tag }}"')
        .replace('{{ .Values.replicas }}', '2')
        .replace('{{ .Values.port.target }}', 'http'),
    };
    const files = Object.fromEntries(
      Object.entries(inner).map(([path, text]) => [`charts/shop/charts/inner/${path}`, text]),
    );
    const ofParent = await found({
      ...files,
      'charts/shop/values.yaml': CHART['values.yaml'].replace('tag: "1"', 'tag: latest'),
    });
    assert.ok(
      ofParent.said.includes('G7 Deployment inner at charts/shop/values.yaml:7:15 latest }'),
      ofParent.said.join('\n'),
    );
    const own = await found({ ...files, 'charts/shop/values.yaml': CHART['values.yaml'].replace(/inner: .*/, '') });
    assert.ok(
      own.said.includes('G7 Deployment inner at charts/shop/charts/inner/values.yaml:1:6 latest'),
      own.said.join('\n'),
    );
  });

  it('what breaks between values and a template: the value', async () => {
    const { said, status } = await found({
      ...VERSION,
      'charts/shop/values.yaml': VERSION['charts/shop/values.yaml'].replace('target: http', 'target: web'),
    });
    assert.deepEqual(said, ['W3 Deployment shop at charts/shop/values.yaml:6:29 web }']);
    assert.equal(status, 1);
  });

  it('is fine where nothing is wrong, and tells how much was seen', async () => {
    const { said, status, fine } = await found(VERSION);
    assert.deepEqual([said, status], [[], 0]);
    assert.match(fine, /1 Application, 4 objects/);
  });

  it('a chart that does not render: helm’s words, at the Application', async () => {
    const { said, status } = await found({ 'apps/shop.yaml': APPLICATION('{ valueFiles: [gone.yaml] }') });
    assert.deepEqual(said, ['A20 Application shop at apps/shop.yaml:5:3 source:']);
    assert.equal(status, 1);
  });

  it('a chart of a kustomization: rendered where the chart is at hand', async () => {
    const inApp = Object.entries(CHART).map(([path, text]) => [`app/charts/shop/${path}`, text] as const);
    const { said, status, fine } = await found({
      ...Object.fromEntries(inApp),
      'apps/shop.yaml': APPLICATION().replace('charts/shop', 'app').replace('    helm: {}\n', ''),
      'app/kustomization.yaml':
        'namePrefix: blue-\nhelmCharts: [{ name: shop, releaseName: shop, valuesInline: { image: { tag: latest } } }]\n',
    });
    assert.match(fine, /1 Application, 4 objects/);
    assert.deepEqual(
      [said, status],
      [
        [
          'G7 Deployment blue-shop at app/kustomization.yaml:2:1 helmCharts: [{ name: shop, releaseName: shop, valuesInline: { image: { tag: latest } } }]',
        ],
        0,
      ],
    );
  });

  const without = { ...process.env, HELM: 'no-such-helm' };

  it('without helm a chart is named as not seen', async () => {
    const { said, status, fine } = await found({}, without);
    assert.deepEqual([said, status], [[], 0]);
    assert.match(fine, /not seen: charts\/shop: it is a Helm chart, and helm is not at hand/);
  });

  it('without helm it is unknown what needs something of a chart, and the status is 2', async () => {
    const route = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop, namespace: shop }
spec: { hosts: [shop.example.com], gateways: [shop], http: [{ route: [{ destination: { host: shop } }] }] }
`;
    const files = { 'apps/route.yaml': APPLICATION().replaceAll('shop', 'route'), 'charts/route/route.yaml': route };
    const { said, status, fine } = await found(files, without);
    assert.deepEqual([said, status], [['O11 Git charts/shop: it is a Helm chart, and helm is not at hand at ? '], 2]);
    assert.match(fine, /not seen: charts\/shop: it is a Helm chart, and helm is not at hand/);
  });
});
