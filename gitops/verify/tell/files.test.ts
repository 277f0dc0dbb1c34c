import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFiles } from '#testing/temporary-files.ts';
import { StartError } from '#program/start-error.ts';
import { readSettings, readWorld, requireWritable } from './files.ts';
import { EMPTY_SCOPE } from '../see/scope.ts';
import { writtenWorld } from '../test-world.ts';

describe('readWorld', () => {
  const { file, folder } = temporaryFiles();

  it('reads what was dumped, also where an older one had fewer options', () => {
    const world = writtenWorld({ objects: { Pod: [{ metadata: { name: 'a' } }] as never } });
    const path = file('a.json', JSON.stringify({ ...world, scope: {} }));
    assert.deepEqual(readWorld(path), { ...world, scope: EMPTY_SCOPE });
  });

  for (const [what, text, problem] of [
    ['no JSON', '{', 'no JSON'],
    ['a list', '[]', 'JSON is not as expected'],
    ['null', 'null', 'JSON is not as expected'],
    ['another format', { format: 1 }, 'format is not as expected'],
    ['no time', { takenAt: 'soon' }, 'takenAt is not as expected'],
    ['no answers', { answers: [{ question: { ask: 'log' } }] }, 'answers.0.answer is not as expected'],
    ['an unknown kind', { objects: { toString: [] } }, 'objects is not as expected'],
    ['an object without a name', { objects: { Pod: [{}] } }, 'objects.Pod.0.metadata is not as expected'],
  ] as const)
    it(`says what was expected where the file holds ${what}`, () => {
      const path = file('b.json', typeof text === 'string' ? text : JSON.stringify({ ...writtenWorld({}), ...text }));
      const message = `--from ${path}: ${problem}; expected what --dump of this version has written`;
      assert.throws(() => readWorld(path), { name: StartError.name, message });
    });

  it('says so where there is no file', () => {
    assert.throws(
      () => readWorld(`${folder}/none`),
      /--from .*none: ENOENT; expected what --dump of this version has written/,
    );
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

describe('readSettings', () => {
  const { file, folder } = temporaryFiles();

  it('reads the file at the root, and the comments of files', () => {
    assert.deepEqual(readSettings(folder, []), { ignored: [], facts: [], problems: [] });
    file('.umi-verify.yaml', 'ignore: [{ code: H12, object: "*", reason: behind a CDN }]');
    const { ignored, problems } = readSettings(folder, [
      { path: 'a.yaml', text: 'a: 1 # umi-verify: ignore C16 test shop\n' },
      { path: 'b.yaml', text: 'b: 1 # umi-verify: ignore C16\n' },
    ]);
    assert.deepEqual(
      ignored.map(({ code, file: where }) => [code, where]),
      [
        ['H12', undefined],
        ['C16', 'a.yaml'],
      ],
    );
    assert.match(problems[0]?.en ?? '', /^b\.yaml:1:6: /);
  });

  it('names settings that cannot be read', () => {
    mkdirSync(join(folder, 'other/.umi-verify.yaml'), { recursive: true });
    const message = '.umi-verify.yaml: EISDIR; expected a file that can be read';
    assert.throws(() => readSettings(join(folder, 'other'), []), { name: StartError.name, message });
  });
});
