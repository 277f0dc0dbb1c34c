import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { postSigned } from '../simulator/post.ts';
import { lintReply, spokenTexts } from '../simulator/reply-lint.ts';
import { buildRequest } from '../simulator/request.ts';
import { signBody } from '../simulator/signer.ts';
import { outputOf } from '#program/run.ts';
import { buildah, step } from '#testing/image/buildah.ts';
import {
  APPLICATION_ID,
  pidOfNode,
  spawnContainer,
  listeningContainer,
  type Container,
  type ImageConfig,
} from './container.ts';
import { BASE_STAND_IN, BUILD_STAND_IN, buildStandIns } from '#testing/image/stand-ins.ts';

/**
 * `npm run test:with -- image`: builds the Dockerfile and runs the result. The registries of its base images may be out
 * of reach, so stand-ins made of files of this machine take their place: this tests our part of the image, not theirs.
 * Needs root, because the container is made with mount, chroot and namespaces.
 */
const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));
const VERSION = '9.8.7';
const REVISION = '0123456789abcdef0123456789abcdef01234567';
const USER = '65532';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

describe('The image', function () {
  this.timeout(600_000);
  const folder = mkdtempSync(join(tmpdir(), 'umi-image-'));
  // buildah keeps one small cache outside of the storage it is given, in a place that no option changes.
  const newCache = ['/var/lib/containers', '/var/lib/containers/cache'].find((path) => !existsSync(path));
  const started: ChildProcess[] = [];
  let baseFiles: string[];
  let imageFiles: string[];
  let config: ImageConfig;
  let rootFs: string;
  let container: Container;
  let verify: { readonly rootFs: string; readonly config: ImageConfig };

  before(async () => {
    assert.equal(process.getuid?.(), 0, 'run this as root: a container needs mount and chroot');
    const base = await buildStandIns(folder);
    step('building the Dockerfile');
    ({ rootFs, config } = await build());
    verify = await build('verify');
    baseFiles = filesIn(base);
    imageFiles = filesIn(rootFs);
    // Mount points, which a container runtime makes too.
    for (const mountPoint of ['proc', 'keys']) mkdirSync(join(rootFs, mountPoint));
    mkdirSync(join(folder, 'keys'));
    writeFileSync(join(folder, 'keys/public.pem'), publicKey.export({ type: 'spki', format: 'pem' }));
    step('starting the container');
    container = await start();
  });

  after(async () => {
    for (const parent of started) {
      const pid = pidOfNode(parent);
      if (pid !== undefined) process.kill(pid, 'SIGKILL');
    }
    if (rootFs) await buildah(folder, ['rm', '--all']);
    rmSync(folder, { recursive: true });
    if (newCache) rmSync(newCache, { recursive: true, force: true });
  });

  /** Without a target, the last stage of the Dockerfile. No layers: copying them takes longer than building twice. */
  async function build(target?: string): Promise<{ rootFs: string; config: ImageConfig }> {
    const image = `localhost/${target ?? 'service'}`;
    await buildah(folder, [
      ...['build', '--isolation', 'chroot', '--pull-never', '--tag', image],
      ...(target === undefined ? [] : ['--target', target]),
      ...['--build-arg', `BUILD_IMAGE=${BUILD_STAND_IN}`, '--build-arg', `BASE_IMAGE=${BASE_STAND_IN}`],
      ...['--build-arg', `VERSION=${VERSION}`, '--build-arg', `REVISION=${REVISION}`],
      REPOSITORY,
    ]);
    const inspected = JSON.parse(await buildah(folder, ['inspect', '--type', 'image', image])) as {
      OCIv1: { config: ImageConfig };
    };
    const name = await buildah(folder, ['from', '--pull-never', image]);
    return { rootFs: await buildah(folder, ['mount', name]), config: inspected.OCIv1.config };
  }

  async function start(): Promise<Container> {
    const parent = spawnContainer(rootFs, join(folder, 'keys'), config);
    started.push(parent);
    return await listeningContainer(parent);
  }

  it('adds exactly the bundle and the tips to its base', () => {
    const added = imageFiles.filter((file) => !baseFiles.includes(file));
    assert.deepEqual(added, [
      'app/dist/main.cjs',
      'app/dist/main.cjs.LEGAL.txt',
      'app/dist/main.cjs.map',
      'app/kustomize/bases/app/tips.yaml',
    ]);
    const missing = baseFiles.filter((file) => !imageFiles.includes(file));
    assert.deepEqual(missing, []);
  });

  it('has neither shell nor npm', () => {
    const tools = /(^|\/)(sh|ash|bash|dash|busybox|env|npm|npx|node_modules)(\/|$)/;
    assert.deepEqual(
      imageFiles.filter((file) => tools.test(file)),
      [],
    );
  });

  it('has neither simulator nor tests nor a Kubernetes client in the bundle', () => {
    const bundle = readFileSync(join(rootFs, 'app/dist/main.cjs'), 'utf8');
    for (const text of ['desk-user', '@kubernetes', 'simulator/', 'interaction-model/'])
      assert.ok(!bundle.includes(text), text);
    const map = JSON.parse(readFileSync(join(rootFs, 'app/dist/main.cjs.map'), 'utf8')) as { sources: string[] };
    const own = map.sources.filter((source) => !source.includes('node_modules/'));
    assert.ok(own.some((source) => source.endsWith('service/main.ts')));
    const strangers = own.filter((source) =>
      /simulator|interaction-model|bench|fuzz|\.(test|browser|image)\./.test(source),
    );
    assert.deepEqual(strangers, []);
  });

  it('tells the runtime who runs, on which ports, and which build it is', () => {
    assert.equal(config.User, `${USER}:${USER}`);
    assert.deepEqual(Object.keys(config.ExposedPorts ?? {}).sort(), ['8080/tcp', '9090/tcp']);
    for (const entry of ['NODE_ENV=production', `VERSION=${VERSION}`, `REVISION=${REVISION}`])
      assert.ok(config.Env.includes(entry), entry);
    const label = (name: string) => config.Labels[`org.opencontainers.image.${name}`];
    assert.equal(label('title'), 'umi-mrdebugger');
    assert.equal(label('licenses'), 'Apache-2.0');
    assert.equal(label('version'), VERSION);
    assert.equal(label('revision'), REVISION);
    assert.deepEqual(config.Entrypoint, ['/nodejs/bin/node', '--max-semi-space-size=8', '/app/dist/main.cjs']);
    assert.deepEqual(config.Cmd ?? [], []);
  });

  it('runs node as process 1, as an ordinary user, on a read-only root', () => {
    const status = readFileSync(`/proc/${container.pid}/status`, 'utf8');
    assert.match(status, /^NSpid:.*\t1$/m);
    assert.ok(readlinkSync(`/proc/${container.pid}/exe`).endsWith('/nodejs/bin/node'));
    assert.match(status, new RegExp(String.raw`^Uid:(\t${USER}){4}$`, 'm'));
    assert.match(status, new RegExp(String.raw`^Gid:(\t${USER}){4}$`, 'm'));
    assert.match(status, /^CapEff:\t0+$/m);
    const mounts = readFileSync(`/proc/${container.pid}/mounts`, 'utf8').split('\n');
    const root = mounts.map((line) => line.split(' ')).filter(([, point]) => point === '/');
    assert.equal(root.length, 1);
    assert.match(root[0]?.[3] ?? '', /^ro\b/);
  });

  it('has a second target, verify, the check after a sync: its bundle on the same base, as the same user', () => {
    const files = filesIn(verify.rootFs);
    const added = files.filter((file) => !baseFiles.includes(file));
    assert.deepEqual(added, ['app/dist/verify.cjs', 'app/dist/verify.cjs.LEGAL.txt', 'app/dist/verify.cjs.map']);
    assert.deepEqual(
      baseFiles.filter((file) => !files.includes(file)),
      [],
    );
    const map = JSON.parse(readFileSync(join(verify.rootFs, 'app/dist/verify.cjs.map'), 'utf8')) as {
      sources: string[];
    };
    const own = map.sources.filter((source) => !source.includes('node_modules/'));
    assert.ok(own.some((source) => source.endsWith('gitops/verify/main.ts')));
    assert.deepEqual(
      own.filter((source) => source.includes('test')),
      [],
    );
    const { User, Env, Entrypoint, Cmd = [], Labels, ExposedPorts = {} } = verify.config;
    assert.deepEqual(
      { User, Entrypoint, Cmd, ExposedPorts },
      {
        User: config.User,
        Entrypoint: ['/nodejs/bin/node', '--max-semi-space-size=8', '/app/dist/verify.cjs'],
        Cmd: [],
        ExposedPorts: {},
      },
    );
    assert.deepEqual(Env, config.Env);
    const [title, description] = ['org.opencontainers.image.title', 'org.opencontainers.image.description'];
    assert.notEqual(Labels[description], config.Labels[description]);
    assert.deepEqual(Labels, {
      ...config.Labels,
      [title]: 'umi-mrdebugger-verify',
      [description]: Labels[description],
    });
  });

  it('starts that check, which tells how it is used', async () => {
    const { rootFs, config } = verify;
    const chroot = [`--userspec=${config.User}`, '--groups=', rootFs, ...config.Entrypoint, '--help'];
    assert.match(await outputOf('chroot', chroot), /^ {2}--certificate NS\/NAME /m);
  });

  it('answers /health with the version and the revision it was built with', async () => {
    const response = await fetch(new URL('/health', container.url));
    assert.equal(response.status, 200);
    const { version, revision } = (await response.json()) as Record<string, unknown>;
    assert.deepEqual({ version, revision }, { version: VERSION, revision: REVISION });
  });

  it('is ready, and says so on the admin port', async () => {
    const response = await fetch(`${container.adminUrl}/readyz`);
    assert.equal(response.status, 200, await response.text());
  });

  it('speaks to a signed request, and refuses the same one with a stranger’s signature', async () => {
    const session = { id: 'a-session', isNew: true, attributes: {} };
    const envelope = { applicationId: APPLICATION_ID, session };
    const request = buildRequest({ type: 'LaunchRequest' }, envelope, 'wire', new Date());
    const body = Buffer.from(JSON.stringify(request));
    const { status, text } = await postSigned(container.url, body, signBody(body, privateKey));
    assert.equal(status, 200, text);
    const reply = JSON.parse(text) as { response: { outputSpeech: unknown } };
    assert.deepEqual(lintReply(reply), []);
    assert.notEqual(spokenTexts(reply.response.outputSpeech).join(''), '');

    const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const refused = await postSigned(container.url, body, signBody(body, stranger));
    assert.equal(refused.status, 401);
  });

  it('ends with status 0 after SIGTERM', async () => {
    const { pid, parent, log } = await start();
    const exit = once(parent, 'exit');
    step('ending the container, which waits for proxies to notice');
    process.kill(pid, 'SIGTERM');
    assert.deepEqual(await exit, [0, null], log.join('\n'));
    assert.match(log.join('\n'), /"msg":"ended"/);
  });
});

/** All files in a folder and below it, sorted. */
function filesIn(root: string): string[] {
  return readdirSync(root, { withFileTypes: true, recursive: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort();
}
