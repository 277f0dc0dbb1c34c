import assert from 'node:assert/strict';
import { scheduleOf } from './cron.ts';

const NOW = '2026-11-27T11:30:00Z';

/** What robfig/cron, which Argo CD reads schedules with, says of the first time after {@link NOW}; `-` where it reads none. */
const SAID = `
* * * * *                     2026-11-27T11:31:00Z
0 22 * * *                    2026-11-27T22:00:00Z
5/15 * * * *                  2026-11-27T11:35:00Z
*/15 8-18/2 * * MON-FRI       2026-11-27T12:00:00Z
0 0 1 * 1                     2026-11-30T00:00:00Z
0 0 */2 * 1                   2026-11-29T00:00:00Z
0 0 */1 * 1                   2026-11-30T00:00:00Z
0 0 *,5 * 1                   2026-11-30T00:00:00Z
0 0 1,15 jan,Feb sun          2027-01-01T00:00:00Z
? 12 * * ?                    2026-11-27T12:00:00Z
*/90 * * * *                  2026-11-27T12:00:00Z
0 0 * * sun-tue               2026-11-29T00:00:00Z
0 0 29 2 *                    2028-02-29T00:00:00Z
TZ=Asia/Seoul 0 22 * * *      2026-11-27T13:00:00Z
CRON_TZ=Asia/Seoul 0 22 * * * 2026-11-27T13:00:00Z
0 0 * * 7                     -
0 0 * * 5-7                   -
0 0 * * fri-sun               -
60 * * * *                    -
50/5 24/6 * * *               -
10-5 * * * *                  -
*/0 * * * *                   -
@daily                        -
0 0 L * *                     -
0 0 15W * *                   -
0 0 * * 5L                    -
0 0 * * MON#2                 -
* * * *                       -
* * * * * *                   -
2026-12-01T00:00:00           -
TZ=No/Where 0 0 * * *         -
`;

describe('scheduleOf', () => {
  for (const line of SAID.trim().split('\n')) {
    const [, expression = '', time = ''] = /^(.*\S)\s+(\S+)$/.exec(line) ?? [];
    it(`reads “${expression}” as Argo CD does`, () => {
      const next = scheduleOf(expression)?.after(Date.parse(NOW));
      assert.equal(next, time === '-' ? undefined : Date.parse(time));
    });
  }

  it('tells the last time before another', () => {
    const last = scheduleOf('0 22 * * 1-5')?.before(Date.parse('2026-11-23T22:00:00Z'));
    assert.equal(last, Date.parse('2026-11-20T22:00:00Z'));
  });

  it('has no time where there is no such day', () => {
    assert.equal(scheduleOf('0 0 30 2 *')?.after(Date.parse(NOW)), undefined);
    assert.equal(scheduleOf('0 0 30 2 *')?.before(Date.parse(NOW)), undefined);
  });
});
