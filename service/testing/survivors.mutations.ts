import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { temporaryFiles } from './temporary-files.ts';

/** Percent of the mutants of a part that its tests must notice. */
const MIN_SCORE = 90;

/**
 * What decides what is heard and answered, and the tests that watch over it, of which those that take long are left out.
 * `ignoreStatic` leaves out words and limits, which are read once: each of them would need a process of its own.
 */
const PARTS = [
  { files: 'service/cek/*.ts', spec: ['service/cek/*.test.ts', 'service/middleware/freshness.test.ts'] },
  { files: 'service/middleware/*.ts', spec: ['service/app.test.ts', 'service/middleware/*.test.ts'] },
  { files: 'service/intents/*.ts', spec: ['service/intents/*.test.ts'] },
  {
    files: 'service/interaction-model/{commands,forms,hear,lint-names,plain,tsv}.ts',
    spec: ['forms', 'hear', 'lint-names', 'tsv'].map((name) => `service/interaction-model/${name}.test.ts`),
    ignoreStatic: true,
  },
  {
    files: 'service/interaction-model/lint.ts',
    spec: ['service/interaction-model/lint.test.ts'],
    ignoreStatic: true,
  },
];

/** No dependencies of ours, because they need a newer Node than the service. */
const PACKAGES = ['@stryker-mutator/core@10.0.0', '@stryker-mutator/mocha-runner@10.0.0'];

/** The runner requires files of mocha's without their extension, which is .cjs since mocha 12. */
const FIND_CJS = `data:text/javascript,${encodeURIComponent("import m from 'node:module'; m._extensions['.cjs'] = m._extensions['.js']")}`;

interface Place {
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

/** Of mutation-testing-report-schema, what is read here. */
interface Report {
  readonly files: Readonly<Record<string, { readonly source: string; readonly mutants: readonly Mutant[] }>>;
}

interface Mutant {
  readonly status: string;
  readonly replacement: string;
  readonly location: { readonly start: Place; readonly end: Place };
}

/** A mutant as survivors.yaml tells it. */
interface Told {
  readonly file: string;
  /** The line it begins in, and what became of that. */
  readonly line: string;
  readonly mutant: string;
}

/** `npm run test:with -- mutations`: Stryker changes the code, and a test must notice each change. */
describe('The tests', () => {
  const { folder: temporary, file } = temporaryFiles();
  const allowed = parse(readFileSync('service/testing/survivors.yaml', 'utf8')) as readonly (Told & { why: string })[];

  for (const { files, spec, ignoreStatic = false } of PARTS) {
    it(`notice ${MIN_SCORE} % of the mutants of ${files}, and all but those that survivors.yaml gives a reason for`, () => {
      const report = mutate(files, { mochaOptions: { 'no-config': true, spec }, ignoreStatic });
      const mutants = Object.entries(report.files).flatMap(([name, { source, mutants }]) =>
        mutants.map((mutant) => ({ status: mutant.status, key: keyOf(tell(name, source, mutant)) })),
      );
      const having = (...statuses: readonly string[]) => mutants.filter(({ status }) => statuses.includes(status));
      const killed = having('Killed', 'Timeout').length;
      const survivors = having('Survived', 'NoCoverage').map(({ key }) => key);
      const score = (100 * killed) / (killed + survivors.length);
      console.log(`${files}: ${killed} of ${killed + survivors.length} mutants killed, ${score.toFixed(1)} %`);

      const known = allowed.filter(({ file }) => file in report.files).map(keyOf);
      const unknown = survivors.filter((key) => !known.includes(key));
      assert.deepEqual(unknown, [], 'mutants that no test notices');
      // A machine under load may take the time of one that survives for that of an endless loop.
      const noticed = having('Killed').map(({ key }) => key);
      const gone = known.filter((key) => !survivors.includes(key) && noticed.includes(key));
      assert.deepEqual(gone, [], 'mutants of survivors.yaml that a test notices');
      assert.ok(score >= MIN_SCORE);
    }).timeout(0);
  }

  function mutate(files: string, options: object): Report {
    const reportFile = join(temporary, 'report.json');
    const config = file(
      'stryker.json',
      JSON.stringify({
        testRunner: 'mocha',
        plugins: ['@stryker-mutator/mocha-runner'],
        ...options,
        mutate: [files, '!**/*.test.ts'],
        coverageAnalysis: 'perTest',
        reporters: ['json', 'progress-append-only'],
        jsonReporter: { fileName: reportFile },
        // A name that leads nowhere, so that Stryker does not ask for TypeScript beside it.
        tsconfigFile: 'no-tsconfig.json',
        ignorePatterns: ['.github', 'dist', 'gitops'],
        tempDirName: join(temporary, 'sandbox'),
      }),
    );
    const packages = PACKAGES.map((name) => `--package=${name}`);
    const words = ['--yes', '--no-legacy-peer-deps', `--node-options=--import=${FIND_CJS}`, ...packages];
    const { status } = spawnSync('npm', ['exec', ...words, '--', 'stryker', 'run', config], { stdio: 'inherit' });
    assert.equal(status, 0);
    return JSON.parse(readFileSync(reportFile, 'utf8')) as Report;
  }
});

function tell(file: string, source: string, { location: { start, end }, replacement }: Mutant): Told {
  const lines = source.split('\n');
  const line = lines[start.line - 1] ?? '';
  const rest = lines[end.line - 1]?.slice(end.column - 1) ?? '';
  const [mutant = ''] = `${line.slice(0, start.column - 1)}${replacement}${rest}`.split('\n');
  return { file, line: line.trim(), mutant: mutant.trim() };
}

function keyOf({ file, line, mutant }: Told): string {
  return `${file}: ${line} → ${mutant}`;
}
