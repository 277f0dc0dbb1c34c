import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFiles } from '#testing/temporary-files.ts';
import type { Kubectl } from '../kubectl.ts';
import { makeWorld } from './make-world.ts';
import { readSettings } from './settings.ts';

const ROOTS = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';

describe('makeWorld', () => {
  const { folder, file } = temporaryFiles();
  const source = join(folder, 'source');
  const author = ['-c', 'user.name=umi', '-c', 'user.email=umi@umi.test', '-c', 'commit.gpgsign=false'];
  const git = (place: string, ...words: readonly string[]) =>
    execFileSync('git', ['-C', place, ...words], { encoding: 'utf8', stdio: 'pipe' }).trim();
  before(() => {
    cpSync('kustomize', join(source, 'kustomize'), { recursive: true });
    git(source, 'init', '--quiet');
    git(source, 'add', '--all');
    git(source, ...author, 'commit', '--quiet', '-m', 'feat: kustomize');
  });

  /** A cluster with one namespace. */
  const kubectl: Kubectl = (args) => {
    const items = args.includes('-n') ? [] : [{ kind: 'Namespace', metadata: { name: 'default' } }];
    return Promise.resolve(JSON.stringify({ items }));
  };
  const env = {
    ...{ E2E_HOST: 'skill.umi.test', E2E_HOST_ADDRESS: '192.0.2.1', E2E_GIT_PORT: '1234' },
    ...{ E2E_GATEWAY_ADDRESS: '192.0.2.2', E2E_GATEWAY_NAMESPACE: 'gateways', E2E_IMAGE_COMMAND: 'false' },
    E2E_ACME_DIRECTORY: 'https://192.0.2.1:14000/dir',
    ...{ E2E_ACME_CA: file('ca.pem', 'ca\n'), E2E_ACME_ROOTS: file('roots.pem', ROOTS) },
  };
  let runs = 0;
  const make = async (more: Readonly<Record<string, string>> = {}) => {
    const lines: string[] = [];
    const place = join(folder, `run-${++runs}`);
    mkdirSync(place);
    const settings = readSettings({ ...env, ...more });
    const say = (line: string) => lines.push(line);
    const world = await makeWorld({
      ...{ settings, kubectl, context: 'any', folder: place, source, repositoryName: 'skill', say },
      env: process.env,
    });
    return { world, place, lines };
  };
  /** A world that several cases look at, and none changes. */
  let made: Awaited<ReturnType<typeof make>>;
  before(async () => {
    made = await make();
  });

  it('gives the clone the facts of a run, which can be deployed as they are', () => {
    const { world } = made;
    const { facts } = world;
    assert.deepEqual(
      [facts.environment, facts.name, facts.issuer, facts.ingressClass, facts.gatewayNamespace, facts.branch],
      ['local', 'mrdebugger-e2e', 'mrdebugger-e2e', 'mrdebugger-e2e', 'gateways', 'main'],
    );
    assert.deepEqual(
      [facts.host, facts.contact, facts.repository, facts.verifyAddress, facts.verifyRoots],
      ['skill.umi.test', 'e2e@skill.umi.test', 'git://192.0.2.1:1234/skill.git', '192.0.2.2', ROOTS],
    );
    assert.deepEqual(world.target, { host: 'skill.umi.test', address: '192.0.2.2', roots: ROOTS });
  });

  it('says only what a step reports, does not push, and leaves the source as it is', () => {
    const { world, place, lines } = made;
    assert.deepEqual(lines, []);
    assert.equal(git(join(place, 'git/skill.git'), 'branch', '--list'), '');
    assert.equal(git(source, 'status', '--porcelain'), '');
    assert.equal(world.firstRevision, git(source, 'rev-parse', 'HEAD'));
    assert.deepEqual(world.before, ['Namespace -/default']);
    world.report('40 requests');
    assert.deepEqual(lines, ['   40 requests']);
  });

  it('makes a key pair: the private half for this user alone, the public one into the facts', async () => {
    const { world, place } = made;
    const { privateKeyFile, privateKey, facts } = world;
    assert.equal(privateKeyFile, join(place, 'keys/simulator.pem'));
    if (process.platform !== 'win32') assert.equal(statSync(privateKeyFile).mode & 0o777, 0o600);
    assert.ok(createPrivateKey(readFileSync(privateKeyFile)).equals(privateKey));
    assert.ok(createPublicKey(privateKey).equals(createPublicKey(facts.publicKey)));
    assert.notEqual((await make()).world.facts.publicKey, facts.publicKey);
  });

  it('gives facts that the overlay and its platform render with', async () => {
    const { world } = made;
    const overlay = join(world.repository.folder, 'kustomize/overlays/local');
    const objects = [
      ...(await world.renderer.renderObjects(overlay)),
      ...(await world.renderer.renderObjects(join(overlay, 'platform'))),
    ];
    const spec = (kind: string) =>
      objects.find((object) => object.kind === kind)?.spec as Readonly<Record<string, unknown>> | undefined;
    const data = objects.flatMap(({ kind, data }) => (kind === 'ConfigMap' ? [data as Record<string, string>] : []));
    assert.ok(data.some((each) => each['roots.pem'] === ROOTS));
    assert.ok(data.some((each) => each['public.pem'] === world.facts.publicKey));
    const { server, caBundle } = spec('ClusterIssuer')?.acme as Record<string, unknown>;
    assert.deepEqual([server, caBundle], [env.E2E_ACME_DIRECTORY, Buffer.from('ca\n').toString('base64')]);
    assert.deepEqual(spec('Certificate')?.dnsNames, ['skill.umi.test']);
  });

  for (const name of ['E2E_ACME_CA', 'E2E_ACME_ROOTS']) {
    it(`says which file cannot be read: ${name}`, async () => {
      await assert.rejects(make({ [name]: '/nowhere.pem' }), {
        name: 'StartError',
        message: '/nowhere.pem: ENOENT; expected a PEM file',
      });
    });
  }

  it('trusts its own key, whatever key the environment trusts', async () => {
    const facts = join(source, 'kustomize/facts/local/facts.yaml');
    const text = readFileSync(facts, 'utf8');
    writeFileSync(
      facts,
      text
        .replace(/publicKeyUrl: .*/, 'publicKeyUrl: https://a.kr/key.pem')
        .replace(/publicKeyFiles: .*/, "publicKeyFiles: ''"),
    );
    git(source, ...author, 'commit', '--quiet', '--all', '-m', 'feat: another key');
    const { world } = await make();
    git(source, ...author, 'revert', '--no-edit', 'HEAD');
    assert.equal(world.facts.publicKeyUrl, '');
    assert.equal(world.facts.publicKeyFiles, '/keys/public.pem');
  });

  it('refuses a host that could not be deployed', async () => {
    await assert.rejects(make({ E2E_HOST: '*.umi.test' }), {
      name: 'StartError',
      message: /^kustomize\/facts\/local\/facts\.yaml: host is \*\.umi\.test: expected a name/,
    });
  });
});
