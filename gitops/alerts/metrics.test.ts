import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { RenderedObject } from '../render/objects.ts';
import { sharedRenders } from '../render/test-renders.ts';
import { COMPONENTS, dashboardExpressions, rulesOf, type Rules } from './rules.ts';

describe('the alerts and the dashboard', () => {
  const { renderWith } = sharedRenders();
  let staging: Rules;
  let production: Rules;
  before(async () => {
    staging = rulesOf(await renderWith('kustomize/overlays/staging', COMPONENTS));
    production = rulesOf(await renderWith('kustomize/overlays/production', COMPONENTS));
  });
  const all = (rules: Rules) => rules.groups.flatMap((group) => group.rules);

  it('ask only for metrics and labels that the service promises', () => {
    const promised = readFileSync('service/testdata/metrics.txt', 'utf8').split('\n');
    // Labels that Prometheus and our own rules add.
    const others = ['namespace', 'pod'];
    const expressions = [...all(production).map(({ expr }) => expr), ...dashboardExpressions()];
    const asked = expressions.flatMap((expr) => [
      ...expr.matchAll(/\b((?:skill|process|nodejs)_\w+)(?:\{([^}]*)\})?/g),
    ]);
    assert.ok(asked.length > 10);
    for (const [, name = '', selector = ''] of asked) {
      const line = promised.find((each) => each === name || each.startsWith(`${name}{`));
      assert.ok(line !== undefined, `${name} is asked for, and not promised`);
      for (const [, label = ''] of selector.matchAll(/(\w+)[=!]/g))
        assert.ok(others.includes(label) || line.split(/\W/).includes(label), `${name} has no label ${label}`);
    }
  });

  it('ask only for recorded series that a rule records', () => {
    const recorded = all(production).flatMap(({ record }) => record ?? []);
    const expressions = [...all(production).map(({ expr }) => expr), ...dashboardExpressions()];
    for (const [name] of expressions.flatMap((expr) => [...expr.matchAll(/\b(?:skill|certificate):\w+:\w+/g)]))
      assert.ok(recorded.includes(name), name);
  });

  it('say of each alert how bad it is, what it means and what to do', () => {
    const alerts = all(production).filter(({ alert }) => alert !== undefined);
    assert.ok(alerts.length > 5);
    for (const { alert, labels, annotations } of alerts) {
      assert.match(labels?.severity ?? '', /^(warning|critical)$/, alert);
      assert.ok(annotations?.summary && annotations.description, alert);
      assert.match(annotations.runbook ?? '', /^npm run /, alert);
    }
  });

  it('keep two environments in one cluster apart', () => {
    const own = (rules: Rules) =>
      all(rules)
        .filter(({ alert }) => alert !== 'AcmeRateLimited')
        .map(({ expr }) => expr);
    for (const expr of own(production)) assert.match(expr, /^[^"]*"mrdebugger"/);
    for (const expr of own(staging)) assert.match(expr, /^[^"]*"mrdebugger-staging"(?!.*"mrdebugger")/s);
  });

  it('render to the same before and behind the facts', async () => {
    const first = await renderWith('kustomize/overlays/staging', COMPONENTS, 'first');
    const sorted = (objects: readonly RenderedObject[]) =>
      objects.toSorted((a, b) => `${a.kind}/${a.metadata.name}`.localeCompare(`${b.kind}/${b.metadata.name}`));
    const behind = await renderWith('kustomize/overlays/staging', COMPONENTS);
    assert.deepEqual(sorted(first), sorted(behind));
  });

  it('show panels that do not overlap', () => {
    const { panels } = JSON.parse(readFileSync('kustomize/components/dashboard/mrdebugger.json', 'utf8')) as {
      panels: { id: number; title: string; gridPos: { x: number; y: number; w: number; h: number } }[];
    };
    assert.equal(new Set(panels.map(({ id }) => id)).size, panels.length);
    const taken = new Set<string>();
    for (const { title, gridPos } of panels)
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1)
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
          assert.ok(x < 24 && !taken.has(`${x},${y}`), title);
          taken.add(`${x},${y}`);
        }
  });
});
