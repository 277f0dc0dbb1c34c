import assert from 'node:assert/strict';
import { startIssuer, type Credential, type TestIssuer } from './test-issuer.ts';
import { step, succeed } from './test-program.ts';

describe('The step cluster-token', () => {
  const audience = 'https://127.0.0.1:6443';
  let github: TestIssuer;
  before(async () => {
    github = await startIssuer('somebody');
  });
  afterEach(() => {
    github.say({});
  });
  after(() => github.stop());
  const token = (env: Readonly<Record<string, string>> = github.job) => step('cluster-token', [audience], { env });

  for (const [where, missing] of [
    ['outside of a job', ['ACTIONS_ID_TOKEN_REQUEST_URL', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN']],
    ['with an address alone', ['ACTIONS_ID_TOKEN_REQUEST_TOKEN']],
  ] as const)
    it(`names the permission ${where}, and exits 2`, async () => {
      const env = { ...github.job, ...Object.fromEntries(missing.map((name) => [name, ''])) };
      const { status, stdout, stderr } = await token(env);
      assert.match(stderr, /^no token from GitHub: .*id-token: write$/m);
      assert.deepEqual([status, stdout], [2, '']);
    });

  it('names the reason where GitHub refuses, and exits 2', async () => {
    const env = { ...github.job, ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'x' };
    const { status, stderr } = await token(env);
    assert.match(stderr, /^no token from GitHub: .* 401$/m);
    assert.equal(status, 2);
  });

  it('asks exactly once more where GitHub is busy', async () => {
    github.fail(503);
    assert.ok(await succeed(token()));
    github.fail(503, 503);
    const { status, stderr } = await token();
    assert.match(stderr, /^no token from GitHub: .* 503$/m);
    assert.equal(status, 2);
    github.fail();
  });

  it('exits 2 where the answer has no token', async () => {
    github.fail(200);
    const { status, stdout, stderr } = await token();
    assert.equal(stderr, 'no token from GitHub: there is none in its answer\n');
    assert.deepEqual([status, stdout], [2, '']);
  });

  it('tells clients to ask again before the token expires, whatever its claims', async () => {
    for (const workflow of ['', 'v', 've', 'ver', '우미 ~ÿ?>']) {
      github.say({ workflow });
      const { kind, status } = JSON.parse(await succeed(token())) as Credential;
      assert.equal(kind, 'ExecCredential');
      const payload = Buffer.from(status.token.split('.')[1] ?? '', 'base64url').toString('utf8');
      const { exp, aud } = JSON.parse(payload) as { exp: number; aud: string };
      assert.ok(Date.parse(status.expirationTimestamp) < exp * 1000);
      assert.equal(aud, audience);
    }
  });
});
