import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createMetrics } from './metrics.ts';

describe('createMetrics', () => {
  it('exposes the metrics that alerts and dashboards may use, each with its labels, and no other of the skill', async () => {
    const metrics = createMetrics({ publicKeys: () => 1 });
    metrics.observeRequest({ type: 'LaunchRequest', intent: '', status: 200 }, 0.1);
    metrics.countSignatureProblem('wrong');
    const { text } = await metrics.expose();
    const exposed = new Set(
      [...text.matchAll(/^(\w+)(?:\{(.*)\})? /gm)].map(([, name = '', labels]) => seriesOf(name, labels)),
    );
    const promised = readFileSync('service/testdata/metrics.txt', 'utf8').trimEnd().split('\n');
    const ofTheSkill = (series: Iterable<string>) => [...series].filter((each) => each.startsWith('skill_')).sort();
    assert.deepEqual(ofTheSkill(exposed), ofTheSkill(promised));
    assert.deepEqual(
      promised.filter((each) => !exposed.has(each)),
      [],
    );
  });
});

/** A line of metrics.txt: the name of a metric, and those of its labels. */
function seriesOf(name: string, labels?: string): string {
  if (labels === undefined) return name;
  return `${name}{${[...labels.matchAll(/(\w+)="/g)].map(([, label]) => label).join(',')}}`;
}
