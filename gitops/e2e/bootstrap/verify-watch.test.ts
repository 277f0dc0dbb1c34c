import assert from 'node:assert/strict';
import { noteErrors, type Told } from './verify-watch.ts';

describe('noteErrors', () => {
  const told = (code: string, level: Told['level']): Told => ({
    ...{ code, level, seen: 'nothing' },
    object: { kind: 'Pod', namespace: 'x', name: 'a' },
  });

  it('notes each error with the seconds in which it was told, and gives it back the first time alone', () => {
    const errors = new Map<string, number[]>();
    assert.deepEqual(noteErrors(errors, [told('W12', 'error')], 3), ['W12 Pod x/a: nothing']);
    assert.deepEqual(noteErrors(errors, [told('W12', 'error'), told('A1', 'error')], 4), ['A1 Pod x/a: nothing']);
    assert.deepEqual(
      [...errors],
      [
        ['W12 Pod x/a: nothing', [3, 4]],
        ['A1 Pod x/a: nothing', [4]],
      ],
    );
  });

  for (const level of ['progress', 'warning', 'unknown', 'info'] as const)
    it(`takes no finding of level ${level} for an error`, () => {
      const errors = new Map<string, number[]>();
      assert.deepEqual(noteErrors(errors, [told('W17', level)], 1), []);
      assert.equal(errors.size, 0);
    });
});
