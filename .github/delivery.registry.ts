import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';
import { cloneRepository, type Repository } from '../gitops/e2e/repository.ts';
import { readDigests } from '../gitops/promote/metadata.ts';
import { overlayWith } from '../gitops/render/overlay-with.ts';
import { findRenderer } from '../gitops/render/renderer.ts';
import { yamlText } from '../gitops/yaml-text.ts';
import { outputOf, run } from '#program/run.ts';
import { step } from '#testing/image/buildah.ts';
import { startBuilder, type TestBuilder } from './test-builder.ts';

/**
 * `npm run test:with -- registry`: the steps of the workflows image and promote, in their order, with a real builder, a
 * registry and a git server on this machine. Stand-ins take the place of both base images, as in service/image, and a
 * key takes the place of the workflow's identity, which only GitHub can prove.
 */
interface Manifest {
  readonly manifests: readonly {
    readonly digest: string;
    readonly platform: { readonly architecture: string };
    readonly annotations?: Readonly<Record<string, string>>;
  }[];
}
interface Policy {
  readonly kind: string;
  readonly spec: { attestors: unknown[]; credentials?: unknown };
}

describe('What a push starts', function () {
  this.timeout(600_000);
  const folder = mkdtempSync(join(tmpdir(), 'umi-delivery-'));
  const targets = ['service', 'verify'] as const;
  let builder: TestBuilder;
  let registry: string;
  let repository: Repository;
  let revision: string;
  let digests: Readonly<Record<(typeof targets)[number], string>>;
  let env: NodeJS.ProcessEnv;

  const inClone = (program: string, ...words: string[]) => outputOf(program, words, { cwd: repository.folder, env });
  const json = async <T>(...words: string[]) => JSON.parse(await outputOf('crane', words, { env })) as T;
  const image = (target: (typeof targets)[number]) => `${registry}/umi/${target}`;
  const byDigest = (target: (typeof targets)[number]) => `${image(target)}@${digests[target]}`;
  const platforms = async (target: (typeof targets)[number]) => {
    const { manifests } = await json<Manifest>('manifest', byDigest(target));
    return manifests.filter(({ platform }) => platform.architecture !== 'unknown');
  };

  before(async () => {
    builder = await startBuilder(folder);
    ({ registry, env } = builder);
    repository = await cloneRepository({ source: '.', folder, name: 'umi' });
    symlinkSync(resolve('node_modules'), join(repository.folder, 'node_modules'));
    repository.edit('Dockerfile', (text) =>
      text
        .replace(/^ARG BUILD_IMAGE=.*/m, `ARG BUILD_IMAGE=${registry}/build:1`)
        .replace(/^ARG BASE_IMAGE=.*/m, `ARG BASE_IMAGE=${registry}/base:1`),
    );
    for (const environment of ['staging', 'production'])
      repository.set(`kustomize/facts/${environment}/facts.yaml`, [[['data', 'image'], `${registry}/umi`]]);
    revision = await repository.push('test: stand-ins');
  });

  after(async () => {
    await builder.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('builds both images for both processors, by the same program, and pushes them by digest', async () => {
    step('building');
    // As in a workflow run.
    Object.assign(env, { GITHUB_SERVER_URL: 'https://github.com', GITHUB_REPOSITORY: 'OWNER/umi-mrdebugger' });
    Object.assign(env, { GITHUB_RUN_ID: '7', GITHUB_RUN_ATTEMPT: '1' });
    await inClone('.github/steps/build', 'staging', join(folder, 'build.json'));
    digests = readDigests(readFileSync(join(folder, 'build.json'), 'utf8'), 'build.json');
    for (const target of targets) {
      const built = await platforms(target);
      assert.deepEqual(built.map(({ platform }) => platform.architecture).sort(), ['amd64', 'arm64']);
      const layers = await Promise.all(
        built.map(({ digest }) => json<{ layers: { digest: string }[] }>('manifest', `${image(target)}@${digest}`)),
      );
      assert.deepEqual(layers[0]?.layers.slice(1), layers[1]?.layers.slice(1));
      await assert.rejects(outputOf('crane', ['digest', `${image(target)}:latest`]));
    }
  });

  it('labels each with its version, its commit and where it comes from', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    for (const target of targets)
      for (const { digest } of await platforms(target)) {
        const { config } = await json<{ config: { Labels: Record<string, string>; User: string } }>(
          'config',
          `${image(target)}@${digest}`,
        );
        const label = (name: string) => config.Labels[`org.opencontainers.image.${name}`];
        assert.deepEqual([label('revision'), label('version')], [revision, version]);
        assert.match(label('source') ?? '', /^https:\/\/github\.com\/.+\/umi-mrdebugger$/);
        assert.equal(config.User, '65532:65532');
      }
  });

  it('keeps the provenance with each', async () => {
    for (const target of targets) {
      const { manifests } = await json<Manifest>('manifest', byDigest(target));
      const attestations = manifests.filter(
        ({ annotations }) => annotations?.['vnd.docker.reference.type'] === 'attestation-manifest',
      );
      assert.equal(attestations.length, 2);
      for (const { digest } of attestations) {
        const { layers } = await json<{ layers: { digest: string; annotations: Record<string, string> }[] }>(
          'manifest',
          `${image(target)}@${digest}`,
        );
        const types = layers.map(({ annotations }) => annotations['in-toto.io/predicate-type']);
        assert.ok(types.every((type) => type?.startsWith('https://slsa.dev/provenance/')) && types.length === 1);
        const provenance = await outputOf('crane', ['blob', `${image(target)}@${layers[0]?.digest ?? ''}`]);
        assert.ok(provenance.includes('https://github.com/OWNER/umi-mrdebugger/actions/runs/7/attempts/1'));
      }
    }
  });

  it('signs both by digest, and a list of what they are made of', async () => {
    const check = ['--key', builder.publicKey, '--insecure-ignore-tlog=true'];
    await assert.rejects(outputOf('cosign', ['verify', ...check, byDigest('service')], { env }), /no signatures found/);
    step('signing');
    const said = await inClone('.github/steps/sign', 'staging', join(folder, 'build.json'));
    for (const target of targets) {
      assert.ok(said.includes(`${target}=${digests[target]}`));
      await outputOf('cosign', ['verify', ...check, byDigest(target)], { env });
      const { payload } = JSON.parse(
        await outputOf('cosign', ['verify-attestation', ...check, '--type', 'cyclonedx', byDigest(target)], { env }),
      ) as { payload: string };
      const { predicate } = JSON.parse(Buffer.from(payload, 'base64').toString()) as {
        predicate: { components: { name: string }[] };
      };
      assert.ok(predicate.components.some(({ name }) => name === 'koa'));
    }
  });

  it('is admitted by components/signed-images, and what is not signed, not ours or not by digest is refused', async () => {
    const strange = `${registry}/umi/strange`;
    await outputOf('crane', ['copy', `${registry}/base:1`, `${strange}:1`]);
    const unsigned = `${strange}@${await outputOf('crane', ['digest', `${strange}:1`])}`;
    const pod = (name: string, ...images: string[]) => ({
      ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'mrdebugger-staging' } },
      spec: { containers: images.map((each, index) => ({ name: `c${index}`, image: each })) },
    });
    const istio = 'docker.io/istio/proxyv2:1.30.4';
    const admitted = [
      pod('signed', byDigest('service')),
      pod('with-sidecar', byDigest('service'), istio),
      pod('check', byDigest('verify')),
    ];
    const refused = [
      pod('unsigned', unsigned),
      pod('unsigned-beside-signed', byDigest('service'), unsigned),
      pod('by-tag', `${strange}:1`),
      pod('foreign', `docker.io/library/busybox@${digests.service}`),
      pod('foreign-sidecar', byDigest('service'), 'docker.io/istio/pilot:1.30.4'),
      {
        ...pod('init', byDigest('service')),
        spec: { initContainers: pod('', unsigned).spec.containers, ...pod('', istio).spec },
      },
    ];
    writeFileSync(join(folder, 'policy.yaml'), await policyWithKey());
    const verdict = async (pods: readonly unknown[]) => {
      writeFileSync(join(folder, 'pods.yaml'), yamlText(...pods));
      const words = ['apply', join(folder, 'policy.yaml'), '--resource', join(folder, 'pods.yaml'), '--registry'];
      // It exits with 1 where something is refused; what it says decides.
      const { stdout, stderr } = await run('kubectl-kyverno', words, { env });
      const counts = /^pass: (\d+), fail: (\d+), warn: 0, error: 0, skip: 0/m.exec(stdout)?.slice(1).map(Number);
      return counts ?? `${stdout}${stderr}`;
    };
    assert.deepEqual(await verdict(admitted), [admitted.length, 0]);
    for (const each of refused) assert.deepEqual(await verdict([each]), [0, 1], each.metadata.name);
  });

  it('tags what is signed', async () => {
    await inClone('.github/steps/tag', 'staging', join(folder, 'build.json'));
    for (const target of targets)
      for (const tag of ['latest', revision])
        assert.equal(await outputOf('crane', ['digest', `${image(target)}:${tag}`]), digests[target]);
  });

  it('is promoted as it was built: the overlay renders exactly these digests and this revision', async () => {
    await inClone('npm', 'run', 'promote', '--', '--environment', 'staging', '--metadata', join(folder, 'build.json'));
    await outputOf('git', ['pull', '--quiet', 'origin', 'main'], { cwd: repository.folder });
    const rendered = stringify(
      await (await findRenderer(process.env)).renderObjects(join(repository.folder, 'kustomize/overlays/staging')),
    );
    for (const target of targets) assert.ok(rendered.includes(`image: ${byDigest(target)}\n`), target);
    assert.match(rendered, new RegExp(`org.opencontainers.image.revision: "?${revision}"?\\n`));
  });

  /** The policy as it is deployed, with a key in place of the workflow's identity. */
  async function policyWithKey(): Promise<string> {
    const overlay = join(folder, 'policy');
    mkdirSync(overlay);
    const inOverlay = (path: string) => join(repository.folder, path);
    const kustomization = overlayWith(overlay, inOverlay('kustomize/overlays/staging'), [
      inOverlay('kustomize/components/signed-images'),
    ]);
    writeFileSync(join(overlay, 'kustomization.yaml'), kustomization);
    const objects = parseAllDocuments(await (await findRenderer(process.env)).render(overlay)).map(
      (document) => document.toJS() as Policy,
    );
    const policy = objects.find(({ kind }) => kind === 'NamespacedImageValidatingPolicy');
    assert.ok(policy);
    const key = { data: readFileSync(builder.publicKey, 'utf8') };
    policy.spec.attestors = [{ name: 'workflow', cosign: { key, ctlog: { insecureIgnoreTlog: true } } }];
    policy.spec.credentials = { allowInsecureRegistry: true };
    return yamlText(policy);
  }
});
