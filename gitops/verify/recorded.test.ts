import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { readRecording } from '../e2e/faults/recording.ts';
import { faults } from '../e2e/faults/registry.ts';
import { problemOf } from '../e2e/faults/run-fault.ts';
import { soundRuns } from '../e2e/faults/sound-runs.ts';
import { judged } from './test-world.ts';

/** What verify saw on a real cluster: `npm run e2e:faults -- --record gitops/verify/testdata/recorded`. */
const FOLDER = new URL('testdata/recorded/', import.meta.url);
const fileOf = (name: string) => new URL(`${name}.json.gz`, FOLDER);

describe('what was recorded on a real cluster', () => {
  for (const fault of faults)
    it(`${fault.name}: ${fault.roots.join(' and ')}`, async () => {
      for (const look of readRecording(fileOf(fault.name))) {
        const findings = await judged(look);
        const told = findings.map(({ level, code, cause, seen }) => `${level} ${code} ${cause?.code ?? ''} ${seen.en}`);
        assert.equal(problemOf(findings, fault), undefined, told.join('\n'));
      }
    });
  for (const { name, what } of soundRuns)
    it(`${name}: nothing is wrong in any second of ${what}`, async () => {
      const looks = readRecording(fileOf(name));
      assert.ok(looks.length >= 5, `${looks.length} looks`);
      for (const look of looks)
        for (const { level, code, seen } of await judged(look))
          assert.ok(!['error', 'unknown', 'warning'].includes(level), `${look.takenAt}: ${level} ${code} ${seen.en}`);
    });
  it('has only recordings of existing faults and sound runs', () => {
    const names = new Set([...faults, ...soundRuns].map(({ name }) => `${name}.json.gz`));
    assert.deepEqual(
      readdirSync(FOLDER).filter((file) => !names.has(file)),
      [],
    );
  });
});
