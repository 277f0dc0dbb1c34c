import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { startDesk, type Desk } from './desk.ts';

describe('startDesk', () => {
  let desk: Desk;
  before(async () => {
    desk = await startDesk({ applicationId: 'kr.test.skill', logLevel: 'silent' });
  });
  after(() => {
    desk.lifecycle.close();
  });

  /** What other machines may call this one, and what listens at every address listens at too. */
  const others = Object.values(networkInterfaces())
    .flatMap((addresses = []) => addresses.filter(({ family }) => family === 'IPv4').map(({ address }) => address))
    .concat('127.0.0.2', '[::1]')
    .filter((address) => address !== '127.0.0.1');
  const answersAt = (address: string) =>
    [`${desk.url}health`, `${desk.adminUrl}/livez`].map((url) =>
      fetch(url.replace('127.0.0.1', address), { signal: AbortSignal.timeout(2_000) }).then(
        ({ status }) => status,
        () => 'no answer',
      ),
    );

  it('answers this machine', async () => {
    assert.deepEqual(await Promise.all(answersAt('127.0.0.1')), [200, 200]);
  });

  it('listens for no other machine', async () => {
    const answers = await Promise.all(others.flatMap(answersAt));
    assert.deepEqual(new Set(answers), new Set(['no answer']));
  });
});
