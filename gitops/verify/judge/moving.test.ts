import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { readRecording } from '../../e2e/faults/recording.ts';
import { judged, seen, TAKEN_AT } from '../test-world.ts';
import type { Finding } from '../model/finding.ts';
import { checks } from './checks/index.ts';
import { casesOf, codesOfCases } from './checks/test-cases.ts';
import { judge } from './judge.ts';

const RECORDED = new URL('../testdata/recorded/', import.meta.url);
const DAY = 24 * 3_600_000;

const later = (takenAt: string) => new Date(Date.parse(takenAt) + DAY).toISOString();
const onItsWay = (findings: readonly Finding[]) =>
  findings.filter(({ level }) => level === 'progress').map(({ code, seen: { en }, moving }) => ({ code, en, moving }));

describe('what is on its way', () => {
  const written = new Set(codesOfCases());
  for (const check of checks.filter(({ code }) => written.has(code)))
    it(`is moved by something that is named, and not a day later any more: ${check.code}`, async () => {
      for (const { git, ...world } of casesOf(check.code)) {
        if (git) continue;
        for (const { code, level, moving } of judge(await seen(world, [check]), [check]))
          if (level === 'progress') assert.ok(moving?.by.en && moving.by.ko, code);
        const takenAt = later(world.takenAt ?? TAKEN_AT);
        assert.deepEqual(onItsWay(judge(await seen({ ...world, takenAt }, [check]), [check])), []);
      }
    });
  for (const file of readdirSync(RECORDED))
    it(`is not a day later, where nothing happens any more: ${file}`, async () => {
      const world = readRecording(new URL(file, RECORDED)).at(-1);
      assert.ok(world);
      assert.deepEqual(onItsWay(await judged({ ...world, takenAt: later(world.takenAt) })), []);
    });
});
