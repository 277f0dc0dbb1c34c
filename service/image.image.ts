import assert from 'node:assert/strict';
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { readlinkSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
/* eslint-disable no-restricted-imports -- what is in the image may not import the simulator; this only talks to it */
import { postSigned } from './simulator/post.ts';
import { lintReply, spokenTexts } from './simulator/reply-lint.ts';
import { buildRequest } from './simulator/request.ts';
import { signBody } from './simulator/signer.ts';
/* eslint-enable no-restricted-imports */

/**
 * `npm run test:image`: builds the Dockerfile and runs what it makes. The bases of the Dockerfile stand in a registry
 * that may be out of reach; stand-ins made of files of this machine take their place, so what is shown here is our
 * part of the image, not theirs. Needs root, for the container is made with mount, chroot and namespaces.
 */
const REPOSITORY = fileURLToPath(new URL('..', import.meta.url));
const APPLICATION_ID = 'kr.example.image';
const VERSION = '9.8.7';
const REVISION = '0123456789abcdef0123456789abcdef01234567';
const USER = '65532';
const KEY_FILE = '/keys/public.pem';

/** The build image has npm and a shell; the base has neither, like the distroless one. */
const BUILD_STAND_IN = 'localhost/stand-in-build';
const BASE_STAND_IN = 'localhost/stand-in-base';
const IMAGE = 'localhost/service';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** The parts of an image's configuration that a container runtime acts on. */
interface ImageConfig {
  readonly User: string;
  readonly Env: readonly string[];
  readonly Entrypoint: readonly string[];
  readonly Cmd?: readonly string[];
  readonly ExposedPorts: Readonly<Record<string, object>>;
  readonly Labels: Readonly<Record<string, string>>;
}

interface Container {
  readonly url: string;
  readonly adminUrl: string;
  /** Of node, as this machine counts. */
  readonly pid: number;
  /** What it wrote so far. */
  readonly log: readonly string[];
  /** unshare, which waits for node and takes over its exit status. */
  readonly parent: ChildProcess;
}

describe('The image', function () {
  this.timeout(600_000);
  const folder = mkdtempSync(join(tmpdir(), 'umi-image-'));
  // buildah keeps one small cache outside of the storage it is given, and has no option for its place.
  const newCache = ['/var/lib/containers', '/var/lib/containers/cache'].find((path) => !existsSync(path));
  const started: ChildProcess[] = [];
  let baseFiles: string[];
  let imageFiles: string[];
  let config: ImageConfig;
  let rootFs: string;
  let container: Container;

  before(async () => {
    assert.equal(process.getuid?.(), 0, 'run this as root: a container needs mount and chroot');
    const base = await buildStandIns(folder);
    step('building the Dockerfile');
    await buildah(folder, [
      ...['build', '--isolation', 'chroot', '--pull-never', '--tag', IMAGE],
      ...['--build-arg', `BUILD_IMAGE=${BUILD_STAND_IN}`, '--build-arg', `BASE_IMAGE=${BASE_STAND_IN}`],
      ...['--build-arg', `VERSION=${VERSION}`, '--build-arg', `REVISION=${REVISION}`],
      REPOSITORY,
    ]);
    const inspected = JSON.parse(await buildah(folder, ['inspect', '--type', 'image', IMAGE])) as {
      OCIv1: { config: ImageConfig };
    };
    config = inspected.OCIv1.config;
    const name = await buildah(folder, ['from', '--pull-never', IMAGE]);
    rootFs = await buildah(folder, ['mount', name]);
    baseFiles = filesIn(base);
    imageFiles = filesIn(rootFs);
    // Where things are mounted; a container runtime makes these folders too.
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

  async function start(): Promise<Container> {
    const parent = spawnContainer(rootFs, join(folder, 'keys'), config);
    started.push(parent);
    return await untilListening(parent);
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
    assert.deepEqual(Object.keys(config.ExposedPorts).sort(), ['8080/tcp', '9090/tcp']);
    for (const entry of ['NODE_ENV=production', `VERSION=${VERSION}`, `REVISION=${REVISION}`])
      assert.ok(config.Env.includes(entry), entry);
    const label = (name: string) => config.Labels[`org.opencontainers.image.${name}`];
    assert.equal(label('title'), 'umi-mrdebugger');
    assert.equal(label('version'), VERSION);
    assert.equal(label('revision'), REVISION);
    assert.deepEqual(config.Entrypoint, ['/nodejs/bin/node', '/app/dist/main.cjs']);
    assert.deepEqual(config.Cmd ?? [], []);
  });

  it('runs node as process 1, as nobody in particular, on a root that cannot be written', () => {
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

/** @returns the folder whose content is the stand-in for the base */
async function buildStandIns(folder: string): Promise<string> {
  step('fetching Node 24 and npm');
  const packages = join(folder, 'packages');
  const nodePackage = `node-linux-${process.arch}`;
  mkdirSync(packages);
  await run('npm', [
    ...['install', '--prefix', packages, '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'],
    ...[`${nodePackage}@24`, 'npm@11'],
  ]);
  const node = join(packages, 'node_modules', nodePackage, 'bin/node');
  chmodSync(node, 0o755);
  const npmSettings = await readNpmSettings();

  const base = join(folder, 'base');
  await copyProgram(node, base, '/nodejs/bin/node');
  writeIn(
    base,
    '/etc/passwd',
    `root:x:0:0::/root:/sbin/nologin\nnonroot:x:${USER}:${USER}::/home/nonroot:/sbin/nologin\n`,
  );
  writeIn(base, '/etc/group', `root:x:0:\nnonroot:x:${USER}:\n`);
  copyCertificates(npmSettings, base);
  await buildFromFolder(folder, base, BASE_STAND_IN, ['USER nonroot', 'ENTRYPOINT ["/nodejs/bin/node"]']);

  const build = join(folder, 'build');
  await copyProgram(node, build, '/usr/local/bin/node');
  await copyProgram('/bin/sh', build, '/bin/sh');
  await copyProgram('/usr/bin/env', build, '/usr/bin/env');
  cpSync(join(packages, 'node_modules/npm'), join(build, 'usr/local/lib/node_modules/npm'), { recursive: true });
  symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', join(build, 'usr/local/bin/npm'));
  writeIn(build, '/etc/passwd', 'root:x:0:0::/root:/bin/sh\n');
  // The way to packages is this machine's affair, so it is in the stand-in and not in the Dockerfile. Proxies come
  // with the environment, which buildah hands on.
  writeIn(build, '/root/.npmrc', npmSettings.map(([name, value]) => `${name}=${value}\n`).join(''));
  copyCertificates(npmSettings, build);
  await buildFromFolder(folder, build, BUILD_STAND_IN, [
    'ENV PATH=/usr/local/bin:/usr/bin:/bin HOME=/root',
    ...(process.env.NODE_EXTRA_CA_CERTS ? [`ENV NODE_EXTRA_CA_CERTS=${process.env.NODE_EXTRA_CA_CERTS}`] : []),
  ]);
  return base;
}

async function buildFromFolder(folder: string, content: string, name: string, lines: string[]): Promise<void> {
  const file = join(folder, 'Containerfile');
  writeFileSync(file, ['FROM scratch', 'COPY . /', ...lines, ''].join('\n'));
  await buildah(folder, ['build', '--isolation', 'chroot', '--file', file, '--tag', name, content]);
}

/** Where npm here gets packages and whom it trusts, from wherever it is configured; no passwords. */
async function readNpmSettings(): Promise<[name: string, value: string][]> {
  const lines = await run('npm', ['config', 'get', 'registry', 'cafile', 'strict-ssl']);
  const settings = lines.split('\n').map((line): [string, string] => {
    const [name = '', ...value] = line.split('=');
    return [name, value.join('=')];
  });
  return settings.filter(([, value]) => value !== '' && value !== 'null' && value !== 'undefined');
}

function copyCertificates(npmSettings: readonly [string, string][], root: string): void {
  const files = [npmSettings.find(([name]) => name === 'cafile')?.[1], process.env.NODE_EXTRA_CA_CERTS];
  for (const file of [...files, '/etc/ssl/certs/ca-certificates.crt'])
    if (file && existsSync(file)) writeIn(root, file, readFileSync(file));
}

/** Copies a program, and the libraries that it is linked with to where they are here. */
async function copyProgram(program: string, root: string, to: string): Promise<void> {
  const libraries = (await run('ldd', [program])).matchAll(/(?:=> )?(\/\S+) \(0x/g);
  for (const [from, target] of [
    [program, to] as const,
    ...[...libraries].map(([, path = '']) => [path, path] as const),
  ]) {
    const copy = join(root, target);
    mkdirSync(dirname(copy), { recursive: true });
    cpSync(from, copy, { dereference: true });
    chmodSync(copy, 0o755);
  }
}

function writeIn(root: string, path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

/** Everything in a folder that is not a folder itself, in order. */
function filesIn(root: string): string[] {
  return readdirSync(root, { withFileTypes: true, recursive: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort();
}

/**
 * What a container runtime does: namespaces of its own for mounts and processes, the image as a read-only root, and
 * the image's user, environment and command. The network stays this machine's, and the ports are any free ones.
 */
function spawnContainer(rootFs: string, keys: string, { User, Env, Entrypoint, Cmd = [] }: ImageConfig): ChildProcess {
  const script = `set -e
    root=$1; keys=$2; shift 2
    mount --bind "$root" "$root"
    mount -t proc proc "$root/proc"
    mount --bind "$keys" "$root/keys"
    mount -o remount,bind,ro "$root"
    exec env -i "$@"`;
  const env = [
    ...Env,
    `CEK_APPLICATION_IDS=${APPLICATION_ID}`,
    `CEK_PUBLIC_KEY_FILES=${KEY_FILE}`,
    'PORT=0',
    'ADMIN_PORT=0',
  ];
  const chroot = ['/usr/sbin/chroot', `--userspec=${User}`, '--groups=', rootFs, ...Entrypoint, ...Cmd];
  const unshare = ['--mount', '--pid', '--fork', 'sh', '-c', script, 'sh', rootFs, keys];
  return spawn('unshare', [...unshare, ...env, ...chroot], { stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Of the one child that unshare has, while it runs; node outlives unshare, so it is node that must be ended. */
function pidOfNode({ pid, exitCode, signalCode }: ChildProcess): number | undefined {
  if (pid === undefined || exitCode !== null || signalCode !== null) return undefined;
  // Never 0, which would be this process and all of its kin.
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')) || undefined;
}

async function untilListening(parent: ChildProcess): Promise<Container> {
  assert.ok(parent.stdout && parent.stderr);
  const log: string[] = [];
  createInterface({ input: parent.stderr }).on('line', (line) => log.push(line));
  const lines = createInterface({ input: parent.stdout });
  lines.on('line', (line) => log.push(line));
  return await new Promise((resolve, reject) => {
    parent.once('error', reject);
    lines.once('close', () => {
      reject(new Error(`ended before it listened:\n${log.join('\n')}`));
    });
    lines.on('line', (line) => {
      const { msg, port, adminPort } = JSON.parse(line) as { msg: string; port: number; adminPort: number };
      if (msg !== 'listening') return;
      const pid = pidOfNode(parent);
      if (pid === undefined) return;
      resolve({ url: `http://127.0.0.1:${port}/`, adminUrl: `http://127.0.0.1:${adminPort}`, pid, log, parent });
    });
  });
}

/** Runs buildah with a storage of its own. */
function buildah(folder: string, args: readonly string[]): Promise<string> {
  const storage = ['--root', join(folder, 'storage'), '--runroot', join(folder, 'run'), '--storage-driver', 'vfs'];
  return run('buildah', [...storage, ...args], { ...process.env, TMPDIR: folder });
}

/** @returns what the program wrote to standard output @throws with everything it wrote */
async function run(program: string, args: readonly string[], env = process.env): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(program, args, { env, maxBuffer: 64 * 1024 * 1024 });
    return stdout.trim();
  } catch (error) {
    const { stdout, stderr, message } = error as Error & { stdout?: string; stderr?: string };
    throw new Error([message, stdout, stderr].join('\n'), { cause: error });
  }
}

/** Says what takes so long. */
function step(text: string): void {
  process.stdout.write(`    … ${text}\n`);
}
