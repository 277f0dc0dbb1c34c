import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFiles } from '#testing/temporary-files.ts';
import { step, succeed } from './test-program.ts';

describe('The step kubeconfig', () => {
  const { folder, file } = temporaryFiles();
  // The script looks only whether it is a certificate.
  const ca = Buffer.from('-----BEGIN CERTIFICATE-----\n').toString('base64');
  const variables = { CLUSTER_SERVER: 'https://127.0.0.1:6443', CLUSTER_CA: ca };
  const target = join(folder, 'other.kubeconfig');

  it('writes the secret as it is, readable only for its user, even over a file that all may read', async () => {
    const secret = 'apiVersion: v1\nkind: Config # "quoted" $HOME `x`';
    file('other.kubeconfig', 'old');
    await succeed(step('kubeconfig', [target], { env: { ...variables, CLUSTER_KUBECONFIG: secret } }));
    assert.equal(readFileSync(target, 'utf8'), `${secret}\n`);
    assert.equal(statSync(target).mode & 0o777, 0o600);
  });

  for (const [what, change, status, says] of [
    [
      'neither variables nor secret',
      { CLUSTER_SERVER: '', CLUSTER_CA: '' },
      2,
      /CLUSTER_SERVER and CLUSTER_CA, or the/,
    ],
    ['no address', { CLUSTER_SERVER: '' }, 2, /^CLUSTER_SERVER is missing/],
    ['no authority', { CLUSTER_CA: '' }, 2, /^CLUSTER_CA is missing/],
    ['an address without https', { CLUSTER_SERVER: 'http://x' }, 78, /^CLUSTER_SERVER: http:\/\/x: expected .* https/],
    ['an authority that is not base64', { CLUSTER_CA: '-----BEGIN CERTIFICATE-----' }, 78, /^CLUSTER_CA: expected/],
    ['an authority that is not a certificate', { CLUSTER_CA: 'Y2VydA==' }, 78, /^CLUSTER_CA: expected/],
  ] as const)
    it(`writes nothing where there is ${what}, says so, and exits ${status}`, async () => {
      const absent = join(folder, 'absent.kubeconfig');
      const ended = await step('kubeconfig', [absent], { env: { ...variables, ...change } });
      assert.match(ended.stderr, says);
      assert.equal(ended.status, status);
      assert.equal(existsSync(absent), false);
    });
});
