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

  for (const [what, text] of [
    ['no JSON', '{'],
    ['a list', '[]'],
    ['null', 'null'],
    ['another format', '{"format":2,"takenAt":"2026-11-24T12:00:00Z","scope":{},"exchanges":[]}'],
    ['no time', '{"format":1,"takenAt":"soon","scope":{},"exchanges":[]}'],
    ['no answers', '{"format":1,"takenAt":"2026-11-24T12:00:00Z","scope":{},"exchanges":[{"question":{"ask":"get"}}]}'],
    [
      'an unknown kind',
      '{"format":1,"takenAt":"2026-11-24T12:00:00Z","scope":{},"exchanges":[{"question":{"ask":"list","kind":"toString"},"answer":{"objects":[]}}]}',
    ],
    [
      'an object without a name',
      '{"format":1,"takenAt":"2026-11-24T12:00:00Z","scope":{},"exchanges":[{"question":{"ask":"list","kind":"Pod"},"answer":{"objects":[{}]}}]}',
    ],
  ] as const)
    it(`says what was expected where the file holds ${what}`, () => {
      const path = file('b.json', text);
      assert.throws(
        () => readSnapshot(path),
        (error: StartError) => {
          assert.equal(error.name, StartError.name);
          assert.match(
            error.message,
            /^--from .*b\.json: no (JSON|snapshot of format 1); expected what --dump has written$/,
          );
          return true;
        },
      );
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
