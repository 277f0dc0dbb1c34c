import { yamlText } from '../../../yaml-text.ts';
import type { WrittenSource } from './application.ts';

/** The sources of an Application, but for the address of their repository. */
type Source = Omit<WrittenSource, 'repoURL'> | readonly Omit<WrittenSource, 'repoURL'>[];

const object = (kind: string, name: string, more: object = {}) => ({
  ...{ apiVersion: kind === 'Deployment' ? 'apps/v1' : 'v1', kind, metadata: { name } },
  ...more,
});
const config = (name: string, data: object = {}) => object('ConfigMap', name, { data });

const CHART = {
  'Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'values.yaml': `replicas: 2
image: { repository: example.com/web, tag: "1.0" }
port: 8080
isPublic: false
words: []
note: none
inner: { colour: red }
`,
  'templates/_names.tpl': '{{- define "web.name" -}}{{ .Release.Name }}-web{{- end -}}\n',
  'templates/web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "web.name" . }}
  namespace: {{ .Release.Namespace }}
spec:
  replicas: {{ .Values.replicas }}
  selector:
    matchLabels: { app: web }
  template:
    metadata:
      labels: { app: web }
    spec:
      containers:
        - name: web
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"
          ports: [{ name: http, containerPort: {{ .Values.port }} }]
{{- if .Values.isPublic }}
---
apiVersion: v1
kind: Service
metadata:
  name: {{ include "web.name" . }}
spec:
  selector: { app: web }
  ports: [{ name: http, port: 80, targetPort: http }]
{{- end }}
`,
  'templates/note.yaml': `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ include "web.name" . }}-note
data:
  note: {{ .Values.note | quote }}
  words: {{ join "|" .Values.words | quote }}
  tag: {{ kindOf .Values.image.tag }}
`,
  'templates/tests/try.yaml': `apiVersion: v1
kind: Pod
metadata:
  name: {{ include "web.name" . }}-try
  annotations: { helm.sh/hook: test }
spec: { containers: [{ name: try, image: example.com/try }] }
`,
  'crds/widgets.yaml': `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: widgets.example.com }
spec:
  group: example.com
  names: { kind: Widget, plural: widgets, singular: widget, listKind: WidgetList }
  scope: Namespaced
  versions: [{ name: v1, served: true, storage: true, schema: { openAPIV3Schema: { type: object } } }]
`,
  'charts/inner/Chart.yaml': 'apiVersion: v2\nname: inner\nversion: 1.0.0\n',
  'charts/inner/templates/inner.yaml': `apiVersion: v1
kind: ConfigMap
metadata: { name: "{{ .Release.Name }}-inner" }
data: { colour: {{ .Values.colour }} }
`,
  'more.yaml': 'note: from the chart’s own folder\nport: 9090\n',
  'env/a.yaml': 'note: a\nreplicas: 3\n',
  'env/b.yaml': 'note: b\n',
  'note.txt': 'from a file, with a comma',
};

/** Scalars that YAML 1.1, YAML 1.2 and Go read in different ways. */
const AMBIGUOUS = `apiVersion: example.com/v1
kind: Widget
metadata: { name: ambiguous }
spec:
  booleans: [yes, No, on, Off, y, n, true, True, TRUE, "yes"]
  numbers: [0777, 0o17, 0x1F, 0b11, 1_000, 12:30:00, 1e3, 1.0, .5, +1, 12345678901234567890, 0.1e-7]
  nulls: [~, null, Null, NULL, ""]
  dates: [2026-11-27, 2026-11-27T10:00:00Z]
  others: [=, 1.2.3, 0xZZ, "0777"]
  merged: &base { a: 1, b: 2 }
  again: { <<: *base, b: 3 }
  text: |
    kept
      as it is
  folded: >-
    in one
    line
`;

