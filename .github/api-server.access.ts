import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parse } from 'yaml';
import { temporaryFiles } from '#testing/temporary-files.ts';
import { yamlText } from '../gitops/yaml-text.ts';
import { startApiServer, type TestApiServer } from './test-api-server.ts';
import { run, step, succeed } from './test-program.ts';
import { startIssuer, type Claims, type Credential, type TestIssuer } from './test-issuer.ts';

/**
 * `npm run test:with -- access`: the job of verify.yaml with an API server that trusts GitHub's tokens as
 * .github/cluster-access says. The server, its configuration, the scripts and the clients are real; GitHub is a stand-in.
 */
const ACCESS = '.github/cluster-access';
const OWNER = 'somebody';
const USER = `github:repo:${OWNER}/umi-mrdebugger:environment:`;
const VERIFY = `${OWNER}/umi-mrdebugger/.github/workflows/verify.yaml`;

describe('The access of verify’s job to a cluster', function () {
  this.timeout(120_000);
  const { folder, file } = temporaryFiles();
  const kubeconfig = join(folder, 'kubeconfig');
  const started: { stop(): Promise<void> }[] = [];
  let github: TestIssuer;
  let api: TestApiServer;

  const credential = async (audience = api.server) =>
    JSON.parse(await succeed(step('cluster-token', [audience], { env: github.job }))) as Credential;
  const token = async (audience?: string) => (await credential(audience)).status.token;
  const asJob = (program: string, ...words: readonly string[]) =>
    run(program, words, { env: { HOME: folder, ...github.job, KUBECONFIG: kubeconfig } });
  const verify = (...words: readonly string[]) => asJob('npm', 'run', '-s', 'verify', '--', '--wait', '0s', ...words);

  before(async () => {
    github = await startIssuer(OWNER);
    started.push(github);
    api = await startApiServer(folder, (server) => {
      const text = filledIn(`${ACCESS}/authentication.yaml`)
        .replaceAll('CLUSTER_SERVER', server)
        .replaceAll('REPOSITORY_ID', '456789');
      const configuration = parse(text) as { jwt: { issuer: { url: string } }[] };
      for (const { issuer } of configuration.jwt)
        Object.assign(issuer, { url: github.url, certificateAuthority: github.root });
      return yamlText(configuration);
    });
    started.push(api);
    // With line breaks, like the output of the command base64.
    const ca = Buffer.from(api.ca).toString('base64').replace(/.{76}/g, '$&\n');
    await succeed(step('kubeconfig', [kubeconfig], { env: { CLUSTER_SERVER: api.server, CLUSTER_CA: ca } }));

    const admin = JSON.parse(readFileSync(kubeconfig, 'utf8')) as { users: { user: unknown }[] };
    for (const entry of admin.users) entry.user = { token: api.admin };
    const env = { HOME: folder, KUBECONFIG: file('admin.kubeconfig', JSON.stringify(admin)) };
    const binding = file('role-binding.yaml', filledIn(`${ACCESS}/role-binding.yaml`));
    await succeed(run('kubectl', ['apply', '-k', 'kustomize/bases/verify'], { env }));
    await succeed(run('kubectl', ['apply', '-f', binding], { env }));
    // The server reports that it is ready before it has fetched the issuer's keys.
    for (let left = 300; left > 0 && (await api.get('/version', await token())).status === 401; left--)
      await setTimeout(100);
  });

  afterEach(() => {
    github.say({});
  });

  after(async () => {
    for (const server of started.reverse()) await server.stop();
  });

  describe('with a token of verify’s job on main', () => {
    it('verify gets its answer from the cluster', async () => {
      const { status, stdout, stderr } = await verify('--application', 'argocd/mrdebugger');
      assert.match(stdout, /^ERROR A23 Application argocd\/mrdebugger: the Application does not exist$/m, stderr);
      assert.equal(status, 1);
    });

    it('nobody else on the machine reads the kubeconfig', () => {
      assert.equal(statSync(kubeconfig).mode & 0o777, 0o600);
    });

    it('kubectl lists what the ClusterRole allows', async () => {
      assert.match(await succeed(asJob('kubectl', 'get', 'services', '-A')), /^default +kubernetes /m);
    });

    it('nobody reads a Secret', async () => {
      const { status, stderr } = await asJob('kubectl', 'get', 'secrets', '-A');
      assert.equal(status, 1);
      assert.match(stderr, /Forbidden.*cannot list resource "secrets"/);
    });

    it('nobody writes anything', async () => {
      for (const [verb, ...words] of [
        ['create', 'namespace', 'x'],
        ['delete', 'service', 'kubernetes', '-n', 'default'],
        ['label', 'namespace', 'default', 'x=y'],
      ] as const) {
        const { status, stderr } = await asJob('kubectl', verb, ...words);
        assert.equal(status, 1);
        assert.match(stderr, /Forbidden.*cannot (create|delete|patch) resource/);
      }
    });

    for (const [claim, said] of [
      ['without numbers, as older repositories have it', {}],
      [
        'with numbers, as newer ones have it',
        { sub: `repo:${OWNER}@123456/umi-mrdebugger@456789:environment:production` },
      ],
    ] as const)
      it(`the user is the same where the claim sub is ${claim}`, async () => {
        github.say(said);
        const answer = await succeed(asJob('kubectl', 'auth', 'whoami', '-o', 'jsonpath={.status.userInfo.username}'));
        assert.equal(answer, `${USER}production`);
      });

    it('the job is let in, whether promote called it for image, a push or a person', async () => {
      for (const caller of ['image', 'promote', 'verify']) {
        github.say({ workflow: caller, workflow_ref: VERIFY.replace('verify.yaml', `${caller}.yaml@refs/heads/main`) });
        assert.equal((await api.get('/api/v1/services', await token())).status, 200, caller);
      }
    });

    it('the job of another environment gets in, and reads nothing', async () => {
      github.say({ environment: 'staging', sub: `repo:${OWNER}/umi-mrdebugger:environment:staging` });
      const { status, body } = await api.get('/api/v1/services', await token());
      assert.equal(status, 403);
      assert.ok(body.includes(`${USER}staging`), body);
    });
  });

  describe('with any other token', () => {
    const elsewhere = 'stranger/umi-mrdebugger';
    const now = Math.floor(Date.now() / 1000);
    const others: readonly (readonly [string, Claims, RegExp])[] = [
      [
        'of another repository, even if it calls this one’s workflow',
        { repository: elsewhere, repository_id: '789', sub: `repo:${elsewhere}:environment:production` },
        /another one(?!, by)/,
      ],
      ['of a repository that took the name over', { repository_id: '789' }, /another one, by its number/],
      [
        'of another workflow',
        { job_workflow_ref: VERIFY.replace('verify', 'check') + '@refs/heads/main' },
        /not verify’s/,
      ],
      ['of this workflow on another branch', { job_workflow_ref: `${VERIFY}@refs/heads/main-2` }, /not verify’s/],
      ['of this workflow in a pull request', { job_workflow_ref: `${VERIFY}@refs/pull/7/merge` }, /not verify’s/],
      ['of no workflow', { job_workflow_ref: undefined }, /no such key: job_workflow_ref/],
      [
        'of a job without environment',
        { environment: undefined, sub: `repo:${OWNER}/umi-mrdebugger:ref:refs/heads/main` },
        /no such key: environment/,
      ],
      ['of an environment without a cluster', { environment: 'preview' }, /environment has no cluster/],
      ['that has expired', { iat: now - 900, nbf: now - 1200, exp: now - 600 }, /token is expired/],
    ];
    for (const [what, claims, reason] of others)
      it(`nobody gets in: ${what}`, async () => {
        github.say(claims);
        await isRefused(await token(), reason);
      });

    it('nobody gets in: for another audience', async () => {
      await isRefused(await token('https://another.example.com'), /audience/);
    });

    it('nobody gets in: signed with another key', async () => {
      const stranger = await startIssuer(OWNER);
      try {
        stranger.say({ iss: github.url });
        const answer = await succeed(step('cluster-token', [api.server], { env: stranger.job }));
        await isRefused((JSON.parse(answer) as Credential).status.token, /failed to verify signature/);
      } finally {
        await stranger.stop();
      }
    });

    it('verify says that it was refused, and exits 2', async () => {
      github.say({ environment: 'preview' });
      const { status, stderr } = await verify('--application', 'argocd/mrdebugger');
      assert.match(stderr, /does not accept these credentials/);
      assert.equal(status, 2);
    });

    const isRefused = async (bearer: string, reason: RegExp) => {
      const before = api.log().length;
      assert.equal((await api.get('/version', bearer)).status, 401);
      assert.match(api.log().slice(before), reason);
    };
  });
});

function filledIn(path: string): string {
  return readFileSync(path, 'utf8').replaceAll('OWNER', OWNER);
}
