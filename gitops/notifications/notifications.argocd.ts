import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { temporaryFiles } from '#testing/temporary-files.ts';
import { findRenderer } from '../render/renderer.ts';
import { yamlText } from '../yaml-text.ts';
import { readConfiguration } from './configuration.ts';
import { startGitHubStandIn } from './github-stand-in.ts';

interface Case {
  readonly it: string;
  readonly status: object;
  /** The commit status; none where nothing is told. */
  readonly commit?: { readonly state: string; readonly description: string; readonly revision: string };
  /** The revision to verify. */
  readonly verify?: string;
}

const NAME = 'mrdebugger-staging-skill';
const source = {
  repoURL: 'https://github.com/umi/umi-mrdebugger.git',
  targetRevision: 'main',
  path: 'kustomize/overlays/staging',
};
const application = (status: object, repoURL = source.repoURL) => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: { name: NAME, namespace: 'argocd', labels: { 'app.kubernetes.io/part-of': 'mrdebugger' } },
  spec: { project: 'mrdebugger-staging-skill', source: { ...source, repoURL } },
  status,
});

describe('the notifications, as Argo CD itself evaluates and sends them', () => {
  const { triggers } = readConfiguration();
  const cases = parse(readFileSync('gitops/notifications/testdata/cases.yaml', 'utf8')) as readonly Case[];
  const { file } = temporaryFiles();
  const secret = file(
    'secret.yaml',
    yamlText({
      ...{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'argocd-notifications-secret' } },
      stringData: { 'github-token': 'a-token-of-the-tests' },
    }),
  );
  let github: Awaited<ReturnType<typeof startGitHubStandIn>>;
  let configuration: string;
  before(async () => {
    github = await startGitHubStandIn();
    const renderer = await findRenderer(process.env);
    const rendered = await renderer.render('gitops/argo-cd/notifications');
    assert.equal(rendered.split('https://api.github.com').length, 2);
    configuration = file('config-map.yaml', rendered.replace('https://api.github.com', github.url));
  });
  after(() => {
    github.stop();
  });

  /** `argocd admin notifications` with these words; no cluster is there, wherever the tests run. */
  const argocd = async (words: readonly string[], object: object) => {
    const path = file('application.yaml', yamlText(object));
    const nowhere = ['--kubeconfig', file('kubeconfig', ''), '--server', 'http://127.0.0.1:1'];
    const files = ['--config-map', configuration, '--secret', secret];
    const all = ['admin', 'notifications', ...words, path, ...files, ...nowhere];
    return promisify(execFile)('argocd', all);
  };

  /** The templates that are sent for an Application as it is: those of the conditions that hold. */
  const firedFor = async (trigger: string, object: object): Promise<readonly string[]> => {
    const { stdout, stderr } = await argocd(['trigger', 'run', trigger], object);
    assert.doesNotMatch(stderr, /"level":"error"/);
    const results = stdout
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => /\s{2,}(true|false)$/.exec(line)?.[1]);
    const conditions = triggers.get(trigger) ?? [];
    assert.equal(results.length, conditions.length, `${stdout}${stderr}`);
    return conditions.flatMap(({ send }, index) => (results[index] === 'true' ? send : []));
  };

  /** What is posted for an Application as it is. */
  const posted = async (trigger: string, object: object) => {
    for (const template of await firedFor(trigger, object)) {
      const { stderr } = await argocd(['template', 'notify', template, '--recipient', 'github'], object);
      assert.doesNotMatch(stderr, /failed to notify/);
    }
    return github.take().map(({ method, url, body }) => ({ method, url, body: JSON.parse(body) as unknown }));
  };

  for (const { it: moment, status, commit, verify } of cases) {
    const told = commit === undefined ? 'no status' : `the status ${commit.state}`;
    it(`give a commit ${told} where the Application ${moment}`, async () => {
      if (commit !== undefined) assert.ok(commit.description.length <= 140);
      assert.deepEqual(
        await posted('mrdebugger-commit', application(status)),
        commit === undefined
          ? []
          : [
              {
                method: 'POST',
                url: `/repos/umi/umi-mrdebugger/statuses/${commit.revision}`,
                body: { state: commit.state, context: `argo-cd/${NAME}`, description: commit.description },
              },
            ],
      );
    });

    it(`start ${verify === undefined ? 'no check' : 'a check'} where the Application ${moment}`, async () => {
      assert.deepEqual(
        await posted('mrdebugger-verify', application(status)),
        verify === undefined
          ? []
          : [
              {
                method: 'POST',
                url: '/repos/umi/umi-mrdebugger/actions/workflows/verify.yaml/dispatches',
                body: { ref: 'main', inputs: { environment: 'staging', revision: verify } },
              },
            ],
      );
    });
  }

  const healthy = cases.find(({ it }) => it === 'is synced and healthy')?.status ?? {};

  for (const repoURL of [
    'https://github.com/umi/umi-mrdebugger',
    'https://someone@github.com/umi/umi-mrdebugger.git',
    'git@github.com:umi/umi-mrdebugger.git',
    'ssh://git@github.com/umi/umi-mrdebugger.git',
  ]) {
    it(`find owner and name of the repository in ${repoURL}`, async () => {
      const [request] = await posted('mrdebugger-commit', application(healthy, repoURL));
      assert.match(request?.url ?? '', /^\/repos\/umi\/umi-mrdebugger\/statuses\/[0-9a-f]{40}$/);
    });
  }

  it('say who they are and which version of GitHub’s API they speak', async () => {
    await argocd(['template', 'notify', 'mrdebugger-healthy', '--recipient', 'github'], application(healthy));
    const [request, ...more] = github.take();
    assert.deepEqual(more, []);
    const { authorization, accept, 'content-type': type, 'x-github-api-version': version } = request?.headers ?? {};
    assert.deepEqual(
      { authorization, accept, type, version },
      {
        authorization: 'Bearer a-token-of-the-tests',
        accept: 'application/vnd.github+json',
        type: 'application/json',
        version: '2022-11-28',
      },
    );
    // GitHub refuses a request without one.
    assert.ok(request?.headers['user-agent']);
  });

  it('are sent again where GitHub answers 503', async () => {
    github.refuseOnce();
    const requests = await posted('mrdebugger-commit', application(healthy));
    assert.equal(requests.length, 2);
    assert.deepEqual(requests[0], requests[1]);
  });
});
