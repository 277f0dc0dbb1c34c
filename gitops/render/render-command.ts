import { EXIT, parseLine, startProgram, UsageError, type Terminal } from '#program/command.ts';
import { StartError } from '#program/start-error.ts';
import { factProblems, readFacts } from '../facts.ts';
import { renderCharts } from './charts-command.ts';
import { differenceFrom } from './git-diff.ts';
import { findEnvironments, findKustomizations } from './kustomizations.ts';
import { findRenderer, RenderError, type Renderer } from './renderer.ts';
import { renderSchemas } from './schemas-command.ts';
import { compare, leftOverSnapshots, removeSnapshot, snapshotFile, writeSnapshot } from './snapshot-files.ts';

const HELP = `Renders the kustomizations of this repository, without a cluster.

  npm run render                 compares every render with its snapshot in gitops/render/snapshots
  npm run render -- --write      makes the renders of now the snapshots; git diff then shows what a change does
  npm run -s render -- FOLDER    prints one render, all of it: what Argo CD will apply
  npm run render -- charts       renders the Helm charts of the add-ons and checks them: see charts --help
  npm run render -- schemas      takes from a cluster the schemas that renders are held against: see schemas --help

  -h, --help   this text

The renderer is $KUSTOMIZE, the path of kustomize or kubectl, where that is set; else kustomize or kubectl on the PATH;
else the kubectl that npm brings, on Linux on x64. Snapshots have HASH for the hash after the name of what kustomize
generates, only the first lines of long content, and DIGEST and REVISION for which build runs, so that a new tip or a
promotion changes none. Facts that are still placeholders are noted on standard error.

Exit status: 0 fine · 1 a snapshot that differs, or a build that fails or warns · 64 wrong usage · 78 no renderer

Examples:
  npm run -s render -- kustomize/overlays/local
  npm run -s render -- gitops/apps/production | kubectl diff -f -
  KUSTOMIZE=$HOME/bin/kustomize npm run render
`;

/** `npm run render` */
export async function render(argv: readonly string[], terminal: Terminal): Promise<number> {
  if (argv[0] === 'charts') return await renderCharts(argv.slice(1), terminal);
  if (argv[0] === 'schemas') return await renderSchemas(argv.slice(1), terminal);
  const { values, positionals } = parseLine(argv, HELP, { write: { type: 'boolean', default: false } }, 'any words');
  const [folder, ...more] = positionals;
  if (more.length > 0) throw new UsageError(`${more.join(' ')}: expected one folder at most`);
  if (folder !== undefined && values.write) throw new UsageError('--write is for all snapshots: leave the folder out');
  return await (folder === undefined ? renderAll(values.write, terminal) : renderOne(folder, terminal));
}

async function renderOne(folder: string, { cwd, env, stdout, stderr }: Terminal): Promise<number> {
  const renderer = await findRenderer(env, cwd);
  try {
    stdout.write(await renderer.render(folder));
    return 0;
  } catch (error) {
    if (!(error instanceof RenderError)) throw error;
    stderr.write(`${error.message}\n`);
    return EXIT.problems;
  }
}

/** Compares every render with its snapshot; the working directory is the repository, as npm has it. */
async function renderAll(write: boolean, terminal: Terminal): Promise<number> {
  const { cwd, env, stdout, stderr } = terminal;
  const folders = findKustomizations(cwd);
  if (folders.length === 0) throw new UsageError('expected a repository with kustomizations in the working directory');
  const renderer = await findRenderer(env, cwd);
  const outcomes = await Promise.all(folders.map((folder) => outcomeOf(folder, renderer, write, terminal)));
  for (const file of leftOverSnapshots(cwd, folders)) {
    if (write) removeSnapshot(cwd, file);
    outcomes.push(write ? { done: `${file}: removed` } : { problem: `${file} is the snapshot of no kustomization` });
  }
  for (const text of outcomes.flatMap(({ done, problem }) => done ?? problem ?? [])) stdout.write(`${text}\n`);
  const problems = outcomes.filter(({ problem }) => problem !== undefined).length;
  const verdict = problems === 0 ? 'fine' : `${problems} problems`;
  stdout.write(`${folders.length} kustomizations, rendered by ${renderer.describe()}: ${verdict}\n`);
  for (const note of findEnvironments(cwd).flatMap((name) => factNotes(cwd, name))) stderr.write(`note: ${note}\n`);
  if (problems > 0 && !write) stdout.write('If they are meant: npm run render -- --write, and review the diff.\n');
  return problems === 0 ? 0 : EXIT.problems;
}

/** What is still a placeholder in an environment's facts: only a note here, because rendering works all the same. */
function factNotes(root: string, environment: string): readonly string[] {
  try {
    return factProblems(readFacts(root, environment));
  } catch (error) {
    if (error instanceof StartError) return error.problems;
    throw error;
  }
}

/** What there is to tell of a kustomization; nothing where its render is its snapshot. */
interface Outcome {
  readonly done?: string;
  readonly problem?: string;
}

async function outcomeOf(
  folder: string,
  renderer: Renderer,
  write: boolean,
  { cwd, env, stdout }: Terminal,
): Promise<Outcome> {
  const file = snapshotFile(folder);
  try {
    const { rendered, kept } = await compare(cwd, folder, renderer);
    if (rendered === kept) return {};
    if (write) {
      writeSnapshot(cwd, folder, rendered);
      return { done: `${file}: written` };
    }
    if (kept === undefined) return { problem: `${folder} has no snapshot yet` };
    const difference = await differenceFrom(file, rendered, { colour: stdout.isTTY ?? false, cwd, env });
    return { problem: `${folder} differs from ${file}\n${difference}` };
  } catch (error) {
    if (error instanceof RenderError) return { problem: error.message };
    throw error;
  }
}

await startProgram(import.meta.url, render);