/** The files of a repository whose sources Argo CD renders in all ways that it has, but for plugins and jsonnet. */
const FILES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(CHART).map(([path, text]) => [`charts/web/${path}`, text])),
  'charts/simple/Chart.yaml': 'apiVersion: v2\nname: simple\nversion: 1.0.0\n',
  'charts/simple/templates/a.yaml': yamlText(config('of-the-chart')),
  'both/Chart.yaml': 'apiVersion: v2\nname: both\nversion: 1.0.0\n',
  'both/templates/a.yaml': yamlText(config('of-the-chart')),
  'both/kustomization.yaml': 'resources: [a.yaml]\n',
  'both/a.yaml': yamlText(config('of-the-kustomization')),
  'overridden/Chart.yaml': 'apiVersion: v2\nname: overridden\nversion: 1.0.0\n',
  'overridden/values.yaml': 'a: chart\nb: chart\nc: chart\n',
  'overridden/templates/a.yaml': yamlText(config('values')).replace(
    '{}',
    '{ a: "{{ .Values.a }}", b: "{{ .Values.b }}", c: "{{ .Values.c }}" }',
  ),
  'overridden/.argocd-source.yaml': yamlText({ helm: { parameters: [{ name: 'b', value: 'all' }] } }),
  'common/values.yaml': 'note: common\nport: 7070\n',
  'app/kustomization.yaml': yamlText({
    resources: ['web.yaml', 'settings.yaml'],
    namePrefix: 'old-',
    images: [{ name: 'example.com/log', newTag: '7' }],
    replicas: [{ name: 'web', count: 4 }],
    commonAnnotations: { 'example.com/owner': 'nobody' },
    labels: [{ pairs: { tier: 'front' } }],
  }),
  'app/web.yaml': yamlText(
    object('Deployment', 'web', {
      spec: {
        replicas: 1,
        selector: { matchLabels: { app: 'web' } },
        template: {
          metadata: { labels: { app: 'web' } },
          spec: {
            containers: [
              { name: 'web', image: 'example.com/web:1' },
              { name: 'log', image: 'example.com/log:1' },
            ],
          },
        },
      },
    }),
  ),
  'app/settings.yaml': yamlText(config('settings', { level: 'info' })),
  'component/kustomization.yaml': yamlText({
    ...{ apiVersion: 'kustomize.config.k8s.io/v1alpha1', kind: 'Component' },
    patches: [{ patch: yamlText(config('settings', { component: 'yes' })) }],
  }),
  'plain/one.yaml': yamlText(config('one'), config('two', { empty: null })),
  'plain/list.yaml': yamlText({
    apiVersion: 'v1',
    kind: 'List',
    items: [config('in-list'), object('Service', 'in-list')],
  }),
  'plain/none.yaml': yamlText({ apiVersion: 'v1', kind: 'ConfigMapList', items: null }),
  'plain/three.json': JSON.stringify(config('three')),
  'plain/skipped.yaml': `# +argocd:skip-file-rendering\n${yamlText(config('skipped'))}`,
  'plain/empty.yaml': '# nothing\n---\n',
  'plain/deep/four.yml': yamlText(config('four')),
  'plain/deep/deeper/five.yaml': yamlText(config('five')),
  'with-values/a.yaml': yamlText(config('a')),
  'with-values/values.yaml': 'note: this is no object\n',
  'half/a.yaml': `${yamlText(config('a'))}---\nnote: this is no object\n`,
  'no-manifest/a.yaml': `note: [\n`,
  'no-manifest/b.yaml': yamlText(config('b')),
  'no-object/a.json': '{ "note": "this is no object" }',
  'two-objects/a.json': `${JSON.stringify(config('a'))}\n${JSON.stringify(config('b'))}`,
  'ambiguous/plain/a.yaml': AMBIGUOUS,
  'ambiguous/kustomize/a.yaml': AMBIGUOUS,
  'ambiguous/kustomize/kustomization.yaml': 'resources: [a.yaml]\n',
  'ambiguous/chart/Chart.yaml': 'apiVersion: v2\nname: ambiguous\nversion: 1.0.0\n',
  'ambiguous/chart/templates/a.yaml': AMBIGUOUS,
  'ambiguous/values/Chart.yaml': 'apiVersion: v2\nname: ambiguous\nversion: 1.0.0\n',
  'ambiguous/values/templates/a.yaml': '{{ toYaml .Values.object }}\n',
  'with-dependency/Chart.yaml':
    'apiVersion: v2\nname: far\nversion: 1.0.0\ndependencies: [{ name: simple, version: 1.0.0, repository: "file://../charts/simple" }]\n',
  'with-dependency/templates/b.yaml': yamlText(config('own')),
  'jsonnet/a.jsonnet': '{ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "made" } }\n',
  'jsonnet/b.yaml': yamlText(config('plain')),
  'repeated/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata: { k: one, k: two }\n',
};

const WEB = 'charts/web';

