import assert from 'node:assert/strict';
import { readFacts } from '../facts.ts';
import { KubectlError } from '../kubectl.ts';
import { awaitArrival, type Verdict } from './arrival.ts';
import type { Sight } from './sight.ts';

describe('awaitArrival', () => {
  const facts = readFacts('.', 'local');
  const verdict = (reasons: Record<string, string> = {}, isLasting = false): Verdict => ({
    isFine: Object.keys(reasons).length === 0,
    isLasting,
    reasons: new Map(Object.entries(reasons)),
  });
  type Application = Sight['applications'][number];
  const application = (name: string, status: Application['status']): Application => ({
    metadata: { name, namespace: 'argocd' },
    spec: { project: name, destination: {} },
    ...(status && { status }),
  });
  const arrived: Application['status'] = {
    sync: { status: 'Synced' },
    health: { status: 'Healthy' },
    operationState: { phase: 'Succeeded' },
    resources: [{ kind: 'Application', name: `${facts.name}-skill` }],
  };
  const idle: Application['status'] = { ...arrived, sync: { status: 'OutOfSync' } };
  const sight = (status?: Application['status'], skill = status): Sight => ({
    pods: [],
    gateways: [],
    applications: [
      application(facts.name, status),
      application(`${facts.name}-skill`, skill),
      application('of-others', undefined),
    ],
  });

  /** Waits with looks that see one thing after the other, and then the last one again and again. */
  const waitWith = async (
    sights: readonly (Sight | Error)[],
    verdicts: readonly Verdict[] = [verdict()],
    minutes = 15,
  ) => {
    const [looks, verdictsLeft, lines, refreshed] = [[...sights], [...verdicts], [] as string[], [] as string[]];
    let now = 0;
    let judgements = 0;
    const hasArrived = await awaitArrival({
      facts,
      look: () => {
        const seen = looks.length > 1 ? looks.shift() : looks[0];
        return seen instanceof Error ? Promise.reject(seen) : Promise.resolve(seen ?? sight());
      },
      judge: () => {
        judgements++;
        const said = verdictsLeft.length > 1 ? verdictsLeft.shift() : verdictsLeft[0];
        return Promise.resolve(said ?? verdict());
      },
      refresh: (name) => {
        refreshed.push(name);
        return Promise.resolve();
      },
      tell: (line) => lines.push(line.trim()),
      wait: minutes * 60_000,
      clock: {
        now: () => now,
        sleep: (milliseconds) => {
          now += milliseconds;
          return Promise.resolve();
        },
      },
    });
    return { hasArrived, lines, refreshed, judgements, seconds: now / 1000 };
  };

  it('ends at once where everything is synced and healthy and verify has nothing to say', async () => {
    const { hasArrived, seconds, judgements } = await waitWith([sight(arrived)]);
    assert.deepEqual({ hasArrived, seconds, judgements }, { hasArrived: true, seconds: 0, judgements: 1 });
  });

  it('tells each part once, again where it has changed, and nothing of other Applications', async () => {
    const { lines } = await waitWith([sight(), sight(), sight(idle, {}), sight(arrived)]);
    assert.deepEqual(lines, [
      '0 s  Argo CD: no Pods yet',
      `0 s  ${facts.name}: Argo CD has not looked at it yet`,
      `4 s  ${facts.name}: OutOfSync, Healthy`,
      `4 s  ${facts.name}-skill: Argo CD has not looked at it yet`,
      `6 s  ${facts.name}: Synced, Healthy`,
      `6 s  ${facts.name}-skill: Synced, Healthy`,
    ]);
  });

  it('waits on where Argo CD is content and verify is not, and tells why, once', async () => {
    const { hasArrived, lines, seconds } = await waitWith(
      [sight(arrived)],
      [verdict({ 'H4 Host umi.kr': 'DNS' }), verdict({ 'H4 Host umi.kr': 'DNS' }), verdict()],
    );
    assert.equal(hasArrived, true);
    assert.equal(seconds, 4);
    assert.deepEqual(
      lines.filter((line) => line.includes('H4')),
      ['0 s  H4 Host umi.kr: DNS'],
    );
  });

  it('asks why, where no Application has changed for ten seconds, and again after ten more', async () => {
    const running: Application['status'] = { ...idle, operationState: { phase: 'Running' } };
    const seen = sight(running);
    const { judgements, seconds } = await waitWith([...Array.from({ length: 13 }, () => seen), sight(arrived)]);
    assert.deepEqual({ judgements, seconds }, { judgements: 3, seconds: 26 });
  });

  it('has Argo CD look again every ten seconds at what it leaves as it is, whatever else changes', async () => {
    const running: Application['status'] = { ...idle, operationState: { phase: 'Running' } };
    const changing = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k'].map((message) =>
      sight({ ...running, operationState: { phase: 'Running', retryCount: 1, message } }, idle),
    );
    const { refreshed } = await waitWith([...changing, sight(arrived)]);
    assert.deepEqual(refreshed, [`${facts.name}-skill`, `${facts.name}-skill`]);
  });

  it('tells three reasons at a time', async () => {
    const { lines } = await waitWith([sight(arrived)], [verdict({ A: '1', B: '2', C: '3', D: '4' }), verdict()]);
    assert.deepEqual(lines.slice(-3), ['0 s  A: 1', '0 s  B: 2', '0 s  C: 3']);
  });

  it('gives up when the time is over', async () => {
    const { hasArrived, seconds } = await waitWith([sight(idle)], [verdict({ A19: 'waits' })], 3);
    assert.deepEqual({ hasArrived, seconds }, { hasArrived: false, seconds: 180 });
  });

  it('gives up earlier where something does not pass by itself, and nothing has changed for three minutes', async () => {
    const { hasArrived, seconds } = await waitWith([sight(idle)], [verdict({ A1: 'refused' }, true)]);
    assert.deepEqual({ hasArrived, seconds }, { hasArrived: false, seconds: 180 });
  });

  it('tells that the cluster does not answer, and goes on', async () => {
    const gone = new KubectlError('connection refused');
    const { hasArrived, lines } = await waitWith([gone, gone, sight(arrived), sight(arrived)]);
    assert.equal(hasArrived, true);
    assert.equal(lines[0], '0 s  cluster: connection refused');
    assert.equal(lines.filter((line) => line.includes('cluster')).length, 1);
  });

  it('does not hide a mistake of its own', async () => {
    await assert.rejects(waitWith([new TypeError('a bug')]), TypeError);
  });
});
