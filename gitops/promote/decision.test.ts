import assert from 'node:assert/strict';
import type { Relation } from '#program/git.ts';
import type { Build } from './build.ts';
import { decide } from './decision.ts';

const digest = (letters: string) => `sha256:${letters.repeat(32)}`;
const build = (letters: string, more: Partial<Build> = {}): Build => ({
  revision: letters.repeat(20),
  service: digest(letters),
  verify: digest(letters),
  ...more,
});

describe('decide', () => {
  const cases: readonly (readonly [circumstance: string, Build, Relation, allowOlder: boolean, action: string])[] = [
    ['the first promotion', build('00'), 'unknown', false, 'write'],
    ['a build of a later commit', build('aa'), 'descendant', false, 'write'],
    ['the build that is there', build('bb'), 'same', false, 'leave'],
    ['another build of the same commit', build('bb', { verify: digest('cc') }), 'same', false, 'write'],
    ['a build of an earlier commit', build('cc'), 'ancestor', false, 'leave'],
    ['a build of an earlier commit, allowed', build('cc'), 'ancestor', true, 'write'],
    ['a build of another history', build('dd'), 'diverged', false, 'refuse'],
    ['a build of another history, allowed', build('dd'), 'diverged', true, 'write'],
    ['a build that this clone does not know', build('ee'), 'unknown', false, 'refuse'],
    ['a build that this clone does not know, allowed', build('ee'), 'unknown', true, 'write'],
  ];
  for (const [circumstance, present, relation, allowOlder, action] of cases)
    it(`${action}s for ${circumstance}`, () => {
      assert.equal(decide(build('bb'), present, relation, { allowOlder }).action, action);
    });

  it('says which build is in the way', () => {
    assert.match(decide(build('bb'), build('cc'), 'ancestor', { allowOlder: false }).because, /newer ccccccc/);
  });
});
