import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { outputOf } from '#program/run.ts';
import { buildah, step } from './buildah.ts';

/** The build image has npm and a shell; the base has neither, like the distroless one. */
export const BUILD_STAND_IN = 'localhost/stand-in-build';
export const BASE_STAND_IN = 'localhost/stand-in-base';

const USER = '65532';

/**
 * Makes stand-ins for both bases of the Dockerfile out of files of this machine.
 * @returns the folder whose content is the stand-in for the base
 */
export async function buildStandIns(folder: string, driver: 'vfs' | 'overlay' = 'vfs'): Promise<string> {
  step('fetching Node 24 and npm');
  const packages = join(folder, 'packages');
  const nodePackage = `node-linux-${process.arch}`;
  mkdirSync(packages);
  await outputOf('npm', [
    ...['install', '--prefix', packages, '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'],
    ...[`${nodePackage}@24`, 'npm@11'],
  ]);
  const node = join(packages, 'node_modules', nodePackage, 'bin/node');
  chmodSync(node, 0o755);
  const npmSettings = await readNpmSettings();

  const base = join(folder, 'base');
  await copyProgram(node, base, '/nodejs/bin/node');
  writeIn(base, '/etc/passwd', `root:x:0:0::/:/sbin/nologin\nnonroot:x:${USER}:${USER}::/home/nonroot:/sbin/nologin\n`);
  writeIn(base, '/etc/group', `root:x:0:\nnonroot:x:${USER}:\n`);
  copyCertificates(npmSettings, base);
  await buildFromFolder(folder, driver, base, BASE_STAND_IN, ['USER nonroot', 'ENTRYPOINT ["/nodejs/bin/node"]']);

  const build = join(folder, 'build');
  await copyProgram(node, build, '/usr/local/bin/node');
  await copyProgram('/bin/sh', build, '/bin/sh');
  await copyProgram('/usr/bin/env', build, '/usr/bin/env');
  cpSync(join(packages, 'node_modules/npm'), join(build, 'usr/local/lib/node_modules/npm'), { recursive: true });
  symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', join(build, 'usr/local/bin/npm'));
  writeIn(build, '/etc/passwd', 'root:x:0:0::/build:/bin/sh\n');
  // Where packages come from depends on this machine, so it is in the stand-in and not in the Dockerfile. Proxies come
  // with the environment, which buildah passes on.
  writeIn(build, '/build/.npmrc', npmSettings.map(([name, value]) => `${name}=${value}\n`).join(''));
  copyCertificates(npmSettings, build);
  await buildFromFolder(folder, driver, build, BUILD_STAND_IN, [
    'ENV PATH=/usr/local/bin:/usr/bin:/bin HOME=/build',
    ...(process.env.NODE_EXTRA_CA_CERTS ? [`ENV NODE_EXTRA_CA_CERTS=${process.env.NODE_EXTRA_CA_CERTS}`] : []),
  ]);
  return base;
}

async function buildFromFolder(
  folder: string,
  driver: 'vfs' | 'overlay',
  content: string,
  name: string,
  lines: string[],
): Promise<void> {
  const file = join(folder, 'Containerfile');
  writeFileSync(file, ['FROM scratch', 'COPY . /', ...lines, ''].join('\n'));
  await buildah(folder, ['build', '--isolation', 'chroot', '--file', file, '--tag', name, content], driver);
}

/** The registry and the certificates of npm on this machine, wherever they are configured; no passwords. */
async function readNpmSettings(): Promise<[name: string, value: string][]> {
  const lines = await outputOf('npm', ['config', 'get', 'registry', 'cafile', 'strict-ssl']);
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

/** Copies a program, and the libraries that it is linked with to the same paths as here. */
async function copyProgram(program: string, root: string, to: string): Promise<void> {
  const libraries = (await outputOf('ldd', [program])).matchAll(/(?:=> )?(\/\S+) \(0x/g);
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
