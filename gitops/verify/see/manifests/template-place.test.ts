import assert from 'node:assert/strict';
import { placeInTemplate } from './template-place.ts';

const TEXT = `{{- /* Two
lines. */ -}}
{{- if .Values.account }}
apiVersion: v1
kind: ServiceAccount
metadata: { name: {{ .Release.Name }} }
{{- end }}
---
apiVersion: v1
kind: Service
metadata:
  name: {{ include "web.name" . }}
  labels: {{- include "web.labels" . | nindent 4 }}
    own: label
spec:
  {{- with .Values.type }}
  type: {{ . }}
  {{- end }}
  ports:
    - port: {{ .Values.port | default 80 }}
      name: "{{ .Values.name }}:{{ .Values.other }}"
    {{- range .Values.more }}
    - port: {{ . }}
    {{- end }}
`;

describe('placeInTemplate', () => {
  const cases: readonly [kind: string, field: string | undefined, place: string][] = [
    ['ServiceAccount', 'metadata.name', '6:13'],
    ['Service', undefined, '9:1'],
    ['Service', 'metadata.name', '12:3'],
    ['Service', 'spec.type', '17:3'],
    ['Service', 'spec.ports[0].port', '20:7'],
    ['Service', 'spec.ports[0].name', '21:7'],
    ['Service', 'spec.ports[0].targetPort', '20:7'],
    ['Service', 'spec.ports[1].port', '23:7'],
    ['Service', 'spec.ports[9].port', '19:3'],
    ['Service', 'spec.selector', '15:1'],
    ['Deployment', 'spec.replicas', '4:1'],
  ];
  for (const [kind, field, place] of cases)
    it(`finds ${field ?? 'the beginning'} of the ${kind}, or the nearest parent`, () => {
      const object = { apiVersion: 'v1', kind, metadata: { name: 'web' } };
      const { file, line, column } = placeInTemplate(
        { path: 'charts/web/templates/a.yaml', text: TEXT },
        object,
        field,
      );
      assert.deepEqual([file, `${line}:${column}`], ['charts/web/templates/a.yaml', place]);
    });
});
