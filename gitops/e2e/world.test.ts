import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readFacts } from '../facts.ts';
import type { RenderedObject } from '../render/objects.ts';
import { findRenderer } from '../render/renderer.ts';
import { temporaryFiles } from '#testing/temporary-files.ts';
import { cloneRepository, type Repository } from './repository.ts';
import { readSettings } from './settings.ts';
import { buildImages, chooseBuild } from './world.ts';

const BUILD = 'kustomize/overlays/local/build/kustomization.yaml';
/** The last two could be read as numbers, which neither a tag nor an annotation may be. */
const REVISIONS = [
  '0123456789abcdef0123456789abcdef01234567',
  '1234567890'.repeat(4),
  `${'12345678'.repeat(4)}123456e9`,
];

interface Workload extends RenderedObject {
  readonly spec: {
    readonly template: {
      readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
      readonly spec: {
        readonly containers: readonly {
          readonly name: string;
          readonly image: string;
          readonly env?: readonly { readonly name: string; readonly value?: string }[];
        }[];
      };
    };
  };
}

describe('a build of a run', () => {
  const { folder } = temporaryFiles();
  let repository: Repository;
  before(async () => {
    const source = join(folder, 'source');
    cpSync('kustomize', join(source, 'kustomize'), { recursive: true });
    const git = (...words: readonly string[]) => execFileSync('git', ['-C', source, ...words], { stdio: 'pipe' });
    git('init', '--quiet');
    git('add', '--all');
    const author = ['-c', 'user.name=umi', '-c', 'user.email=umi@umi.test', '-c', 'commit.gpgsign=false'];
    git(...author, 'commit', '--quiet', '-m', 'feat: kustomize');
    repository = await cloneRepository({ source, folder, name: 'skill' });
  });
  afterEach(async () => {
    await repository.discard();
  });

  /** The places of what Argo CD applies that name the build. */
  const rendered = async () => {
    const renderer = await findRenderer(process.env);
    const objects = await renderer.renderObjects(join(repository.folder, 'kustomize/overlays/local'));
    const workload = (kind: string, container: string) => {
      const { template } = objects.find((object): object is Workload => object.kind === kind)?.spec ?? {};
      return {
        annotations: template?.metadata.annotations ?? {},
        ...template?.spec.containers.find(({ name }) => name === container),
      };
    };
    const [service, verify] = [workload('Deployment', 'service'), workload('Job', 'verify')];
    return {
      service: service.image,
      verify: verify.image,
      annotation: service.annotations['org.opencontainers.image.revision'],
      expected: verify.env?.find(({ name }) => name === 'IMAGE_REVISION')?.value,
    };
  };

  for (const revision of REVISIONS) {
    it(`is chosen in both images, in the annotation and in what the check expects: ${revision}`, async () => {
      chooseBuild(repository, revision);
      const { image } = readFacts(repository.folder, 'local');
      assert.deepEqual(await rendered(), {
        service: `${image}/service:${revision.slice(0, 12)}`,
        verify: `${image}/verify:${revision.slice(0, 12)}`,
        annotation: revision,
        expected: revision,
      });
    });
  }

  it('replaces the one that was chosen before, and nothing else of the file changes', () => {
    const file = join(repository.folder, BUILD);
    const lines = () => readFileSync(file, 'utf8').split('\n');
    const before = lines();
    chooseBuild(repository, 'a'.repeat(40));
    chooseBuild(repository, 'b'.repeat(40));
    const after = lines();
    assert.equal(after.length, before.length);
    assert.deepEqual(
      after.filter((line, index) => line !== before[index]).map((line) => line.trim()),
      [`newTag: '${'b'.repeat(12)}'`, `newTag: '${'b'.repeat(12)}'`, `value: '${'b'.repeat(40)}'`],
    );
  });

  describe('is made with the command of the settings', () => {
    const revision = '0123456789abcdef0123456789abcdef01234567';
    const build = async (imageCommand: string) => {
      const settings = readSettings({
        ...{ E2E_HOST_ADDRESS: '192.0.2.1', E2E_GATEWAY_ADDRESS: '192.0.2.2', E2E_ACME_DIRECTORY: 'https://a/dir' },
        ...{ E2E_ACME_CA: 'ca.pem', E2E_ACME_ROOTS: 'roots.pem', E2E_IMAGE_COMMAND: imageCommand },
      });
      await buildImages({ settings, facts: readFacts(repository.folder, 'local'), repository }, revision);
    };

    it('once for each image, with its target, its name, the whole revision and the repository', async () => {
      const calls = join(folder, 'a folder');
      mkdirSync(calls);
      await build(`>> '${calls}/calls.txt' printf '%s|%s|%s|%s %s\\n' with`);
      const { image } = readFacts(repository.folder, 'local');
      assert.deepEqual(readFileSync(join(calls, 'calls.txt'), 'utf8').split('\n'), [
        `with|service|${image}/service:0123456789ab|${revision} ${repository.folder}`,
        `with|verify|${image}/verify:0123456789ab|${revision} ${repository.folder}`,
        '',
      ]);
    });

    it('and fails with its words where it fails', async () => {
      await assert.rejects(build('echo no such builder >&2; false'), /no such builder/);
    });
  });
});
