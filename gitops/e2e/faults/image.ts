import { join } from 'node:path';
import { outputOf } from '#program/run.ts';
import { listObjects, type Kubectl, type KubernetesObject } from '../../kubectl.ts';

interface Node extends KubernetesObject {
  readonly status: { readonly images?: readonly { readonly names?: readonly string[] }[] };
}

interface Image {
  readonly name: string;
  readonly revision: string;
}

const NAME = 'mrdebugger-faults/service';
/** What the image is made of: it is built again when one of these has changed. */
const INGREDIENTS = [
  'Dockerfile',
  '.npmrc',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'service',
  'kustomize/bases/app/tips.yaml',
];

interface Options {
  readonly kubectl: Kubectl;
  /** E2E_IMAGE_COMMAND */
  readonly command: string;
  /** The repository, of which HEAD is built. */
  readonly source: string;
  readonly folder: string;
  readonly say: (line: string) => void;
}

/** An image of our service on the nodes, which is built only where no node has it yet. */
export async function serviceImage({ kubectl, command, source, folder, say }: Options): Promise<Image> {
  const revision = await outputOf('git', ['rev-list', '-1', 'HEAD', '--', ...INGREDIENTS], { cwd: source });
  const name = `${NAME}:${revision.slice(0, 12)}`;
  const nodes = await listObjects<Node>(kubectl, 'nodes');
  const names = nodes.flatMap(({ status }) => status.images ?? []).flatMap((image) => image.names ?? []);
  if (names.some((each) => each === name || each.endsWith(`/${name}`))) return { name, revision };
  say(`building ${name}`);
  const clone = join(folder, 'image');
  await outputOf('git', ['clone', '--quiet', '--no-hardlinks', source, clone]);
  await outputOf('sh', ['-c', `${command} "$@"`, 'sh', 'service', name, revision, clone]);
  return { name, revision };
}
