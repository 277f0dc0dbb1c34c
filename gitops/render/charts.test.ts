import assert from 'node:assert/strict';
import { findChartApplications, parseChartPaths, unknownHelmFields, type ChartApplication } from './charts.ts';
import { parseObjects } from './objects.ts';

const OBJECTS = parseObjects(`
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: add-ons}
---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: of-a-chart}
spec: {source: {chart: gateway, helm: {releaseName: a, valuesObject: {b: c}, parameters: [], fileParameters: []}}}
---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: of-a-folder}
spec: {source: {path: kustomize/overlays/local}}
---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: of-a-chart-without-values}
spec: {source: {chart: base}}
`);
const [ofChart, withoutValues] = findChartApplications(OBJECTS) as [ChartApplication, ChartApplication];

describe('findChartApplications', () => {
  it('finds the Applications of charts among all that Argo CD is given, in its order', () => {
    const names = findChartApplications(OBJECTS).map(({ metadata }) => metadata.name);
    assert.deepEqual(names, ['of-a-chart', 'of-a-chart-without-values']);
  });
});

describe('unknownHelmFields', () => {
  it('names what changes a render and is not taken into account', () => {
    assert.deepEqual(unknownHelmFields(ofChart), ['parameters', 'fileParameters']);
  });

  it('stays silent where there is nothing for helm', () => {
    assert.deepEqual(unknownHelmFields(withoutValues), []);
  });
});

describe('parseChartPaths', () => {
  const names = ['base', 'gateway'];

  it('reads a path for each name, which may have “=” in it', () => {
    const paths = parseChartPaths(['gateway=a=b.tgz', 'base=/c'], names);
    assert.deepEqual(Object.fromEntries(paths), { gateway: 'a=b.tgz', base: '/c' });
  });

  const wrong: readonly [readonly string[], string][] = [
    [['gateway'], '--chart gateway: expected NAME=PATH, such as gateway=charts/gateway-1.2.3.tgz'],
    [['gateway='], '--chart gateway=: expected NAME=PATH, such as gateway=charts/gateway-1.2.3.tgz'],
    [['=a'], '--chart =a: expected NAME=PATH, such as gateway=charts/gateway-1.2.3.tgz'],
    [['cni=a'], '--chart cni=a: no Application takes cni; expected one of base, gateway'],
    [['base=a', 'base=b'], '--chart base=b: base is given twice'],
  ];
  for (const [words, message] of wrong) {
    it(`refuses ${words.join(' ')}`, () => {
      assert.throws(() => parseChartPaths(words, names), { name: 'UsageError', message });
    });
  }
});
