import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXIT, parseLine, startProgram, type Terminal } from '#program/command.ts';
import { inParallel } from '#program/parallel.ts';
import { run } from '#program/run.ts';
import { findRenderer, type Renderer } from '../../render/renderer.ts';
import { drawsOf } from './draw.ts';
import { copyOf, readEnvironment, type Environment, type Part } from './environment.ts';
import { FAULTS } from './faults.ts';
import { writeApplications } from './generated.ts';
import type { Way } from './ways.ts';

const HELP = `Asks verify repo and other programs about the same broken copies of this repository, and measures what each takes for
this repository and for more and more objects. What kubeconform and istioctl are given is rendered.

  node --import tsx gitops/e2e/mutations/peers.ts [options]

  --istioctl PATH, --kubeconform PATH, --argocd-source-lint PATH
                    the others (default: on the PATH)
  --objects COUNTS  of generated repositories, with commas between (default: 1000,10000)
  -h, --help        this text

Exit status: 0 all were asked · 1 one of them is not at hand · 64 wrong usage · 78 no kustomize
`;

/** Of the kinds of mutations, one for each link of the chain. */
const KINDS = [
  ...['credentialName is not secretName', 'the Certificate is in another namespace than the gateway'],
  ...['issuerRef names nothing', 'the solver asks for a class that nothing defines', 'httpsRedirect on port 80'],
  ...['the selector of the Gateway matches no Pod', 'the VirtualService has a host that no Gateway admits'],
  ...['the destination is a short name', 'the destination is a port that the Service does not have'],
  ...['the selector of the Service matches no Pod', 'the AppProject does not permit a kind'],
  ...['a kustomization names a file that there is not', 'commonName is too long'],
];

interface Asked {
  readonly lines: readonly string[];
  readonly seconds: number;
  readonly megabytes: number;
}

interface Peer {
  readonly name: string;
  readonly path: string;
  readonly words: (folder: string, rendered: string) => readonly string[];
}

async function peers(argv: readonly string[], { cwd, env, stdout, stderr }: Terminal): Promise<number> {
  const { values } = parseLine(argv, HELP, {
    istioctl: { type: 'string', default: 'istioctl' },
    kubeconform: { type: 'string', default: 'kubeconform' },
    'argocd-source-lint': { type: 'string', default: 'argocd-source-lint' },
    objects: { type: 'string', default: '1000,10000' },
  });
  const renderer = await findRenderer(env, cwd);
  const work = mkdtempSync(join(tmpdir(), 'peers-'));
  try {
    const schemas = schemasIn(join(cwd, 'gitops/render/schemas'), join(work, 'schemas'));
    const main = join(cwd, 'gitops/verify/main.ts');
    const verify: Peer = {
      name: 'verify repo',
      path: process.execPath,
      words: (folder) => ['--import', import.meta.resolve('tsx'), main, 'repo', folder, '--format', 'github'],
    };
    const all: readonly Peer[] = [
      verify,
      {
        name: 'istioctl analyze',
        path: values.istioctl,
        words: (_, rendered) => ['analyze', '--use-kube=false', '--all-namespaces', '--color=false', rendered],
      },
      {
        name: 'kubeconform',
        path: values.kubeconform,
        words: (_, rendered) => ['-strict', '-ignore-missing-schemas', '-schema-location', schemas, rendered],
      },
      { name: 'argocd-source-lint', path: values['argocd-source-lint'], words: (folder) => [folder] },
    ];
    const there: Peer[] = [];
    for (const peer of all) {
      const isThere = await ask(peer, work, work).catch(() => undefined);
      if (isThere) there.push(peer);
      else stderr.write(`${peer.name} is not at hand: ${peer.path}\n`);
    }
    stdout.write(await faultsTable(there, await readEnvironment('production', cwd, renderer), cwd, renderer));
    stdout.write(await costTable(there, values.objects.split(',').map(Number), work, cwd, renderer));
    stdout.write(await kustomizationsLine(verify, work, cwd, renderer));
    return there.length === all.length ? 0 : EXIT.problems;
  } finally {
    rmSync(work, { recursive: true });
  }
}

/** What each says of a broken copy that it does not say of the sound one. */
async function faultsTable(all: readonly Peer[], environment: Environment, root: string, renderer: Renderer) {
  const asked = async (change: (copy: string) => readonly string[]) => {
    const copy = copyOf(root, environment);
    try {
      const places = change(copy);
      const rendered = await renderedIn(copy, environment, renderer);
      const answers: string[][] = [];
      for (const peer of all)
        answers.push([...(await ask(peer, copy, rendered)).lines.map((each) => plain(each, copy))]);
      return { places, answers };
    } finally {
      rmSync(copy, { recursive: true });
    }
  };
  const sound = await asked(() => []);
  const rows = [`| Mutation | ${all.map(({ name }) => name).join(' | ')} |\n| --- |${' --- |'.repeat(all.length)}\n`];
  for (const [index, kind] of KINDS.entries()) {
    const draw = drawsOf(`peers ${index}`);
    const fault = FAULTS[kind]?.(environment, draw);
    const way = draw.of(Object.keys(fault?.ways ?? {}) as Way[]);
    const { places, answers } = await asked((copy) => [
      ...(fault?.ways[way]?.({ root: copy, environment, draw }) ?? []),
      ...(fault?.otherEnd?.({ root: copy, environment, draw }) ?? []),
    ]);
    const cells = answers.map((lines, peer) => {
      const [first, ...more] = lines.filter((each) => !sound.answers[peer]?.includes(each) && /\w/.test(each));
      const told = [first ?? '', ...more].join('\n');
      const isLine = places.some((each) => {
        const at = each.lastIndexOf(':');
        return told.includes(each) || told.includes(`file=${each.slice(0, at)},line=${each.slice(at + 1)},`);
      });
      return first === undefined ? 'no' : `${isLine ? '**with the line**' : 'without a line'}: ${short(first)}`;
    });
    rows.push(`| ${kind}, by ${way} | ${cells.join(' | ')} |\n`);
  }
  return rows.join('');
}

