import { parseArgs } from 'node:util';
import { EXIT, startProgram, UsageError } from '#program/command.ts';
import { StartError } from '#program/start-error.ts';
import { factProblems, readFacts } from '../facts.ts';
import { differenceFrom } from './git-diff.ts';
import { findEnvironments, findKustomizations } from './kustomizations.ts';
import { findRenderer, RenderError, type Renderer } from './renderer.ts';
import { compare, leftOverSnapshots, removeSnapshot, snapshotFile, writeSnapshot } from './snapshot-files.ts';

const HELP = `Renders the kustomizations of this repository, without a cluster.

  npm run render                 compares every render with its snapshot in gitops/render/snapshots
  npm run render -- --write      makes the renders of now the snapshots; git diff then shows what a change does
  npm run -s render -- FOLDER    prints one render, all of it: what Argo CD will apply

  -h, --help   this text

The renderer is $KUSTOMIZE, the path of kustomize or kubectl, where that is set; else kustomize or kubectl on the PATH;
else the kubectl that npm brings, on Linux on x64. Snapshots have HASH for the hash after the name of what kustomize
generates, only the first lines of long content, and DIGEST and REVISION for which build runs, so that a new tip or a
promotion changes none. Facts that still stand as they came are noted on standard error.

Exit status: 0 fine · 1 a snapshot that differs, or a build that fails or warns · 64 wrong usage · 78 no renderer

Examples:
  npm run -s render -- kustomize/overlays/local
  npm run -s render -- gitops/apps/production | kubectl diff -f -
  KUSTOMIZE=$HOME/bin/kustomize npm run render
`;

/** The repository; npm runs scripts there. */
const ROOT = '.';

/** `npm run render` */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { write: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const [folder, ...more] = positionals;
  if (more.length > 0) throw new UsageError(`${more.join(' ')}: expected one folder at most`);
  if (folder !== undefined && values.write) throw new UsageError('--write is for all snapshots: leave the folder out');
  const isFine = await (folder === undefined ? renderAll(values.write) : renderOne(folder));
  if (!isFine) process.exitCode = EXIT.problems;
}

async function renderOne(folder: string): Promise<boolean> {
  const renderer = await findRenderer(process.env);
  try {
    process.stdout.write(await renderer.render(folder));
    return true;
  } catch (error) {
    if (!(error instanceof RenderError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return false;
  }
}

async function renderAll(write: boolean): Promise<boolean> {
  const folders = findKustomizations(ROOT);
  if (folders.length === 0) throw new UsageError('expected a repository with kustomizations in the working directory');
  const renderer = await findRenderer(process.env);
  const outcomes = await Promise.all(folders.map((folder) => outcomeOf(folder, renderer, write)));
  for (const file of leftOverSnapshots(ROOT, folders)) {
    if (write) removeSnapshot(ROOT, file);
    outcomes.push(write ? { done: `${file}: removed` } : { problem: `${file} is the snapshot of no kustomization` });
  }
  for (const text of outcomes.flatMap(({ done, problem }) => done ?? problem ?? [])) process.stdout.write(`${text}\n`);
  const problems = outcomes.filter(({ problem }) => problem !== undefined).length;
  const verdict = problems === 0 ? 'fine' : `${problems} problems`;
  process.stdout.write(`${folders.length} kustomizations, rendered by ${renderer.describe()}: ${verdict}\n`);
  for (const note of findEnvironments(ROOT).flatMap(factNotes)) process.stderr.write(`note: ${note}\n`);
  if (problems > 0 && !write)
    process.stdout.write('If they are meant: npm run render -- --write, and review the diff.\n');
  return problems === 0;
}

/** What still stands in an environment's facts as it came: nobody who only reads is kept from it, who deploys is. */
function factNotes(environment: string): readonly string[] {
  try {
    return factProblems(readFacts(ROOT, environment));
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

async function outcomeOf(folder: string, renderer: Renderer, write: boolean): Promise<Outcome> {
  const file = snapshotFile(folder);
  try {
    const { rendered, kept } = await compare(ROOT, folder, renderer);
    if (rendered === kept) return {};
    if (write) {
      writeSnapshot(ROOT, folder, rendered);
      return { done: `${file}: written` };
    }
    if (kept === undefined) return { problem: `${folder} has no snapshot yet` };
    const difference = await differenceFrom(file, rendered, { colour: process.stdout.isTTY });
    return { problem: `${folder} differs from ${file}\n${difference}` };
  } catch (error) {
    if (error instanceof RenderError) return { problem: error.message };
    throw error;
  }
}

await startProgram(import.meta.url, main);
