import assert from 'node:assert/strict';
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFiles } from '#testing/temporary-files.ts';
import { outputOf, run } from './run.ts';

describe('run', () => {
  const { folder, file } = temporaryFiles();
  const sh = (script: string, options?: Parameters<typeof run>[2]) => run('sh', ['-c', script], options);

  it('gives the status and all that was said', async () => {
    assert.deepEqual(await sh('echo out; echo err >&2; exit 3'), { status: 3, stdout: 'out\n', stderr: 'err\n' });
    assert.deepEqual(await run('true'), { status: 0, stdout: '', stderr: '' });
  });

  it('hands it words, folder, environment and input as they are', async () => {
    const options = { cwd: folder, env: { PATH: process.env.PATH, WHO: '우미' }, input: '{ a: 팁 }\n' };
    const { stdout } = await run('sh', ['-c', 'pwd; echo "$1 $WHO"; cat', 'sh', 'a  b'], options);
    assert.equal(stdout, `${realpathSync(folder)}\na  b 우미\n{ a: 팁 }\n`);
  });

  it('keeps letters whole that come in pieces, on both streams', async () => {
    const pieces = [...Buffer.from('우미')].map((byte) => `printf '\\${byte.toString(8)}'; sleep 0.01`).join('\n');
    const { stdout, stderr } = await sh(`{ ${pieces}\n}; { ${pieces}\n} >&2`);
    assert.deepEqual([stdout, stderr], ['우미', '우미']);
  });

  it('gives a long text back letter by letter', async () => {
    const input = '디버깅 팁\n'.repeat(100_000);
    assert.equal((await run('cat', [], { input })).stdout, input);
  });

  it('tells how a program ended that did not read its input', async () => {
    const ended = await sh("echo 'no such context' >&2; exit 1", { input: 'a'.repeat(4_000_000) });
    assert.deepEqual(ended, { status: 1, stdout: '', stderr: 'no such context\n' });
  });

  it('kills a program that takes longer than its time limit, and gives what it said until then', async () => {
    // What it started keeps the streams open and is not waited for.
    const ended = await sh("trap '' TERM; echo begun; sleep 10 & wait", { timeLimit: 500 });
    assert.deepEqual(ended, { status: null, stdout: 'begun\n', stderr: '' });
  });

  for (const { name, program, cwd, problem } of [
    {
      name: 'a name that is not on the PATH',
      program: 'no-such-program',
      problem: 'no-such-program is not on the PATH',
    },
    { name: 'a path with nothing there', program: join(folder, 'none'), problem: `${folder}/none: no such program` },
    { name: 'a folder that is not there', program: 'true', cwd: '/no/such', problem: '/no/such: no such folder' },
    {
      name: 'a file that is no program',
      program: file('text', ''),
      problem: `${folder}/text: spawn ${folder}/text EACCES`,
    },
  ]) {
    it(`throws a StartError for ${name}`, async () => {
      const { message, code } = await run(program, [], cwd === undefined ? {} : { cwd }).then(
        () => assert.fail('it started'),
        (error: unknown) => error as NodeJS.ErrnoException,
      );
      assert.deepEqual([message, code], [problem, problem.includes('EACCES') ? 'EACCES' : 'ENOENT']);
    });
  }
});

describe('outputOf', () => {
  it('gives standard output without white space around it', async () => {
    assert.equal(await outputOf('sh', ['-c', "printf ' a\\nb\\n\\n'; echo warning >&2"]), 'a\nb');
  });

  it('throws what was said on both streams, where the status is not 0', async () => {
    await assert.rejects(outputOf('sh', ['-c', 'echo refused; echo error >&2; exit 2']), {
      ...{ name: 'ProgramError', message: 'sh -c: error\nrefused', status: 2 },
    });
  });

  it('throws the status where nothing was said, or that a signal ended it', async () => {
    await assert.rejects(outputOf('false'), { message: 'false: ended with 1' });
    await assert.rejects(outputOf('sh', ['-c', 'kill -9 $$']), { message: 'sh -c: ended with a signal', status: null });
  });
});
