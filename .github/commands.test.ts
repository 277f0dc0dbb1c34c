import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { temporaryFiles } from '#testing/temporary-files.ts';

/** Found from here, because commands are started elsewhere. */
const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

const holding = (text: string, ...files: string[]) =>
  execFileSync('git', ['grep', '-l', '-F', '-e', text, '--', ...files], { encoding: 'utf8' })
    .trim()
    .split('\n');

const modules = holding('startProgram(import.meta.url,', '*.ts').filter((file) => !file.endsWith('.test.ts'));
const scripts = holding('--help', '.github', 'gitops', '.ci').filter((file) =>
  readFileSync(file, 'utf8').startsWith('#!/usr/bin/env bash'),
);
/** Commands of a command that have a help of their own. */
const SUBCOMMANDS = [
  ['gitops/render/render-command.ts', 'charts'],
  ['gitops/render/render-command.ts', 'schemas'],
];

describe('--help', () => {
  const { folder } = temporaryFiles();
  const commands = [...modules.map((file) => [file]), ...scripts.map((file) => [file]), ...SUBCOMMANDS];
  const outcomes = new Map<readonly string[], Promise<{ readonly stdout: string; readonly stderr: string }>>();

  // Some at a time, because each is a process that reads a whole program.
  before(async function () {
    this.timeout(120_000);
    const left = commands.values();
    const work = async () => {
      for (const words of left) {
        const [file = '', ...more] = words;
        const cwd = join(folder, words.join('-').replaceAll('/', '-'));
        mkdirSync(cwd);
        const env = { ...process.env, LC_ALL: 'C', HOME: cwd };
        const program = file.endsWith('.ts') ? [process.execPath, '--import', TSX, resolve(file)] : [resolve(file)];
        const [command, ...options] = [...program, ...more, '--help'];
        const outcome = promisify(execFile)(command, options, { cwd, env });
        outcomes.set(words, outcome);
        await outcome.catch(() => undefined);
      }
    };
    await Promise.all(Array.from({ length: availableParallelism() }, work));
  });

  it('is looked for in every command that package.json has', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      scripts: Readonly<Record<string, string>>;
    };
    const started = Object.values(scripts).flatMap((script) => /--import tsx (\S+)$/.exec(script)?.[1] ?? []);
    assert.ok(started.length > 15);
    assert.deepEqual(
      started.filter((file) => !modules.includes(file)),
      [],
    );
  });

  for (const words of commands)
    it(`of ${words.join(' ')} tells its exit statuses, ends with 0, and does nothing else`, async () => {
      const { stdout, stderr } = (await outcomes.get(words)) ?? assert.fail();
      assert.equal(stderr, '');
      assert.match(stdout, /^Exit status: 0 [a-z][^·\n]*( · \d+ |\n\n?\d+ )/m);
      assert.deepEqual(readdirSync(join(folder, words.join('-').replaceAll('/', '-'))), []);
    });
});
