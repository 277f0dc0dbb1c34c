import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { temporaryFiles } from '#testing/temporary-files.ts';
import { sharedRenders } from '../render/test-renders.ts';
import { yamlText } from '../yaml-text.ts';
import { COMPONENTS, dashboardExpressions, rulesOf, type Rules } from './rules.ts';

interface TestFile {
  readonly tests: readonly {
    readonly name: string;
    readonly alert_rule_test: readonly { readonly alertname: string; readonly exp_alerts: readonly unknown[] }[];
  }[];
}

/** `npm run test:with -- promtool`: promtool judges the rules and runs their tests. */
describe('The alerts', () => {
  const testdata = 'gitops/alerts/testdata';
  const names = readdirSync(testdata);
  const files = temporaryFiles();
  const { renderWith } = sharedRenders();
  let rules: Rules;

  const promtool = (...words: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync('promtool', words, { cwd: files.folder, encoding: 'utf8' });
    assert.equal(status, 0, `${stdout}${stderr}`);
  };

  before(async () => {
    rules = rulesOf(await renderWith('kustomize/overlays/production', COMPONENTS));
    files.file('rules.yaml', yamlText(rules));
    for (const name of names) cpSync(join(testdata, name), join(files.folder, name));
  });

  it('are rules in which promtool finds nothing wrong', () => {
    promtool('check', 'rules', '--lint=all', '--lint-fatal', 'rules.yaml');
  });

  for (const name of names)
    it(`pass the tests of ${name}`, () => {
      promtool('test', 'rules', name);
    });

  it('each have a test in which they fire, and one in which they stay silent', () => {
    const tests = names.flatMap(
      (name) => (parse(readFileSync(join(testdata, name), 'utf8'), { merge: true }) as TestFile).tests,
    );
    for (const { alert } of rules.groups.flatMap(({ rules }) => rules)) {
      if (alert === undefined) continue;
      const own = (words: string) =>
        tests
          .filter(({ name }) => name.startsWith(`${alert} ${words}`))
          .map((test) => test.alert_rule_test.filter(({ alertname }) => alertname === alert));
      const firing = own('fires');
      const silent = own('stays silent');
      assert.ok(firing.length > 0 && silent.length > 0, `${alert} has not both in ${testdata}`);
      for (const cases of firing)
        assert.ok(
          cases.some(({ exp_alerts }) => exp_alerts.length > 0),
          alert,
        );
      for (const cases of silent)
        assert.ok(cases.length > 0 && cases.every(({ exp_alerts }) => exp_alerts.length === 0), alert);
    }
  });

  it('and the dashboard ask what promtool can parse', () => {
    const asRules = dashboardExpressions().map((expr, index) => ({ record: `panel:${index}`, expr }));
    files.file('dashboard.yaml', yamlText({ groups: [{ name: 'dashboard', rules: asRules }] }));
    promtool('check', 'rules', 'dashboard.yaml');
  });
});