/** By the name of the Application. */
export const SOURCES: Readonly<Record<string, Source>> = {
  'chart-alone': { path: WEB },
  'chart-simple': { path: './charts/simple/' },
  'chart-value-files': {
    path: WEB,
    helm: { valueFiles: ['more.yaml', '../../common/values.yaml', '/charts/web/env/a.yaml'] },
  },
  'chart-value-file-patterns': { path: WEB, helm: { valueFiles: ['env/*.yaml', 'more.yaml', 'env/a.yaml'] } },
  'chart-value-files-missing': {
    path: WEB,
    helm: { valueFiles: ['gone.yaml', 'more.yaml', 'gone/*.yaml'], ignoreMissingValueFiles: true },
  },
  'chart-value-file-gone': { path: WEB, helm: { valueFiles: ['gone.yaml'] } },
  'chart-value-file-outside': { path: WEB, helm: { valueFiles: ['../../../outside.yaml'] } },
  'chart-values': {
    path: WEB,
    helm: { valueFiles: ['more.yaml'], values: 'note: inline\nisPublic: true\ninner: { colour: blue }\n' },
  },
  'chart-values-object': {
    path: WEB,
    helm: { values: 'note: text', valuesObject: { note: 'object', words: ['a', 'b'] } },
  },
  'chart-parameters': {
    path: WEB,
    helm: {
      valuesObject: { replicas: 5 },
      parameters: [
        { name: 'replicas', value: '6' },
        { name: 'image.tag', value: '2', forceString: true },
        { name: 'note', value: 'a,b=c' },
        { name: 'words', value: '{x,y}' },
        {
          name: 'inner.colour',
          value: 'of-$ARGOCD_APP_NAME-$ARGOCD_APP_NAMESPACE-${ARGOCD_APP_SOURCE_PATH}-$NOTHING-$$',
        },
      ],
    },
  },
  'chart-parameter-twice': {
    path: WEB,
    helm: { parameters: [{ name: 'replicas', value: '6' }, { name: 'replicas', value: '7' }, { name: 'note' }] },
  },
  'chart-file-parameters': { path: WEB, helm: { fileParameters: [{ name: 'note', path: 'note.txt' }] } },
  'chart-release': { path: WEB, helm: { releaseName: 'shop', namespace: 'elsewhere' } },
  'chart-left-out': { path: WEB, helm: { skipCrds: true, skipTests: true } },
  'chart-of-two-sources': [
    { ref: 'values', path: 'plain' },
    { path: WEB, helm: { valueFiles: ['$values/common/values.yaml', 'more.yaml'] } },
  ],
  'chart-of-values-alone': [{ ref: 'values' }, { path: WEB, helm: { valueFiles: ['$values/common/values.yaml'] } }],
  'chart-of-unknown-values': [{ path: WEB, helm: { valueFiles: ['$other/common/values.yaml'] } }],
  'chart-overridden': { path: 'overridden', helm: { parameters: [{ name: 'a', value: 'application' }] } },
  'chart-refused': { path: WEB, helm: { valuesObject: { words: 'no list' } } },
  'chart-that-is-none': { path: 'app', helm: { releaseName: 'x' } },
  'both-programs': { path: 'both' },
  'both-programs-chart': { path: 'both', helm: { releaseName: 'x' } },
  'options-empty': { path: 'both', helm: {} },
  'options-of-two-empty': { path: 'plain', kustomize: {}, directory: { recurse: true } },
  'options-of-two': { path: 'app', kustomize: { namePrefix: 'x-' }, directory: { recurse: true } },
  'kustomize-alone': { path: 'app' },
  'kustomize-names': { path: 'app', kustomize: { namePrefix: 'new-', nameSuffix: '-x', namespace: 'elsewhere' } },
  'kustomize-images': {
    path: 'app',
    kustomize: {
      images: [
        'example.com/web=mirror.example.com/web:2',
        'example.com/log:$ARGOCD_APP_NAME',
        'example.com/other@sha256:11',
      ],
    },
  },
  'kustomize-image-asterisk': { path: 'app', kustomize: { images: ['example.com/log=mirror.example.com/log:*'] } },
  'kustomize-image-digest': {
    path: 'app',
    kustomize: { images: ['example.com/log:8@sha256:11', 'example.com/web=localhost:5000/web'] },
  },
  'kustomize-replicas': {
    path: 'app',
    kustomize: {
      replicas: [
        { name: 'web', count: '3' },
        { name: 'other', count: 1 },
      ],
    },
  },
  'kustomize-labels': { path: 'app', kustomize: { commonLabels: { app: 'shop', of: '$ARGOCD_APP_NAME' } } },
  'kustomize-labels-no-selector': {
    path: 'app',
    kustomize: { commonLabels: { zone: 'a' }, labelWithoutSelector: true },
  },
  'kustomize-labels-templates': {
    path: 'app',
    kustomize: { commonLabels: { zone: 'a' }, labelWithoutSelector: true, labelIncludeTemplates: true },
  },
  'kustomize-labels-there': { path: 'app', kustomize: { commonLabels: { tier: 'back' } } },
  'kustomize-labels-forced': { path: 'app', kustomize: { commonLabels: { tier: 'back' }, forceCommonLabels: true } },
  'kustomize-annotations': { path: 'app', kustomize: { commonAnnotations: { a: 'of-$ARGOCD_APP_NAME' } } },
  'kustomize-annotations-filled': {
    path: 'app',
    kustomize: { commonAnnotations: { a: 'of-$ARGOCD_APP_NAME' }, commonAnnotationsEnvsubst: true },
  },
  'kustomize-annotations-there': { path: 'app', kustomize: { commonAnnotations: { 'example.com/owner': 'me' } } },
  'kustomize-annotations-forced': {
    path: 'app',
    kustomize: { commonAnnotations: { 'example.com/owner': 'me' }, forceCommonAnnotations: true },
  },
  'kustomize-patches': {
    path: 'app',
    kustomize: {
      patches: [
        { patch: yamlText(config('settings', { level: 'debug' })) },
        { target: { kind: 'Deployment' }, patch: '- { op: replace, path: /spec/replicas, value: 9 }\n' },
      ],
    },
  },
  'kustomize-components': { path: 'app', kustomize: { components: ['../component'] } },
  'kustomize-component-gone': { path: 'app', kustomize: { components: ['../component', '../gone'] } },
  'kustomize-component-gone-ignored': {
    path: 'app',
    kustomize: { components: ['../component', '../gone'], ignoreMissingComponents: true },
  },
  'plain-alone': { path: 'plain' },
  'plain-deep': { path: 'plain', directory: { recurse: true } },
  'plain-some': { path: 'plain', directory: { recurse: true, include: '{*.yml,one.*}' } },
  'plain-but-some': { path: 'plain', directory: { recurse: true, exclude: 'deep/*' } },
  'plain-with-values': { path: 'with-values' },
  'plain-with-a-key-twice': { path: 'repeated' },
  'plain-half': { path: 'half' },
  'plain-no-manifest': { path: 'no-manifest' },
  'plain-no-object': { path: 'no-object' },
  'plain-two-objects': { path: 'two-objects' },
  'plain-ambiguous': { path: 'ambiguous/plain' },
  'kustomize-ambiguous': { path: 'ambiguous/kustomize' },
  'chart-ambiguous': { path: 'ambiguous/chart' },
  'chart-ambiguous-values': {
    path: 'ambiguous/values',
    helm: { values: `object:\n${AMBIGUOUS.replaceAll(/^/gm, '  ')}` },
  },
  'chart-ambiguous-parameters': {
    path: WEB,
    helm: {
      parameters: [
        { name: 'note', value: 'yes' },
        { name: 'image.tag', value: '1.10' },
        { name: 'replicas', value: '0777' },
        { name: 'port', value: 'null' },
      ],
    },
  },
  'kustomize-labels-templates-selector': {
    path: 'app',
    kustomize: { commonLabels: { zone: 'a' }, labelIncludeTemplates: true },
  },
  'kustomize-labels-tier': { path: 'app', kustomize: { commonLabels: { tier: 'back' }, labelWithoutSelector: true } },
  'chart-dependency': { path: 'with-dependency' },
  jsonnet: { path: 'jsonnet' },
  'jsonnet-excluded': { path: 'jsonnet', directory: { exclude: '*.jsonnet' } },
  'plain-nothing': { path: 'component', directory: { include: 'x' } },
  gone: { path: 'gone' },
};

