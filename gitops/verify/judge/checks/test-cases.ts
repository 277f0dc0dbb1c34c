import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Level } from '../../model/finding.ts';
import type { Manifests } from '../../see/manifests/manifests.ts';
import type { WrittenWorld } from '../../test-world.ts';

/** One circumstance of a check, in checks/testdata/<code>.yaml; for tests. */
export interface Case extends WrittenWorld {
  /** What Git holds, in place of a cluster. */
  readonly git?: Partial<Manifests>;
  /** The circumstance, in words. */
  readonly it: string;
  /** The expected findings in their order; empty where the check must be silent. */
  readonly shows: readonly {
    /** `Kind/namespace/name` */
    readonly object: string;
    readonly level?: Level;
    /** A part of what was seen, in English. */
    readonly seen: string;
    /** A part of what was seen, in Korean. */
    readonly ko?: string;
  }[];
}

const TESTDATA = new URL('testdata/', import.meta.url);

/** Each file is parsed once in a process: all of them together take two seconds. */
const parsed = new Map<string, readonly Case[]>();

/** The codes that have cases. */
export function codesOfCases(): readonly string[] {
  return readdirSync(TESTDATA).map((file) => file.replace(/\.yaml$/, '').toUpperCase());
}

/** @throws {AssertionError} where the code has no file of cases */
export function casesOf(code: string): readonly Case[] {
  const file = `${code.toLowerCase()}.yaml`;
  const url = new URL(file, TESTDATA);
  assert.ok(existsSync(url), `checks/testdata/${file}: expected the cases of ${code}`);
  const cases = parsed.get(code) ?? (parse(readFileSync(url, 'utf8')) as readonly Case[]);
  parsed.set(code, cases);
  return cases;
}