async function costTable(
  all: readonly Peer[],
  counts: readonly number[],
  work: string,
  root: string,
  renderer: Renderer,
) {
  const rows = [
    `\n| Repository | ${all.map(({ name }) => name).join(' | ')} |\n| --- |${' --- |'.repeat(all.length)}\n`,
  ];
  const measured = async (name: string, folder: string, rendered: string) => {
    const cells: string[] = [];
    for (const peer of all) {
      const { seconds, megabytes } = await ask(peer, folder, rendered);
      cells.push(`${seconds.toFixed(1)} s, ${megabytes.toFixed(0)} MB`);
    }
    rows.push(`| ${name} | ${cells.join(' | ')} |\n`);
  };
  const environment = await readEnvironment('production', root, renderer);
  const copy = copyOf(root, environment);
  await measured('this one, one environment', copy, await renderedIn(copy, environment, renderer));
  rmSync(copy, { recursive: true });
  for (const count of counts) {
    const folder = join(work, `objects-${count}`);
    await measured(`${writeApplications(folder, count)} objects`, folder, folder);
  }
  return rows.join('');
}

/** The time that verify takes for 60 kustomizations, beside the renderer's own. */
async function kustomizationsLine(verify: Peer, work: string, root: string, renderer: Renderer): Promise<string> {
  const folder = join(work, 'kustomizations');
  for (let index = 0; index < 10; index++)
    cpSync(join(root, 'kustomize'), join(folder, String(index), 'kustomize'), { recursive: true });
  const overlays = ['local', 'staging', 'production'].flatMap((each) => [each, `${each}/platform`]);
  const tops = Array.from({ length: 10 }, (_, index) =>
    overlays.map((each) => join(folder, String(index), 'kustomize/overlays', each)),
  ).flat();
  const start = performance.now();
  await inParallel(tops, 4, (each) => renderer.render(each));
  const rendering = (performance.now() - start) / 1000;
  const { seconds } = await ask(verify, folder, folder);
  return `\n${tops.length} kustomizations: verify repo ${seconds.toFixed(1)} s, of which the renderer alone takes ${rendering.toFixed(1)} s\n`;
}

async function renderedIn(copy: string, environment: Environment, renderer: Renderer): Promise<string> {
  const file = join(copy, 'rendered.txt.yaml');
  const texts = await Promise.all(
    (['skill', 'platform', 'root'] as readonly Part[]).map((part) =>
      renderer.render(join(copy, environment.folder(part))).catch((error: unknown) => `# ${String(error)}\n`),
    ),
  );
  const folder = mkdtempSync(join(tmpdir(), 'rendered-'));
  writeFileSync(join(folder, 'rendered.yaml'), texts.join('---\n'));
  rmSync(file, { force: true });
  return join(folder, 'rendered.yaml');
}

/** kubeconform looks for schemas by names in small letters. */
function schemasIn(folder: string, copy: string): string {
  mkdirSync(copy);
  for (const name of readdirSync(folder).filter((each) => each.endsWith('.json')))
    cpSync(join(folder, name), join(copy, (name.split('_').length === 2 ? `_${name}` : name).toLowerCase()));
  return join(copy, '{{.Group}}_{{.ResourceAPIVersion}}_{{.ResourceKind}}.json');
}

/** GNU time tells the most memory that a program had. */
async function ask({ path, words }: Peer, folder: string, rendered: string): Promise<Asked> {
  const command = ['-f', '%e %M', path, ...words(folder, rendered)];
  const { stdout, stderr } = await run('/usr/bin/time', command, { cwd: folder });
  const [seconds = 0, kilobytes = 0] = (/(\d+\.\d+) (\d+)\n*$/.exec(stderr)?.slice(1) ?? []).map(Number);
  if (/cannot run|No such file or directory\n/.test(stderr) && stdout === '') throw new Error(stderr);
  return { lines: `${stdout}\n${stderr}`.split('\n').slice(0, -2), seconds, megabytes: kilobytes / 1024 };
}

function plain(text: string, copy: string): string {
  return text
    .replaceAll(`${copy}/`, '')
    .replaceAll(copy, '.')
    .replaceAll(/\/\S*\/rendered-\w+\//g, '')
    .replaceAll(/\d\d:\d\d:\d\d\S*/g, '');
}

function short(text: string): string {
  const words = text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ').trim();
  return `“${words.length > 110 ? `${words.slice(0, 110)} …` : words}”`;
}

await startProgram(import.meta.url, peers);