/** Those of which verify does not know what they render to. */
export const UNSEEN = ['chart-dependency', 'jsonnet'];

/** The repository, with an Application of each source in the folder `apps`. */
export function repositoryOfSources(
  repoURL: string,
  { project = 'default', prefix = '', targetRevision = 'main' } = {},
): { readonly files: Readonly<Record<string, string>>; readonly names: readonly string[] } {
  const whole = (source: Omit<WrittenSource, 'repoURL'>) => ({ repoURL, targetRevision, ...source });
  const applications = Object.entries(SOURCES).map(([name, source]) => ({
    ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Application' },
    metadata: { name: `${prefix}${name}`, namespace: 'argocd' },
    spec: {
      project,
      ...(Array.isArray(source) ? { sources: source.map(whole) } : { source: whole(source as WrittenSource) }),
      destination: { server: 'https://kubernetes.default.svc', namespace: 'shop' },
    },
  }));
  const override = `overridden/.argocd-source-${prefix}chart-overridden.yaml`;
  return {
    files: {
      ...FILES,
      [override]: yamlText({ helm: { valuesObject: { c: 'own' } } }),
      ...Object.fromEntries(applications.map((each) => [`apps/${each.metadata.name}.yaml`, yamlText(each)])),
    },
    names: applications.map(({ metadata }) => metadata.name),
  };
}
