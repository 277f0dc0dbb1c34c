import assert from 'node:assert/strict';
import { PassThrough, Readable } from 'node:stream';
import { UsageError, type Terminal } from '#program/command.ts';
import { readFacts } from '../../facts.ts';
import { KubectlError, type Kubectl } from '../../kubectl.ts';
import { parseObjects } from '../../render/objects.ts';
import { sharedRenders } from '../../render/test-renders.ts';
import { readPlan, type Plan } from '../preflight/plan.ts';
import { remove } from './remove.ts';
import type { Certificates } from './steps.ts';

const ROOT = 'argoproj.io/v1alpha1 Application argocd mrdebugger <none> <none>';
const SKILL = 'argoproj.io/v1alpha1 Application argocd mrdebugger-skill <none> <none>';
const TLS = 'v1 Secret istio-system mrdebugger-tls <none> <none>';

interface Circumstances {
  readonly certificates?: Certificates;
  /** What is typed; there is no terminal where it is missing. */
  readonly typed?: string;
  readonly isTrial?: boolean;
  /** Whether deleting is of no use. */
  readonly isEternal?: boolean;
  /** How the calls begin at which kubectl fails. */
  readonly refuse?: string;
}

describe('remove', () => {
  const { render } = sharedRenders();
  let plan: Plan;
  before(async () => {
    const facts = readFacts('.', 'production');
    plan = await readPlan('.', facts, { renderObjects: async (folder) => [...(await render(folder))] });
  });

  /** A cluster with two Applications and a Secret, in which objects go when they are deleted. */
  const removeFrom = async (
    rows: readonly string[],
    { certificates, typed, isTrial = false, isEternal = false, refuse }: Circumstances = {},
  ) => {
    const there = new Set(rows);
    const acts: string[] = [];
    const kubectl: Kubectl = (args, input = '') => {
      const words = args.join(' ');
      if (args[0] !== 'get')
        acts.push(
          `${args[0] ?? ''} ${parseObjects(input)
            .map(({ metadata }) => metadata.name)
            .join()}`,
        );
      if (refuse !== undefined && words.startsWith(refuse)) return Promise.reject(new KubectlError('refused'));
      if (args[0] === 'delete' && !isEternal)
        for (const { kind, metadata } of parseObjects(input))
          for (const each of there)
            if (each.includes(` ${kind} `) && each.split(' ')[3] === metadata.name) there.delete(each);
      if (words.startsWith('get customresourcedefinitions'))
        return Promise.resolve('applications.argoproj.io argoproj.io Application kubectl\n');
      if (words.startsWith('get -f -')) return Promise.resolve(there.has(TLS) ? 'secret/mrdebugger-tls\n' : '');
      if (words.startsWith('get Application.argoproj.io'))
        return Promise.resolve([...there].filter((each) => each !== TLS).join('\n'));
      return Promise.resolve(words.includes('-o json') && !words.includes('jsonpath') ? '{"items":[]}' : '');
    };
    const stdout = new PassThrough().setEncoding('utf8');
    const stdin = Object.assign(Readable.from(typed === undefined ? [] : [`${typed}\n`]), {
      isTTY: typed !== undefined,
    });
    const terminal: Terminal = { cwd: '.', env: {}, stdin, stdout, stderr: new PassThrough() };
    const error = await remove({ kubectl, plan, certificates, isTrial, terminal }).then(
      () => undefined,
      (error: unknown) => error,
    );
    return { acts, there: [...there], error, said: String(stdout.read() ?? '') };
  };

  it('deletes the root with its finalizers taken off, and only then the others', async () => {
    const { acts, there, said } = await removeFrom([ROOT, SKILL]);
    assert.deepEqual(acts, [
      'patch mrdebugger',
      'delete mrdebugger',
      'patch mrdebugger-skill',
      'delete mrdebugger-skill',
    ]);
    assert.deepEqual(there, []);
    assert.match(said, /^removing the root Application \(1\)\n.*\nproduction is removed\n$/s);
  });

  it('does nothing where nothing is left', async () => {
    const { acts, error } = await removeFrom([]);
    assert.deepEqual({ acts, error }, { acts: [], error: undefined });
  });

  it('only says what it would delete and leave, where it is a trial', async () => {
    const { acts, there, said } = await removeFrom([ROOT, TLS], { isTrial: true });
    assert.deepEqual(acts, []);
    assert.deepEqual(there, [ROOT, TLS]);
    assert.match(said, /^would remove the root Application\n {2}Application argocd\/mrdebugger\n/);
    assert.match(said, /would leave Secret istio-system\/mrdebugger-tls/);
  });

  it('deletes nothing where there are certificates, nobody said what becomes of them, and nobody can be asked', async () => {
    const { acts, error } = await removeFrom([ROOT, TLS]);
    assert.ok(error instanceof UsageError);
    assert.match(
      error.message,
      /Secret istio-system\/mrdebugger-tls\): expected --certificates keep or --certificates delete/,
    );
    assert.deepEqual(acts, []);
  });

  for (const [given, options, isGone] of [
    ['the command line says delete', { certificates: 'delete' }, true],
    ['the command line says keep', { certificates: 'keep' }, false],
    ['a terminal says y', { typed: 'y' }, true],
    ['a terminal says Yes', { typed: 'Yes' }, true],
    ['a terminal says n', { typed: 'n' }, false],
    ['a terminal says nothing', { typed: '' }, false],
  ] as const)
    it(`${isGone ? 'deletes' : 'keeps'} certificates where ${given}`, async () => {
      const { there, said } = await removeFrom([ROOT, TLS], options);
      assert.deepEqual(there, isGone ? [] : [TLS]);
      assert.equal(said.includes('left: Secret istio-system/mrdebugger-tls'), !isGone);
    });

  it('does nothing more where kubectl refuses', async () => {
    const { acts, error } = await removeFrom([ROOT, SKILL], { refuse: 'delete' });
    assert.ok(error instanceof KubectlError);
    assert.deepEqual(acts, ['patch mrdebugger', 'delete mrdebugger']);
  });

  it('gives up on what comes back each time, and names it', async () => {
    const { acts, error } = await removeFrom([ROOT], { isEternal: true });
    assert.ok(error instanceof KubectlError);
    assert.match(error.message, /^the root Application comes back: Application argocd\/mrdebugger$/);
    assert.equal(acts.length, 6);
  });
});
