import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { run } from '#testing/run-command.ts';
import { temporaryFiles } from '#testing/temporary-files.ts';
import { parseLine, UsageError, type Command } from './command.ts';
import { StartError } from './start-error.ts';

const KOREAN = { env: { LANG: 'ko_KR.UTF-8' } };

describe('a command', () => {
  const speaks = (help: Parameters<typeof parseLine>[1]): Command => {
    return (argv, { stdout }) => {
      const { values } = parseLine(argv, help, { out: { type: 'string' } });
      stdout.write(values.out ?? '');
      return 0;
    };
  };
  const both = speaks({ en: 'english\n', ko: '한국어\n' });
  const english = speaks('english\n');

  it('tells its help in the language of the reader, where it has it', async () => {
    assert.equal((await run(both, ['--help'])).stdout, 'english\n');
    assert.equal((await run(both, ['-h'], KOREAN)).stdout, '한국어\n');
    assert.equal((await run(both, ['-h', '--lang', 'en'], KOREAN)).stdout, 'english\n');
    assert.equal((await run(english, ['--help'], KOREAN)).stdout, 'english\n');
  });

  it('refuses a language that it does not speak', async () => {
    assert.match((await run(both, ['--lang', 'fr'])).stderr, /^--lang fr: expected en, ko\nSee --help\.\n$/);
    assert.match(
      (await run(both, ['--lang', 'fr'], KOREAN)).stderr,
      /^--lang fr: en, ko 중 하나여야 합니다\n--help를 /,
    );
    assert.match((await run(english, ['--lang', 'ko'])).stderr, /^Unknown option '--lang'/);
  });

  it('tells in its own language what a command line lacks', async () => {
    assert.match((await run(english, ['--ou'], KOREAN)).stderr, /^Unknown option '--ou'.*\nSee --help\.\n$/);
    assert.equal((await run(both, ['--ou'], KOREAN)).stderr, '--ou: 없는 옵션입니다\n--help를 참고하세요.\n');
    assert.equal((await run(both, ['a b'], KOREAN)).stderr, 'a b: 옵션만 받습니다\n--help를 참고하세요.\n');
    assert.equal((await run(both, ['--out'], KOREAN)).stderr, '--out: 값이 필요합니다\n--help를 참고하세요.\n');
  });

  it('tells what was thrown in the language of the reader, and in English where there is no other', async () => {
    const throws = (error: Error) => () => {
      throw error;
    };
    const text = { en: 'wrong', ko: '틀림' };
    for (const [error, environment, status, stderr] of [
      [new UsageError(text), {}, 64, 'wrong\nSee --help.\n'],
      [new UsageError(text), KOREAN, 64, '틀림\n--help를 참고하세요.\n'],
      [new UsageError('wrong'), KOREAN, 64, 'wrong\nSee --help.\n'],
      [new StartError([text, 'no']), {}, 78, 'wrong\nno\n'],
      [new StartError([text, 'no']), KOREAN, 78, '틀림\nno\n'],
    ] as const)
      assert.deepEqual(await run(throws(error), [], environment), { status, stdout: '', stderr });
  });
});

describe('a program', () => {
  const { folder } = temporaryFiles();
  const program = join(folder, 'program.mjs');
  const contents = `import { startProgram } from './command.ts';
const command = async (argv, { stdout, stderr }) => {
  stderr.write('begun\\n');
  for (let line = 0; line < Number(argv[0]); line++) {
    stdout.write('${'a'.repeat(100)}\\n');
    await new Promise(setImmediate);
  }
  stderr.write('done\\n');
  return 3;
};
await startProgram(import.meta.url, command, { isServer: process.argv.includes('server') });
`;
  // In one file that Node runs by itself, because it is started a dozen times.
  before(() => {
    const stdin = { contents, resolveDir: import.meta.dirname };
    buildSync({ stdin, outfile: program, bundle: true, platform: 'node', format: 'esm' });
  });
  const NODE = `"${process.execPath}" "${program}"`;
  const bash = (script: string, env: NodeJS.ProcessEnv = { LC_ALL: 'C' }) => {
    const words = ['-c', script.replaceAll('NODE', NODE)];
    const { status, stdout, stderr } = spawnSync('bash', words, { encoding: 'utf8', env: { ...process.env, ...env } });
    return { status, stdout, stderr };
  };

  it('ends with 141 and without a word where nobody reads its output any more', () => {
    const { stdout, stderr } = bash('NODE 100000 | head -c 2; echo " ${PIPESTATUS[0]}"');
    assert.deepEqual({ stdout, stderr }, { stdout: 'aa 141\n', stderr: 'begun\n' });
  });

  it('ends with 141 where nobody reads even the first line', () => {
    const { stdout, stderr } = bash('NODE 1 | exec 0<&-; echo " ${PIPESTATUS[0]}"');
    assert.deepEqual({ stdout, stderr: stderr.replace('done\n', '') }, { stdout: ' 141\n', stderr: 'begun\n' });
  });

  it('ends with 74 and a line where its output cannot be written', () => {
    const full = bash('NODE 1000 >/dev/full');
    assert.deepEqual(full, {
      ...{ status: 74, stdout: '', stderr: 'begun\nstandard output: ENOSPC: no space left on device, write\n' },
    });
    assert.match(bash('NODE 1000 >/dev/full', { LC_ALL: 'ko_KR' }).stderr, /\n표준 출력: ENOSPC: [^\n]*\n$/);
  });

  it('goes on without standard error, whether it is closed, full, or read by nobody', () => {
    for (const redirection of ['2>&-', '2>/dev/full', '2> >(exec 0<&-; sleep 0.1)'])
      assert.equal(bash(`NODE 2 ${redirection}; echo $?`).stdout.slice(-2), '3\n', redirection);
  });

  it('goes on without standard output that was closed from the start', () => {
    assert.deepEqual(bash('NODE 2 >&-'), { status: 3, stdout: '', stderr: 'begun\ndone\n' });
  });

  it('goes on without standard output where it is a server, and says so once', () => {
    const { stdout, stderr } = bash('NODE 1000 server | head -c 2; echo " ${PIPESTATUS[0]}"');
    // The reader may be gone before or after the program has done its work.
    const said = ['begun', 'done', 'standard output: write EPIPE; this goes on without it'];
    assert.deepEqual({ stdout, said: stderr.trimEnd().split('\n').sort() }, { stdout: 'aa 3\n', said });
    assert.equal(bash('NODE 2 server >/dev/full').status, 3);
  });
});
