import assert from 'node:assert/strict';
import type { SyncWindow } from '../../see/objects/app-project.ts';
import { windowsOf } from './windows.ts';

const APPLICATION = {
  metadata: { namespace: 'argocd', name: 'shop' },
  spec: { project: 'skill', destination: { server: 'https://kubernetes.default.svc', namespace: 'shop' } },
};

function at(time: string, ...windows: readonly SyncWindow[]): string | undefined {
  const all = windows.map((window) => ({ applications: ['*'], ...window }));
  const projects = [{ metadata: { name: 'skill' }, spec: { syncWindows: all } }];
  const found = windowsOf(projects, APPLICATION, Date.parse(time));
  if (!found?.closedBy) return found && 'open';
  const { closedBy, opensAt, takesManual } = found;
  const until = opensAt === undefined ? 'ever' : new Date(opensAt).toISOString().slice(0, 16);
  return `${closedBy.field} until ${until}${takesManual ? ', but by hand' : ''}`;
}

describe('windowsOf', () => {
  const night: SyncWindow = { kind: 'deny', schedule: '0 22 * * *', duration: '8h' };
  const day: SyncWindow = { kind: 'allow', schedule: '0 9 * * 1-5', duration: '9h' };

  for (const { it: circumstance, time, windows, expected } of [
    { it: 'a deny window has not begun', time: '2026-11-27T21:59:59Z', windows: [night], expected: 'open' },
    {
      it: 'a deny window is under way',
      time: '2026-11-27T22:00:01Z',
      windows: [night],
      expected: 'spec.syncWindows[0] until 2026-11-28T06:00',
    },
    { it: 'a deny window has ended', time: '2026-11-28T06:00:00Z', windows: [night], expected: 'open' },
    {
      it: 'two deny windows overlap',
      time: '2026-11-27T22:30:00Z',
      windows: [night, { ...night, schedule: '30 5 * * *' }],
      expected: 'spec.syncWindows[0] until 2026-11-28T13:30',
    },
    {
      it: 'deny windows follow each other without a gap',
      time: '2026-11-27T22:30:00Z',
      windows: [
        { ...night, duration: '1h' },
        { ...night, schedule: '0 23 * * *', duration: '90m' },
      ],
      expected: 'spec.syncWindows[0] until 2026-11-28T00:30',
    },
    {
      it: 'an allow window comes on Monday',
      time: '2026-11-27T18:30:00Z',
      windows: [day],
      expected: 'spec.syncWindows[0] until 2026-11-30T09:00',
    },
    {
      it: 'of two allow windows the second comes first',
      time: '2026-11-27T18:30:00Z',
      windows: [day, { ...day, schedule: '0 9 * * 6' }],
      expected: 'spec.syncWindows[1] until 2026-11-28T09:00',
    },
    {
      it: 'an allow window begins while syncs are denied',
      time: '2026-11-30T08:00:00Z',
      windows: [day, { ...night, schedule: '0 7 * * *' }],
      expected: 'spec.syncWindows[1] until 2026-11-30T15:00',
    },
    {
      it: 'what denies takes syncs by hand',
      time: '2026-11-27T23:00:00Z',
      windows: [{ ...night, manualSync: true }],
      expected: 'spec.syncWindows[0] until 2026-11-28T06:00, but by hand',
    },
    {
      it: 'one of two that deny takes no syncs by hand',
      time: '2026-11-27T23:00:00Z',
      windows: [{ ...night, manualSync: true }, night],
      expected: 'spec.syncWindows[0] until 2026-11-28T06:00',
    },
    {
      it: 'clocks are put back while a window is under way',
      time: '2026-11-01T04:30:00Z',
      windows: [{ ...night, schedule: '0 0 * * *', duration: '4h', timeZone: 'America/New_York' }],
      expected: 'spec.syncWindows[0] until 2026-11-01T09:00',
    },
    {
      it: 'the time zone is none',
      time: '2026-11-27T22:30:00Z',
      windows: [{ ...night, timeZone: 'No/Where' }],
      expected: 'spec.syncWindows[0] until 2026-11-28T06:00',
    },
    {
      it: 'a deny window begins before it ends, for ever',
      time: '2026-11-27T22:30:00Z',
      windows: [{ ...night, schedule: '* * * * *', duration: '24h' }],
      expected: 'spec.syncWindows[0] until ever',
    },
    {
      it: 'a deny window begins when it ends, for ever',
      time: '2026-11-27T22:30:00Z',
      windows: [{ ...night, schedule: '0 * * * *', duration: '1h', timeZone: 'Asia/Seoul' }],
      expected: 'spec.syncWindows[0] until ever',
    },
    {
      it: 'deny windows follow each other until the weekend',
      time: '2026-11-26T22:30:00Z',
      windows: [{ ...night, schedule: '*/10 * * * 1-5', duration: '11m' }],
      expected: 'spec.syncWindows[0] until 2026-11-28T00:01',
    },
    {
      it: 'the day of a deny window never comes, for which Argo CD takes it to be always there',
      time: '2026-11-27T22:30:00Z',
      windows: [{ ...night, schedule: '0 0 31 2 *' }],
      expected: 'spec.syncWindows[0] until ever',
    },
    {
      it: 'the window is for another Application',
      time: '2026-11-27T22:30:00Z',
      windows: [{ ...night, applications: ['other'] }],
      expected: undefined,
    },
  ])
    it(`tells what syncs wait for, where ${circumstance}`, () => {
      assert.equal(at(time, ...windows), expected);
    });

  it('names the part that Argo CD cannot read', () => {
    const projects = [
      {
        metadata: { name: 'skill' },
        spec: { syncWindows: [night, { ...night, schedule: '@daily' }, { ...night, duration: '1d' }] },
      },
    ].map((project) => ({
      ...project,
      spec: { syncWindows: project.spec.syncWindows.map((each) => ({ ...each, namespaces: ['shop'] })) },
    }));
    const { unreadable, opensAt } = windowsOf(projects, APPLICATION, 0) ?? { unreadable: [] };
    assert.deepEqual(
      [opensAt, ...unreadable.map(({ field, part }) => `${field}.${part}`)],
      [undefined, 'spec.syncWindows[1].schedule', 'spec.syncWindows[2].duration'],
    );
  });
});
