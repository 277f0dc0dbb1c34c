import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { accessSync, constants, readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { readFacts } from '../gitops/facts.ts';
import { findEnvironments } from '../gitops/render/kustomizations.ts';
import { buildFile } from '../gitops/promote/build.ts';
import { passes } from './path-filter.ts';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}
interface Job {
  readonly uses?: string;
  readonly concurrency?: unknown;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly 'timeout-minutes'?: number;
  readonly steps?: readonly Step[];
}
interface Workflow {
  readonly on: Readonly<Record<string, { readonly branches?: string[]; readonly paths?: string[] } | null>>;
  readonly permissions: unknown;
  readonly concurrency?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

interface Action {
  readonly runs: { readonly steps: readonly Step[] };
}

const FOLDER = '.github/workflows';
const read = (name: string) => parse(readFileSync(`${FOLDER}/${name}`, 'utf8')) as Workflow;
const names = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'));
const actions = readdirSync('.github/actions').map((name) => `.github/actions/${name}/action.yaml`);
const tracked = execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8' }).split('\0').filter(Boolean);
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Readonly<Record<string, string>> };

describe('the workflows', () => {
  it('are those of a push: check, e2e, image, manifests, promote, verify', () => {
    const all = ['check.yaml', 'e2e.yaml', 'image.yaml', 'manifests.yaml', 'promote.yaml', 'verify.yaml'];
    assert.deepEqual(names.toSorted(), all);
  });

  for (const name of names) {
    const { concurrency, jobs, on, permissions } = read(name);

    it(`${name} starts without rights, and each job names its own and a time limit`, () => {
      assert.deepEqual(permissions, {});
      for (const [job, { permissions, uses, 'timeout-minutes': minutes }] of Object.entries(jobs)) {
        assert.ok(permissions, job);
        assert.ok(uses !== undefined || (minutes !== undefined && minutes <= 60), job);
      }
    });

    if ('pull_request' in on)
      it(`${name} gives the code of a pull request no right to write`, () => {
        const rights = Object.values(jobs).flatMap((job) => Object.values(job.permissions ?? { all: 'write' }));
        assert.deepEqual([...new Set(rights)], ['read']);
      });

    it(`${name} says what happens where two of its runs meet`, () => {
      assert.ok(concurrency !== undefined || Object.values(jobs).every((job) => job.concurrency !== undefined));
    });

    it(`${name} starts by no event in which others' code meets our rights`, () => {
      assert.deepEqual(
        Object.keys(on).filter((event) => ['pull_request_target', 'workflow_run', 'issue_comment'].includes(event)),
        [],
      );
    });
  }

  for (const file of [...names.map((name) => `${FOLDER}/${name}`), ...actions]) {
    const text = readFileSync(file, 'utf8');
    const { jobs = {}, runs } = parse(text) as Partial<Workflow & Action>;
    const steps = [...Object.values(jobs).flatMap((job) => job.steps ?? []), ...(runs?.steps ?? [])];

    it(`${file} takes every action by its commit, with the version behind it`, () => {
      const lines = text.match(/uses: .*/g) ?? [];
      for (const line of lines)
        assert.match(line, /^uses: (\.\/\.github\/|[\w-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$)/);
    });

    it(`${file} checks out without leaving a password behind`, () => {
      for (const step of steps)
        if (step.uses?.startsWith('actions/checkout@')) assert.equal(step.with?.['persist-credentials'], false);
    });

    it(`${file} runs one command a step, a script or an npm script of this repository, and writes no expression into it`, () => {
      for (const { run } of steps) {
        if (run === undefined) continue;
        assert.doesNotMatch(run, /\n|&&|;|\||\$\{\{/);
        const script = /^(?:sudo .* )?npm (?:ci|run (?<script>\S+))(?: |$)/.exec(run);
        const program = /^((?:\.github|gitops)\/\S+)/.exec(run)?.[1];
        assert.ok(script ?? program, `${run}: expected npm or a script of .github or gitops`);
        if (script?.groups?.script) assert.ok(scripts[script.groups.script], run);
        if (program !== undefined) accessSync(program, constants.X_OK);
      }
    });
  }

  it('watch the branch of the facts', () => {
    const branches = names.flatMap((name) => read(name).on.push?.branches ?? []);
    for (const environment of findEnvironments('.'))
      if (environment !== 'local') assert.deepEqual([...new Set(branches)], [readFacts('.', environment).branch]);
  });
});

describe('the workflow image', () => {
  it('and what it calls take nothing from a cache, which a pull request could have filled', () => {
    const names = ['image.yaml', 'promote.yaml', 'verify.yaml'];
    const called = [...names.map((name) => `${FOLDER}/${name}`), ...actions];
    const steps = called.flatMap((file) => {
      const { jobs = {}, runs } = parse(readFileSync(file, 'utf8')) as Partial<Workflow & Action>;
      return [...Object.values(jobs).flatMap((job) => job.steps ?? []), ...(runs?.steps ?? [])];
    });
    const settings = (action: string) =>
      steps.filter(({ uses }) => uses?.startsWith(`${action}@`)).map((step) => step.with);
    assert.ok(settings('actions/setup-node').length > 0);
    for (const each of settings('actions/setup-node'))
      assert.deepEqual([each?.cache, each?.['package-manager-cache']], [undefined, false]);
    for (const each of settings('docker/setup-buildx-action')) assert.equal(each?.['cache-binary'], false);
    assert.ok(!steps.some(({ uses }) => uses?.startsWith('actions/cache')));
    assert.doesNotMatch(readFileSync('.github/docker-bake.hcl', 'utf8'), /cache-(from|to)/);
  });

  const paths = read('image.yaml').on.push?.paths ?? [];
  /** The same pattern language, except that a folder stands for everything in it. */
  const ignored = readFileSync('.dockerignore', 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => (line.startsWith('!') ? line.slice(1) : `!${line}`))
    .flatMap((line) => [line, `${line}/**`]);
  const isInContext = (file: string) => passes(['**', ...ignored], file);
  /** Files that decide how the images are built without being in them. */
  const recipe = ['.dockerignore', '.github/docker-bake.hcl', 'Dockerfile'];
  const tips = 'kustomize/bases/app/tips.yaml';

  it('is started by exactly what goes into the images, except the tips, which come as a ConfigMap', () => {
    const starts = tracked.filter((file) => passes(paths, file));
    const goes = tracked.filter((file) => isInContext(file) || recipe.includes(file));
    assert.deepEqual(
      starts,
      goes.filter((file) => file !== tips),
    );
    assert.ok(goes.includes(tips) && starts.includes('service/main.ts') && !starts.includes('service/README.md'));
  });

  it('is not started by what a promotion writes', () => {
    for (const environment of findEnvironments('.')) assert.ok(!passes(paths, buildFile(environment)), environment);
  });
});

describe('the workflow verify', () => {
  const { on } = read('verify.yaml');
  const paths = on.push?.paths ?? [];

  it('is started by everything that an environment is rendered from', () => {
    const renders = tracked.filter((file) =>
      /^(kustomize|gitops\/(apps|argo-cd|projects))\/.*\.(yaml|json)$/.test(file),
    );
    assert.ok(renders.length > 50);
    assert.deepEqual(
      renders.filter((file) => !passes(paths, file)),
      [],
    );
  });

  it('is started by no change of a program or a text alone', () => {
    for (const file of ['service/main.ts', 'gitops/verify/main.ts', 'kustomize/README.md'])
      assert.ok(!passes(paths, file));
  });
});
