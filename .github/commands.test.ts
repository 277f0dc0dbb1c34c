import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
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

/** Starts one program after the other, each in a folder of its own, and writes a NUL behind what it said. */
const ONE_AFTER_THE_OTHER = `
import { setImmediate } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
const outputs = [process.stdout, process.stderr];
for (const output of outputs) output.setMaxListeners(0);
for (const { program, argv, cwd } of JSON.parse(process.argv[1])) {
  process.chdir(cwd);
  process.env.HOME = cwd;
  process.argv = [process.execPath, program, ...argv];
  await import(pathToFileURL(program).href + '?' + argv);
  while (process.exitCode === undefined) await setImmediate();
  if (process.exitCode !== 0) process.exit();
  process.exitCode = undefined;
  for (const output of outputs) output.write('\\0');
}`;

describe('--help', () => {
  const { folder } = temporaryFiles();
  const env = { ...process.env, LC_ALL: 'C' };
  const commands = [...modules, ...scripts].map((file) => [file]).concat(SUBCOMMANDS);
  const starts = commands.map(([file = '', ...more]) => {
    const cwd = join(folder, [file, ...more].join('-').replaceAll('/', '-'));
    return { file, program: resolve(file), argv: [...more, '--help'], cwd };
  });
  const outcomes = new Map<string, { readonly stdout: string; readonly stderr: string }>();
  const run = promisify(execFile);

  before(async () => {
    for (const { cwd } of starts) mkdirSync(cwd);
    // Those that wait for their end can share a process, which reads what they have in common once.
    const together = starts.filter(({ file }) => /^await startProgram/m.test(readFileSync(file, 'utf8')));
    const words = ['--import', TSX, '--input-type=module', '--eval', ONE_AFTER_THE_OTHER, JSON.stringify(together)];
    const { stdout, stderr } = await run(process.execPath, words, { env });
    const [said, warned] = [stdout.split('\0'), stderr.split('\0')];
    for (const [index, { cwd }] of together.entries())
      outcomes.set(cwd, { stdout: said[index] ?? '', stderr: warned[index] ?? '' });
    for (const { file, program, argv, cwd } of starts.filter(({ cwd }) => !outcomes.has(cwd))) {
      const node = file.endsWith('.ts') ? [process.execPath, '--import', TSX] : [];
      const [command = '', ...options] = [...node, program, ...argv];
      outcomes.set(cwd, await run(command, options, { cwd, env: { ...env, HOME: cwd } }));
    }
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

  for (const { file, argv, cwd } of starts)
    it(`of ${[file, ...argv.slice(0, -1)].join(' ')} tells its exit statuses, ends with 0, and does nothing else`, () => {
      const { stdout, stderr } = outcomes.get(cwd) ?? assert.fail();
      assert.equal(stderr, '');
      assert.match(stdout, /^Exit status: 0 [a-z][^·\n]*( · \d+ |\n\n?\d+ )/m);
      assert.deepEqual(readdirSync(cwd), []);
    });
});
