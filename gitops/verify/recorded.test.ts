import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { readRecording } from '../e2e/faults/recording.ts';
import { faults } from '../e2e/faults/registry.ts';
import { problemOf } from '../e2e/faults/run-fault.ts';
import { soundRuns } from '../e2e/faults/sound-runs.ts';
import { KINDS, type KindId } from './see/kinds.ts';
import type { WorldGap } from './see/world.ts';
import { judged } from './test-world.ts';

/** What verify saw on a real cluster: `npm run e2e:faults -- --record gitops/verify/testdata/recorded`. */
const FOLDER = new URL('testdata/recorded/', import.meta.url);
const fileOf = (name: string) => new URL(`${name}.json.gz`, FOLDER);

/** The rights of an account in single namespaces: no list over all of them, and nothing that is in none. */
const NARROW: readonly WorldGap[] = (Object.keys(KINDS) as KindId[]).map((kind) => ({
  ...{ kind, gap: { gap: 'Forbidden', message: '' } },
  ...(KINDS[kind].isNamespaced ? { namespace: '*' } : {}),
}));

/** Faults whose cause is in no namespace, or is that something is in none of all namespaces. */
const BEYOND = [
  ...[
    'ingress-class',
    'class-and-secret',
    'host-not-admitted',
    'issuer-kind',
    'class-and-policy',
    'expired',
    'no-class',
  ],
  ...['certificate-namespace', 'gateway-labels', 'no-rights', 'gateway-rights', 'destination', 'gateway-name'],
  'ingress-secret',
];
const isBeyond = ({ name }: { readonly name: string }) => BEYOND.includes(name);

describe('what was recorded on a real cluster', () => {
  for (const fault of faults)
    it(`${fault.name}: ${fault.roots.join(' and ')}`, async () => {
      for (const look of readRecording(fileOf(fault.name))) {
        const findings = await judged(look);
        const told = findings.map(({ level, code, cause, seen }) => `${level} ${code} ${cause?.code ?? ''} ${seen.en}`);
        assert.equal(problemOf(findings, fault), undefined, told.join('\n'));
      }
    });
  for (const { name, what, unknown = [] } of soundRuns)
    it(`${name}: nothing is wrong in any second of ${what}`, async () => {
      const looks = readRecording(fileOf(name));
      assert.ok(looks.length >= 5, `${looks.length} looks`);
      for (const look of looks)
        for (const { level, code, seen } of await judged(look))
          assert.ok(
            !['error', 'unknown', 'warning'].includes(level) || (level === 'unknown' && unknown.includes(code)),
            `${look.takenAt}: ${level} ${code} ${seen.en}`,
          );
    });
  for (const fault of faults)
    it(`${fault.name}: ${isBeyond(fault) ? 'is not called fine' : 'is named'} by whom only single namespaces may be read`, async () => {
      for (const look of readRecording(fileOf(fault.name))) {
        const findings = await judged({ ...look, gaps: [...look.gaps, ...NARROW] });
        const unknown = findings.filter(({ code }) => code === 'O6');
        assert.notEqual(unknown.length, 0);
        const named = problemOf(
          findings.filter((each) => !unknown.includes(each)),
          fault,
        );
        assert.equal(named === undefined, !isBeyond(fault), named ?? 'it is named by now');
      }
    });
  it('has only recordings of existing faults and sound runs', () => {
    const names = new Set([...faults, ...soundRuns].map(({ name }) => `${name}.json.gz`));
    assert.deepEqual(
      readdirSync(FOLDER).filter((file) => !names.has(file)),
      [],
    );
  });
});
