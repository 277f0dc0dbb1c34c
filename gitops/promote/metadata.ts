import { StartError } from '#program/start-error.ts';
import { DIGEST, IMAGES, type Build } from './build.ts';

/**
 * The digests of both images in what `docker buildx bake --metadata-file` writes.
 * https://docs.docker.com/reference/cli/docker/buildx/bake/#metadata-file
 * @param file its name, for errors
 * @throws {StartError} where it is not such a file, or lacks one of them
 */
export function readDigests(text: string, file: string): Omit<Build, 'revision'> {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new StartError([`${file}: ${(error as Error).message}: expected the metadata of docker buildx bake`]);
  }
  const targets = (content ?? {}) as Partial<Record<string, { 'containerimage.digest'?: unknown }>>;
  const digests = { service: digestOf('service'), verify: digestOf('verify') };
  const problems = IMAGES.filter((image) => !DIGEST.test(digests[image])).map(
    (image) => `${file}: the digest of ${image} is ${digests[image]}: expected sha256:…; was it pushed?`,
  );
  if (problems.length > 0) throw new StartError(problems);
  return digests;

  function digestOf(target: string): string {
    const digest = targets[target]?.['containerimage.digest'];
    return typeof digest === 'string' ? digest : 'missing';
  }
}
