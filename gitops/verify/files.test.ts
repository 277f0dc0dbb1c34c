import assert from 'node:assert/strict';
import { temporaryFiles } from '#testing/temporary-files.ts';
import { StartError } from '#program/start-error.ts';
import { readSnapshot, requireWritable } from './files.ts';
import { EMPTY_SCOPE } from './scope.ts';
import { snapshotOf } from './test-snapshot.ts';

describe('readSnapshot', () => {
  const { file, folder } = temporaryFiles();

  it('reads what was dumped, also where an older one had fewer options', () => {
    const snapshot = snapshotOf({ objects: { Pod: [{ metadata: { name: 'a' } }] as never } });
    const path = file('a.json', JSON.stringify({ ...snapshot, scope: {} }));
    assert.deepEqual(readSnapshot(path), { ...snapshot, scope: EMPTY_SCOPE });
  });

  for (const [what, text, problem] of [
    ['no JSON', '{', 'no JSON'],
    ['a list', '[]', 'JSON is not as expected'],
    ['null', 'null', 'JSON is not as expected'],
    [
      'another format',
      '{"format":2,"takenAt":"2026-11-24T12:00:00Z","scope":{},"exchanges":[]}',
      'format is not as expected',
    ],
    ['no time', '{"format":1,"takenAt":"soon","scope":{},"exchanges":[]}', 'takenAt is not as expected'],
    [
      'no answers',
      '{"format":1,"takenAt":"2026-11-24T12:00:00Z","scope":{},"exchanges":[{"question":{"ask":"get"}}]}',
      'exchanges.0 is not as expected',
    ],
    [
      'an unknown kind',
      '{"format":1,"takenAt":"2026-11-24T12:00:00Z","scope":{},"exchanges":[{"question":{"ask":"list","kind":"toString"},"answer":{"objects":[]}}]}',
      'exchanges.0 is not as expected',
    ],
    [
      'an object without a name',
      '{"format":1,"takenAt":"2026-11-24T12:00:00Z","scope":{},"exchanges":[{"question":{"ask":"list","kind":"Pod"},"answer":{"objects":[{}]}}]}',
      'exchanges.0 is not as expected',
    ],
  ] as const)
    it(`says what was expected where the file holds ${what}`, () => {
      const path = file('b.json', text);
      const message = `--from ${path}: ${problem}; expected what --dump has written`;
      assert.throws(() => readSnapshot(path), { name: StartError.name, message });
    });

  it('says so where there is no file', () => {
    assert.throws(() => readSnapshot(`${folder}/none`), /--from .*none: ENOENT; expected what --dump has written/);
  });
});

describe('requireWritable', () => {
  const { folder } = temporaryFiles();
  it('names every file that cannot be written', () => {
    assert.throws(
      () => {
        requireWritable({ '--output': '/nowhere/a', '--dump': folder, '--from': undefined });
      },
      {
        message: `--output /nowhere/a: ENOENT; expected a file that can be written\n--dump ${folder}: EISDIR; expected a file that can be written`,
      },
    );
  });
});
