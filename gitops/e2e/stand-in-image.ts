import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseLine, startProgram, UsageError, type Terminal } from '#program/command.ts';
import { buildah } from '#testing/image/buildah.ts';
import { BASE_STAND_IN, BUILD_STAND_IN, buildStandIns } from '#testing/image/stand-ins.ts';

const HELP = `Builds a target of the Dockerfile where its base images are out of reach: bases made of files of this machine
stand in for them. Needs buildah and root.

  node --import tsx gitops/e2e/stand-in-image.ts --target TARGET --name NAME:TAG --revision SHA
       --storage FOLDER --archive FILE [REPOSITORY]

  --storage FOLDER   where stand-ins and layers are kept for the next call
  --archive FILE     the image, in the format of docker save
  REPOSITORY         what is built (default: .)
  -h, --help         this text

Exit status: 0 built · 64 wrong usage · 78 no buildah
`;

const BUILT = 'localhost/built';
const DRIVER = 'overlay';

/** `stand-in-image.ts` */
async function buildStandInImage(argv: readonly string[], { cwd }: Terminal): Promise<number> {
  const { values, positionals } = parseLine(
    argv,
    HELP,
    {
      target: { type: 'string' },
      name: { type: 'string' },
      revision: { type: 'string' },
      storage: { type: 'string' },
      archive: { type: 'string' },
    },
    'any words',
  );
  const { target, name, revision, storage } = values;
  if (!target || !name || !revision || !storage || !values.archive)
    throw new UsageError('--target, --name, --revision, --storage and --archive are needed');
  const folder = await standIns(resolve(cwd, storage));
  const archive = resolve(cwd, values.archive);
  const source = resolve(cwd, positionals[0] ?? '.');
  const common = [
    ...['build', '--isolation', 'chroot', '--pull-never'],
    ...['--build-arg', `BUILD_IMAGE=${BUILD_STAND_IN}`, '--build-arg', `BASE_IMAGE=${BASE_STAND_IN}`],
  ];
  await buildah(folder, [...common, '--layers', '--target', 'build', '--tag', BUILT, source], DRIVER);
  // Without --layers: buildah 1.28 would reuse a layer that had other build arguments, and with it an old revision.
  await buildah(
    folder,
    [
      ...[...common, '--build-context', `build=container-image://${BUILT}`, '--target', target, '--tag', name],
      ...['--build-arg', `VERSION=${revision.slice(0, 12)}`, '--build-arg', `REVISION=${revision}`, source],
    ],
    DRIVER,
  );
  rmSync(archive, { force: true });
  await buildah(folder, ['push', name, `docker-archive:${archive}:${name}`], DRIVER);
  return 0;
}

/** Builds the stand-ins once for a storage, and again where an interrupted call left them unfinished. */
async function standIns(storage: string): Promise<string> {
  const folder = join(storage, 'stand-ins');
  const made = join(folder, 'made');
  if (existsSync(made)) return folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await buildStandIns(folder, DRIVER);
  mkdirSync(join(folder, 'making'));
  renameSync(join(folder, 'making'), made);
  return folder;
}

await startProgram(import.meta.url, buildStandInImage);
